namespace NotionStyle.Blocks.Postgres.Sharding;

/// <summary>Stands in until the store's own is here.</summary>
public sealed record ShardPlacement(int LogicalShard, string Schema, string Server, long Epoch);

/// <summary>Stands in until the store's own is here.</summary>
public interface IShardDirectory
{
    /// <summary>All 480 entries.</summary>
    Task<IReadOnlyList<ShardPlacement>> ListAsync(CancellationToken ct);
}
