using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace NotionStyle.Blocks.Postgres.Sharding;

/// <summary>
/// Keeps the router's map fresh: listens on the control server, and reads the map again after every notification and after every reconnect (what was told while
/// nobody listened is in the map by then).
/// </summary>
internal sealed class ShardMapWatcher(ShardServers servers, ShardRouter router, ILogger<ShardMapWatcher> logger)
    : BackgroundService
{
    private static readonly TimeSpan RetryDelayMaximum = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var delay = TimeSpan.FromMilliseconds(100);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(() => delay = TimeSpan.FromMilliseconds(100), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
                when (e is NpgsqlException or TimeoutException or BlockStoreSetupException or IOException)
            {
                logger.LogWarning(
                    "Listening for changes of the shard map was interrupted ({Reason}); trying again.",
                    e.Message
                );
                await Task.Delay(delay, stoppingToken);
                delay = delay * 2 < RetryDelayMaximum ? delay * 2 : RetryDelayMaximum;
            }
        }
    }

    private async Task ListenAsync(Action connected, CancellationToken ct)
    {
        await using var connection = await servers.Control.DataSource.OpenConnectionAsync(ct);
        await using (var listen = new NpgsqlCommand("LISTEN notionstyle_shard_map", connection))
            await listen.ExecuteNonQueryAsync(ct);
        connected();
        // Listening began before this read, so no change falls between the two.
        await router.LoadAsync(ct);
        while (true)
        {
            await connection.WaitAsync(ct);
            await router.LoadAsync(ct);
        }
    }
}
