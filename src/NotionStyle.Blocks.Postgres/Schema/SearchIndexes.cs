using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using NotionStyle.Blocks.Postgres.Sharding;
using Npgsql;

namespace NotionStyle.Blocks.Postgres.Schema;

/// <summary>
/// The indexes that search needs, which differ by who answers it. No migrations: a stage that is started on the data of another makes what it needs and drops what only
/// costs it, in both directions.
/// </summary>
/// <remarks>Resumable: a group of shards changes in one transaction, and what is as it should be is left alone. Two processes that start at once take turns by an advisory lock per server.</remarks>
internal sealed class SearchIndexes(ShardServers servers, ILogger<SearchIndexes> logger)
{
    private const long IndexLock = 0x4E_53_53_49_4E_44_45_58;

    /// <summary>Few, so that the locks of one transaction stay few and a kill costs little.</summary>
    private const int ShardsPerTransaction = 20;

    /// <summary>Makes and drops indexes until every shard has those of <paramref name="home" />.</summary>
    public Task ApplyAsync(IReadOnlyList<ShardRoute> shards, SearchHome home, CancellationToken ct) =>
        Parallel.ForEachAsync(
            servers.All,
            ct,
            async (server, token) => await ApplyAsync(server, [.. shards.Where(s => s.Server == server)], home, token)
        );

    private async Task ApplyAsync(ShardServer server, ShardRoute[] shards, SearchHome home, CancellationToken ct)
    {
        await using var connection = await server.DataSource.OpenConnectionAsync(ct);
        await ExecuteAsync(connection, "SET statement_timeout = 0; SET lock_timeout = 0", ct);
        await ExecuteAsync(
            connection,
            string.Create(CultureInfo.InvariantCulture, $"SELECT pg_advisory_lock({IndexLock})"),
            ct
        );
        try
        {
            var there = await ReadAsync(connection, ct);
            var changes = shards.Select(s => ChangeOf(s.Sql.Schema, there, home)).Where(c => c.Length > 0).ToArray();
            if (changes.Length > 0)
                logger.LogInformation(
                    "Server {Server}: the indexes of {Count} logical shards are changed for search by {Home}.",
                    server.Name,
                    changes.Length,
                    home
                );
            foreach (var group in changes.Chunk(ShardsPerTransaction))
            {
                await using var transaction = await connection.BeginTransactionAsync(ct);
                await ExecuteAsync(connection, string.Concat(group), ct);
                await transaction.CommitAsync(ct);
            }
        }
        finally
        {
            await ExecuteAsync(
                connection,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"SELECT pg_advisory_unlock({IndexLock}); RESET statement_timeout; RESET lock_timeout"
                ),
                CancellationToken.None
            );
        }
    }

    /// <summary>What a shard lacks and has too much; empty when it is right.</summary>
    private static string ChangeOf(string schema, HashSet<string> there, SearchHome home)
    {
        var sql = new StringBuilder();
        void Want(bool wanted, string name, string definition)
        {
            if (wanted == there.Contains($"{schema}.{name}"))
                return;
            sql.AppendLine(wanted ? $"CREATE INDEX {name} ON {schema}.{definition};" : $"DROP INDEX {schema}.{name};");
        }

        Want(home == SearchHome.Postgres, "block_search", "block USING gin (search)");
        foreach (var table in new[] { "block", "collection" })
            Want(home == SearchHome.Elsewhere, $"{table}_changed", $"{table} (last_edited_time, id)");
        return sql.ToString();
    }

    private static async Task<HashSet<string>> ReadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "SELECT schemaname || '.' || indexname FROM pg_indexes WHERE indexname IN ('block_search', 'block_changed', 'collection_changed')",
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(ct);
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
            names.Add(reader.GetString(0));
        return names;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }
}
