using NotionStyle.Blocks.Postgres.Sharding;
using Npgsql;

namespace NotionStyle.Benchmarks;

/// <summary>Statements on one logical shard, counted by the server itself; those that look a token up are left out.</summary>
internal static class StatementCount
{
    /// <summary>Statements that a call costs, over some calls.</summary>
    public static async Task<double> PerCallAsync(
        ShardRoute route,
        int calls,
        Func<int, Task> call,
        CancellationToken ct
    )
    {
        var before = await ReadAsync(route.Server.DataSource, route.Sql.Schema, ct);
        for (var i = 0; i < calls; i++)
            await call(i);
        return (await ReadAsync(route.Server.DataSource, route.Sql.Schema, ct) - before) / (double)calls;
    }

    public static async Task<long> ReadAsync(NpgsqlDataSource server, string schema, CancellationToken ct)
    {
        await using var command = server.CreateCommand(
            "SELECT COALESCE(sum(calls), 0)::bigint FROM pg_stat_statements WHERE query LIKE '%' || $1 || '.%' AND query NOT LIKE '%pg_stat_statements%' AND query NOT LIKE '%.token%'"
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = schema });
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }
}
