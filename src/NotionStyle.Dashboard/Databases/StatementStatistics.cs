using Npgsql;

namespace NotionStyle.Dashboard.Databases;

/// <summary>Asks pg_stat_statements of every server, when somebody looks, and not more often than every ten seconds.</summary>
internal sealed class StatementStatistics : IStatementStatistics, IDisposable
{
    /// <summary>Texts past this are cut by the server; the largest of NotionStyle's own has about 3,000 characters.</summary>
    private const int TextMaximum = 20_000;

    private const int StatementsMaximum = 1_000;

    /// <summary>The server folds the shards together: it may know 20,000 statements, of which some hundred are different.</summary>
    private static readonly string StatementsSql = $"""
        SELECT left(regexp_replace(s.query, '\mshard[0-9][0-9][0-9]\M', '{StatementFigures.SchemaPlaceholder}', 'g'), {TextMaximum}) AS text,
               sum(s.calls)::bigint, sum(s.total_exec_time)::float8, max(s.max_exec_time)::float8, sum(s.rows)::bigint,
               sum(s.shared_blks_hit)::bigint, sum(s.shared_blks_read)::bigint, count(DISTINCT s.queryid)::int, sum(sum(s.total_exec_time)) OVER ()::float8
        FROM pg_stat_statements s
        WHERE s.dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
        GROUP BY 1
        ORDER BY 3 DESC
        LIMIT {StatementsMaximum}
        """;

    private const string SinceSql = "SELECT stats_reset FROM pg_stat_statements_info";

    private readonly DatabaseServers _servers;
    private readonly Fresh<IReadOnlyList<ServerStatements>> _statements;

    public StatementStatistics(DatabaseServers servers, TimeProvider time)
    {
        _servers = servers;
        _statements = new Fresh<IReadOnlyList<ServerStatements>>(
            async ct => await Task.WhenAll(_servers.All.Select(s => ReadAsync(s, ct))),
            TimeSpan.FromSeconds(10),
            time
        );
    }

    public Task<IReadOnlyList<ServerStatements>> ReadAsync(CancellationToken cancellationToken) =>
        _statements.GetAsync(cancellationToken);

    public void Dispose() => _statements.Dispose();

    private static async Task<ServerStatements> ReadAsync(DatabaseServer server, CancellationToken ct)
    {
        try
        {
            await using var batch = server.DataSource.CreateBatch();
            batch.BatchCommands.Add(new NpgsqlBatchCommand(SinceSql));
            batch.BatchCommands.Add(new NpgsqlBatchCommand(StatementsSql));
            await using var reader = await batch.ExecuteReaderAsync(ct);
            DateTimeOffset? since =
                await reader.ReadAsync(ct) && !reader.IsDBNull(0) ? reader.GetFieldValue<DateTimeOffset>(0) : null;
            await reader.NextResultAsync(ct);
            var total = 0.0;
            var statements = new List<StatementFigures>();
            while (await reader.ReadAsync(ct))
            {
                total = reader.GetDouble(8);
                statements.Add(
                    new StatementFigures(
                        reader.IsDBNull(0) ? null : reader.GetString(0),
                        reader.GetInt64(1),
                        reader.GetDouble(2),
                        reader.GetDouble(3),
                        reader.GetInt64(4),
                        reader.GetInt64(5),
                        reader.GetInt64(6),
                        reader.GetInt32(7)
                    )
                );
            }

            return new ServerStatements(server.Name, null, since, total, statements);
        }
        catch (Exception e) when (ServerFailure.IsOfServer(e))
        {
            return new ServerStatements(server.Name, Describe(e), null, 0, []);
        }
    }

    private static string Describe(Exception exception) =>
        exception switch
        {
            PostgresException { SqlState: PostgresErrorCodes.UndefinedTable } =>
                "The extension pg_stat_statements is not installed in this database. As a superuser run: CREATE EXTENSION pg_stat_statements. The block service does so when it starts and may.",
            PostgresException { SqlState: PostgresErrorCodes.ObjectNotInPrerequisiteState } =>
                "The server was started without pg_stat_statements. Set shared_preload_libraries = 'pg_stat_statements' in its configuration and start it again.",
            _ => ServerFailure.Describe(exception),
        };
}
