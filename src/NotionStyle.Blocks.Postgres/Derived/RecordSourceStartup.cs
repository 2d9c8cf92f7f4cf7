using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NotionStyle.Blocks.Postgres.Schema;
using NotionStyle.Blocks.Postgres.Sharding;
using Npgsql;

namespace NotionStyle.Blocks.Postgres.Derived;

/// <summary>Waits, as long as it takes, until a block service has brought every shard to the schema of this program; then loads the map.</summary>
internal sealed partial class RecordSourceStartup(
    ShardServers servers,
    ShardRouter router,
    RecordSource source,
    ILogger<RecordSourceStartup> logger
) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var told = "";
        while (true)
        {
            try
            {
                if (await CountReadyAsync(stoppingToken) >= LogicalShard.Count)
                {
                    await router.LoadAsync(stoppingToken);
                    if (router.All.Count > 0)
                    {
                        source.BeReady();
                        return;
                    }
                }
            }
            catch (Exception e)
                when (e is NpgsqlException or TimeoutException or IOException or BlockStoreSetupException)
            {
                // The tables themselves may not be there yet. The same reason is told once.
                if (told != e.Message)
                    LogWaiting(told = e.Message);
            }

            await Task.Delay(Pause, stoppingToken);
        }
    }

    private async Task<long> CountReadyAsync(CancellationToken ct)
    {
        long ready = 0;
        foreach (var server in servers.All)
        {
            await using var command = server.DataSource.CreateCommand(
                $"SELECT count(*) FROM notionstyle.owned_shard WHERE schema_version >= {MigrationScripts.Shard.Count}"
            );
            ready += (long)(await command.ExecuteScalarAsync(ct))!;
        }

        return ready;
    }

    [LoggerMessage(1210, LogLevel.Information, "Waiting for the block store's schema: {Reason}")]
    private partial void LogWaiting(string reason);
}
