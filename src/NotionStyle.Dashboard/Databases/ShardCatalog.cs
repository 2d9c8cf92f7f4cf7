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
    /// <summary>
    /// A table that was written since its last analysis is measured by its files, and so is one that was never analysed and is not empty: there the catalog's count of pages is 0 or
    /// old. Of all others the catalog's count is right. To ask for the files of everything makes the server open some thousand relations, which took a fifth to half a second.
    /// </summary>
    private const string SizesSql = """
        WITH indexes AS MATERIALIZED (
            SELECT x.indrelid AS relation, sum(i.relpages) AS pages
            FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
            GROUP BY x.indrelid
        )
        SELECT substr(n.nspname, 6)::int,
               sum(CASE
                   WHEN pg_stat_get_mod_since_analyze(c.oid) > 0 OR pg_stat_get_mod_since_analyze(c.reltoastrelid) > 0
                       OR c.reltuples < 0 AND pg_relation_size(c.oid) > 0
                   THEN pg_total_relation_size(c.oid)
                   ELSE (c.relpages + coalesce(long.relpages, 0) + coalesce(own.pages, 0) + coalesce(of_long.pages, 0))
                       * current_setting('block_size')::bigint
               END)::bigint,
               sum(greatest(c.reltuples, pg_stat_get_live_tuples(c.oid), 0))::bigint
        FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid
             LEFT JOIN pg_catalog.pg_class long ON long.oid = c.reltoastrelid
             LEFT JOIN indexes own ON own.relation = c.oid
             LEFT JOIN indexes of_long ON of_long.relation = c.reltoastrelid
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

    /// <summary>The shards on one server.</summary>
    /// <param name="server">The server.</param>
    /// <param name="known">Sizes that are young enough; null to measure them.</param>
    /// <param name="ct">Ends the wait.</param>
    public static async Task<ServerCatalog> ReadAsync(
        DatabaseServer server,
        IReadOnlyDictionary<int, (long Bytes, long Rows)>? known,
        CancellationToken ct
    )
    {
        try
        {
            await using var batch = server.DataSource.CreateBatch();
            batch.BatchCommands.Add(new NpgsqlBatchCommand(OwnedSql));
            if (known is null)
                batch.BatchCommands.Add(new NpgsqlBatchCommand(SizesSql));
            await using var reader = await batch.ExecuteReaderAsync(ct);
            var owned = new HashSet<int>();
            while (await reader.ReadAsync(ct))
                owned.Add(reader.GetInt16(0));
            if (known is not null)
                return new ServerCatalog(null, known, owned);
            await reader.NextResultAsync(ct);
            var sizes = new Dictionary<int, (long, long)>();
            while (await reader.ReadAsync(ct))
                sizes[reader.GetInt32(0)] = (reader.GetInt64(1), reader.GetInt64(2));
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
