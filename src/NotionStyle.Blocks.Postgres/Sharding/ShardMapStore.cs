using Npgsql;

namespace NotionStyle.Blocks.Postgres.Sharding;

/// <summary>Reads the shard map from the control server, and writes the first one.</summary>
internal static class ShardMapStore
{
    /// <summary>The map; made evenly over the configured servers when there is none yet. Two processes that start at once make one map.</summary>
    public static async Task<ShardMap> ReadOrCreateAsync(ShardServers servers, CancellationToken ct)
    {
        await using var connection = await servers.Control.DataSource.OpenConnectionAsync(ct);
        if (await ReadAsync(connection, ct) is { } existing)
            return existing;

        var names = servers.All.Select(s => s.Name).ToArray();
        var first = ShardMap.Even(names);
        await using var insert = new NpgsqlCommand(
            """
            INSERT INTO notionstyle.shard_map (logical_shard, server, epoch)
            SELECT * FROM unnest($1::smallint[], $2::text[], $3::bigint[])
            ON CONFLICT (logical_shard) DO NOTHING
            """,
            connection
        );
        insert.Parameters.Add(new() { Value = first.Placements.Select(p => (short)p.LogicalShard).ToArray() });
        insert.Parameters.Add(new() { Value = first.Placements.Select(p => p.Server).ToArray() });
        insert.Parameters.Add(new() { Value = first.Placements.Select(p => p.Epoch).ToArray() });
        await insert.ExecuteNonQueryAsync(ct);
        return await ReadAsync(connection, ct)
            ?? throw new InvalidDataException("The shard map was written and is not there.");
    }

    /// <summary>The map; null when there is none.</summary>
    /// <exception cref="BlockStoreSetupException">Entries are missing.</exception>
    public static async Task<ShardMap?> ReadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "SELECT logical_shard, server, epoch FROM notionstyle.shard_map ORDER BY logical_shard",
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(ct);
        var placements = new List<ShardPlacement>(LogicalShard.Count);
        while (await reader.ReadAsync(ct))
        {
            var shard = reader.GetInt16(0);
            placements.Add(
                new ShardPlacement(shard, LogicalShard.Schema(shard), reader.GetString(1), reader.GetInt64(2))
            );
        }

        if (placements.Count == 0)
            return null;
        if (placements.Count != LogicalShard.Count)
            throw new BlockStoreSetupException(
                $"The shard map on the control server has {placements.Count} of {LogicalShard.Count} entries. Restore table notionstyle.shard_map from a backup."
            );
        return new ShardMap(placements);
    }
}
