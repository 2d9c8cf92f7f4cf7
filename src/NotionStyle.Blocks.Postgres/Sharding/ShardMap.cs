namespace NotionStyle.Blocks.Postgres.Sharding;

/// <summary>Where one logical shard lives.</summary>
/// <param name="LogicalShard">0 to 479.</param>
/// <param name="Schema">The schema that holds it.</param>
/// <param name="Server">The server's name.</param>
/// <param name="Epoch">Grows by one when the shard moves.</param>
public sealed record ShardPlacement(int LogicalShard, string Schema, string Server, long Epoch);

/// <summary>The shard map of one moment: 480 entries. Immutable; a change makes a new one.</summary>
public sealed class ShardMap
{
    /// <summary>A map of all entries, in the order of their numbers.</summary>
    /// <exception cref="ArgumentException">An entry is missing.</exception>
    public ShardMap(IReadOnlyList<ShardPlacement> placements)
    {
        if (placements.Count != LogicalShard.Count || placements.Where((p, i) => p.LogicalShard != i).Any())
            throw new ArgumentException(
                $"A shard map has {LogicalShard.Count} entries in order; this one has {placements.Count}.",
                nameof(placements)
            );
        Placements = placements;
    }

    /// <summary>The entries.</summary>
    public IReadOnlyList<ShardPlacement> Placements { get; }

    /// <summary>The first map of a new system: the shards in even, contiguous ranges over the servers.</summary>
    /// <exception cref="BlockStoreSetupException">The number of servers does not divide 480.</exception>
    public static ShardMap Even(IReadOnlyList<string> servers)
    {
        if (servers.Count == 0 || LogicalShard.Count % servers.Count != 0)
            throw new BlockStoreSetupException(
                $"{servers.Count} servers cannot share {LogicalShard.Count} logical shards evenly. Use a number that divides {LogicalShard.Count}: 1, 2, 3, 4, 5, 6, 8, 10, 12 …"
            );
        var each = LogicalShard.Count / servers.Count;
        return new ShardMap([
            .. Enumerable
                .Range(0, LogicalShard.Count)
                .Select(i => new ShardPlacement(i, LogicalShard.Schema(i), servers[i / each], 1)),
        ]);
    }
}
