using Npgsql;

namespace NotionStyle.Dashboard.Databases;

/// <summary>What one server's catalog says of the shards on it.</summary>
/// <param name="Problem">Why it says nothing; null when it does.</param>
/// <param name="Sizes">Bytes and rows by shard, of those whose schema is there.</param>
/// <param name="Owned">The shards that may be written there.</param>
internal sealed record ServerCatalog(
    string? Problem,
    IReadOnlyDictionary<int, (long Bytes, long Rows)> Sizes,
    IReadOnlySet<int> Owned
)
{
    public static ServerCatalog Failed(string problem) =>
        new(problem, new Dictionary<int, (long, long)>(), new HashSet<int>());
}

/// <summary>Asks the catalogs of PostgreSQL; only reads.</summary>
internal static class ShardCatalog
{
    /// <summary>Sizes come from the files themselves: what the catalog remembers of pages is as old as the last vacuum, and empty tables of new shards never had one.</summary>
    private const string SizesSql = """
        SELECT substr(n.nspname, 6)::int,
               sum(pg_total_relation_size(c.oid))::bigint,
               sum(greatest(c.reltuples, pg_stat_get_live_tuples(c.oid), 0))::bigint
        FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid
        WHERE n.nspname ~ '^shard[0-9]{3}$' AND c.relkind = 'r'
        GROUP BY n.nspname
        """;

    private const string OwnedSql = "SELECT logical_shard FROM notionstyle.owned_shard WHERE writable";

    private const string MapSql = "SELECT logical_shard, server FROM notionstyle.shard_map ORDER BY logical_shard";

    private const string TablesSql = """
        SELECT c.relname,
               greatest(c.reltuples, pg_stat_get_live_tuples(c.oid), 0)::bigint,
               pg_stat_get_dead_tuples(c.oid),
               pg_table_size(c.oid) - coalesce(pg_total_relation_size(nullif(c.reltoastrelid, 0)), 0),
               pg_indexes_size(c.oid),
               coalesce(pg_total_relation_size(nullif(c.reltoastrelid, 0)), 0),
               greatest(pg_stat_get_last_vacuum_time(c.oid), pg_stat_get_last_autovacuum_time(c.oid)),
               greatest(pg_stat_get_last_analyze_time(c.oid), pg_stat_get_last_autoanalyze_time(c.oid))
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = $1 AND c.relkind = 'r'
        ORDER BY pg_total_relation_size(c.oid) DESC, c.relname
        LIMIT 200
        """;

    /// <summary>The sizes of the shards on one server.</summary>
    public static async Task<ServerCatalog> ReadAsync(DatabaseServer server, CancellationToken ct)
    {
        try
        {
            await using var batch = server.DataSource.CreateBatch();
            batch.BatchCommands.Add(new NpgsqlBatchCommand(SizesSql));
            batch.BatchCommands.Add(new NpgsqlBatchCommand(OwnedSql));
            await using var reader = await batch.ExecuteReaderAsync(ct);
            var sizes = new Dictionary<int, (long, long)>();
            while (await reader.ReadAsync(ct))
                sizes[reader.GetInt32(0)] = (reader.GetInt64(1), reader.GetInt64(2));
            await reader.NextResultAsync(ct);
            var owned = new HashSet<int>();
            while (await reader.ReadAsync(ct))
                owned.Add(reader.GetInt16(0));
            return new ServerCatalog(null, sizes, owned);
        }
        catch (Exception e) when (ServerFailure.IsOfServer(e))
        {
            return ServerCatalog.Failed(ServerFailure.Describe(e));
        }
    }

    /// <summary>The shard map: the servers' names by shard. Null when the server that holds it does not answer, or has none yet.</summary>
    public static async Task<IReadOnlyDictionary<int, string>?> ReadMapAsync(
        DatabaseServer control,
        CancellationToken ct
    )
    {
        try
        {
            await using var command = control.DataSource.CreateCommand(MapSql);
            await using var reader = await command.ExecuteReaderAsync(ct);
            var map = new Dictionary<int, string>();
            while (await reader.ReadAsync(ct))
                map[reader.GetInt16(0)] = reader.GetString(1);
            return map.Count > 0 ? map : null;
        }
        catch (Exception e) when (ServerFailure.IsOfServer(e))
        {
            return null;
        }
    }

    /// <summary>The tables of a schema.</summary>
    public static async Task<IReadOnlyList<TableFigures>> ReadTablesAsync(
        DatabaseServer server,
        string schema,
        CancellationToken ct
    )
    {
        await using var command = server.DataSource.CreateCommand(TablesSql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = schema });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var tables = new List<TableFigures>();
        while (await reader.ReadAsync(ct))
            tables.Add(
                new TableFigures(
                    reader.GetString(0),
                    reader.GetInt64(1),
                    reader.GetInt64(2),
                    reader.GetInt64(3),
                    reader.GetInt64(4),
                    reader.GetInt64(5),
                    reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6),
                    reader.IsDBNull(7) ? null : reader.GetFieldValue<DateTimeOffset>(7)
                )
            );
        return tables;
    }
}
