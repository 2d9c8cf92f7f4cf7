using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NotionStyle.Blocks.Postgres.Schema;
using NotionStyle.Blocks.Postgres.Sharding;
using Npgsql;

namespace NotionStyle.Blocks.Postgres;

/// <summary>Migrates and loads the shard map before the program listens, so that nothing is served by half a store.</summary>
internal sealed class PostgresBlocksStartup(
    ShardServers servers,
    SchemaMigrator migrator,
    SearchIndexes indexes,
    ShardRouter router,
    PostgresBlocksOptions options,
    TimeProvider time,
    ILogger<PostgresBlocksStartup> logger
) : IHostedLifecycleService
{
    private static readonly TimeSpan ServerWaitMaximum = TimeSpan.FromSeconds(30);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var begin = time.GetTimestamp();
        await Parallel.ForEachAsync(servers.All, cancellationToken, async (s, ct) => await CheckServerAsync(s, ct));
        router.Load(await migrator.MigrateAsync(cancellationToken));
        await indexes.ApplyAsync(router.All, options.FullText, cancellationToken);
        // Last: a start that is refused has changed nothing.
        await Parallel.ForEachAsync(
            servers.All,
            cancellationToken,
            async (s, ct) => await EnableStatisticsAsync(s, ct)
        );
        logger.LogInformation(
            "{Count} logical shards on {Servers} servers are ready after {Milliseconds:F0} ms.",
            LogicalShard.Count,
            servers.All.Count,
            time.GetElapsedTime(begin).TotalMilliseconds
        );
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits for a server that is still starting, and checks that the pool fits into it.</summary>
    private async Task CheckServerAsync(ShardServer server, CancellationToken ct)
    {
        var begin = time.GetTimestamp();
        for (var pause = 50; ; pause = Math.Min(pause * 2, 1_000))
        {
            try
            {
                await using var connection = await server.DataSource.OpenConnectionAsync(ct);
                await CheckPoolAsync(server, connection, ct);
                return;
            }
            catch (PostgresException e)
                when (e.SqlState
                        is PostgresErrorCodes.InvalidPassword
                            or PostgresErrorCodes.InvalidCatalogName
                            or PostgresErrorCodes.InvalidAuthorizationSpecification
                )
            {
                throw new BlockStoreSetupException($"Server {server.Name} refuses the connection: {e.MessageText}.", e);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                if (time.GetElapsedTime(begin) > ServerWaitMaximum)
                    throw new BlockStoreSetupException(
                        $"Server {server.Name} cannot be reached after {ServerWaitMaximum.TotalSeconds:F0} s: {e.Message}",
                        e
                    );
                await Task.Delay(pause, ct);
            }
        }
    }

    private async Task CheckPoolAsync(ShardServer server, NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int",
            connection
        );
        var available = (int)(await command.ExecuteScalarAsync(ct))!;
        if (options.PoolSize > available)
            throw new BlockStoreSetupException(
                $"BlockStore:PoolSize is {options.PoolSize}, but server {server.Name} has room for {available} connections in all. Lower the one or raise max_connections."
            );
    }

    private async Task EnableStatisticsAsync(ShardServer server, CancellationToken ct)
    {
        try
        {
            await using var connection = await server.DataSource.OpenConnectionAsync(ct);
            await using var command = new NpgsqlCommand(
                "CREATE EXTENSION IF NOT EXISTS pg_stat_statements",
                connection
            );
            await command.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException e)
            when (e.SqlState
                    is PostgresErrorCodes.InsufficientPrivilege
                        or PostgresErrorCodes.UndefinedFile
                        or PostgresErrorCodes.UniqueViolation
            )
        {
            // A managed server may not allow it, and two programs that start at once may both try; edits do not depend on it.
            logger.LogWarning("pg_stat_statements was not turned on at {Server}: {Reason}", server.Name, e.MessageText);
        }
    }
}
