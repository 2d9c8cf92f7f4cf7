using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Analytics;
using NotionStyle.Blocks.Postgres.Derived;
using NotionStyle.Blocks.Postgres.Maintenance;
using NotionStyle.Blocks.Postgres.Pages;
using NotionStyle.Blocks.Postgres.Queries;
using NotionStyle.Blocks.Postgres.Schema;
using NotionStyle.Blocks.Postgres.Search;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Postgres.Telemetry;
using NotionStyle.Blocks.Postgres.Transactions;
using NotionStyle.Blocks.Postgres.Workspaces;
using Npgsql;

namespace NotionStyle.Blocks.Postgres;

/// <summary>Puts PostgreSQL behind the ports of the block store.</summary>
public static class PostgresBlocksExtensions
{
    /// <summary>
    /// Registers every port of stage 1: <see cref="IBlockStore" />, <see cref="IRecordQueries" />, <see cref="IBlockSearch" />, <see cref="IBlockAnalytics" />, <see cref="IWorkspaces" /> and
    /// <see cref="IShardDirectory" />, with the health check <c>shards</c>. The servers are the connection strings <c>shards-1</c>, <c>shards-2</c> …; their schema is
    /// migrated before the program listens.
    /// </summary>
    /// <exception cref="BlockStoreSetupException">No server is configured.</exception>
    public static IServiceCollection AddPostgresBlocks(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddShards(configuration);
        services.AddMetrics();
        services.AddSingleton<StoreMetrics>();
        services.AddSingleton<SchemaMigrator>();
        services.AddSingleton<SearchIndexes>();
        services.AddSingleton<CommitListeners>();
        services.AddSingleton<TransactionCommitter>();
        services.AddSingleton<PageReader>();
        services.AddSingleton<IPageWatch, PageWatch>();
        services.AddSingleton<RecordSync>();
        services.AddSingleton<RecordsById>();
        services.AddSingleton<IBlockStore, PostgresBlockStore>();
        services.AddSingleton<ChildLists>();
        services.AddSingleton<TitleSearch>();
        services.AddSingleton<RowQueries>();
        services.AddSingleton<IRecordQueries, PostgresRecordQueries>();
        services.AddSingleton<IBlockSearch, PostgresBlockSearch>();
        services.AddSingleton<IBlockAnalytics, PostgresBlockAnalytics>();
        services.AddSingleton<ITokenCache, MemoryTokenCache>();
        services.AddSingleton<IWorkspaces, PostgresWorkspaces>();
        services.AddHostedService<PostgresBlocksStartup>();
        services.AddHostedService<ShardMapWatcher>();
        services.AddHostedService<TransactionPruner>();
        return services;
    }

    /// <summary>
    /// Registers what feeds a derived store: <see cref="RecordSource" /> over the same servers, which reads and never changes anything. It waits for a block service to make the schema; until
    /// then <see cref="RecordSource.Ready" /> is not done.
    /// </summary>
    /// <exception cref="BlockStoreSetupException">No server is configured.</exception>
    public static IServiceCollection AddPostgresRecordSource(
        this IServiceCollection services,
        IConfiguration configuration
    )
    {
        services.AddShards(configuration);
        services.AddSingleton<RecordSource>();
        services.AddHostedService<RecordSourceStartup>();
        services.AddHostedService<ShardMapWatcher>();
        return services;
    }

    /// <summary>The servers and the way to each shard.</summary>
    private static void AddShards(this IServiceCollection services, IConfiguration configuration)
    {
        var options = configuration.GetSection(PostgresBlocksOptions.Section).Get<PostgresBlocksOptions>() ?? new();
        var servers = PostgresBlocksOptions.ServersOf(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(_ => new ShardServers([
            .. servers.Select(s => new ShardServer(
                s.Name,
                BuildDataSource(s.Name, options.Complete(s.ConnectionString))
            )),
        ]));
        services.AddSingleton<ShardRouter>();
        services.AddSingleton<IShardDirectory>(s => s.GetRequiredService<ShardRouter>());
        services.AddHealthChecks().AddCheck<ShardServersHealthCheck>("shards", timeout: TimeSpan.FromSeconds(5));
    }

    private static NpgsqlDataSource BuildDataSource(string name, string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString) { Name = name };
        return builder.UseSpans(name).Build();
    }
}

/// <summary>Healthy when every server answers.</summary>
internal sealed class ShardServersHealthCheck(ShardServers servers) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        var failures = new List<string>();
        foreach (var server in servers.All)
        {
            try
            {
                await using var command = server.DataSource.CreateCommand("SELECT 1");
                await command.ExecuteScalarAsync(cancellationToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                failures.Add($"{server.Name}: {e.Message}");
            }
        }

        return failures.Count == 0
            ? HealthCheckResult.Healthy($"{servers.All.Count} servers answer.")
            : HealthCheckResult.Unhealthy(string.Join("; ", failures));
    }
}
