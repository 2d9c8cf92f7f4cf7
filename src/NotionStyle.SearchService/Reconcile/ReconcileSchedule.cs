using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.SearchService.Elastic;
using NotionStyle.SearchService.Feed;
using NotionStyle.SearchService.Indexing;

namespace NotionStyle.SearchService.Reconcile;

/// <summary>Compares one shard after the other, so that all have been compared once per <see cref="SearchOptions.ReconcileInterval" />, and no moment has more of it than another.</summary>
internal sealed partial class ReconcileSchedule(
    Reconciler reconciler,
    FeedRunner runner,
    IndexTargets targets,
    SearchOptions options,
    TimeProvider time,
    ILogger<ReconcileSchedule> logger
) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.ReconcileInterval == TimeSpan.Zero)
            return;
        var pause = options.ReconcileInterval / LogicalShard.Count;
        for (var shard = 0; ; shard = (shard + 1) % LogicalShard.Count)
        {
            await Task.Delay(pause, time, stoppingToken);
            if (runner.Phase != IndexPhase.Following)
                continue;
            try
            {
                var found = await reconciler.RunAsync(
                    targets.All[0],
                    new ReconcileRequest(Repair: true, shard),
                    stoppingToken
                );
                if (found.Differences > 0)
                    LogRepaired(shard, found.Missing, found.Stale, found.LeftOver);
            }
            catch (Exception e)
                when (e is ElasticUnavailableException or ElasticException or BlockStoreException
                    && !stoppingToken.IsCancellationRequested
                )
            {
                LogFailure(shard, e.Message);
            }
        }
    }

    [LoggerMessage(
        2050,
        LogLevel.Warning,
        "Shard {Shard} differed from the index and was repaired: {Missing} missing, {Stale} stale, {LeftOver} left over."
    )]
    private partial void LogRepaired(int shard, long missing, long stale, long leftOver);

    [LoggerMessage(2051, LogLevel.Warning, "Shard {Shard} could not be compared with the index: {Reason}")]
    private partial void LogFailure(int shard, string reason);
}
