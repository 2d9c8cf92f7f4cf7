using NotionStyle.Blocks.Postgres.Derived;
using NotionStyle.SearchService.Index;
using NotionStyle.SearchService.Indexing;

namespace NotionStyle.SearchService.Feed;

/// <summary>Where the service is with its index: a closed set.</summary>
internal enum IndexPhase
{
    /// <summary>PostgreSQL or Elasticsearch is not there yet.</summary>
    Waiting,

    /// <summary>The index is being filled or compared; queries are answered by what is in it.</summary>
    CatchingUp,

    /// <summary>The index follows the feeds.</summary>
    Following,
}

/// <summary>
/// Opens the index, runs every feed, and fills the index when that has never been done. Begins again from where it was when a store goes away. Should a feed end all the same, then so does the
/// service, which whoever watches it starts again: an index that no longer follows would say that it does.
/// </summary>
internal sealed partial class FeedRunner(
    IEnumerable<IChangeFeed> feeds,
    ChangeApplier applier,
    IndexManager manager,
    RecordSource source,
    IndexerMetrics metrics,
    ILogger<FeedRunner> logger
) : BackgroundService
{
    private static readonly TimeSpan PauseMaximum = TimeSpan.FromSeconds(3);
    private volatile IndexPhase _phase;

    /// <summary>Where the service is.</summary>
    public IndexPhase Phase => _phase;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        metrics.Observe(() => feeds.Select(f => (f.Name, f.Depth)));
        await source.Ready.WaitAsync(stoppingToken);
        await UntilDoneAsync(manager.OpenAsync, stoppingToken);
        _phase = IndexPhase.CatchingUp;
        // What is changed from here on goes to the index while it is filled, so that nothing has to be kept until then.
        var handed = feeds.Where(f => f is not Poller).Select(Running);
        await Together.UntilOneEndsAsync([.. handed, FillAndPollAsync], stoppingToken);
        throw new InvalidOperationException("A feed ended, though nobody had stopped it.");
    }

    private async Task FillAndPollAsync(CancellationToken ct)
    {
        await UntilDoneAsync(manager.CompleteAsync, ct);
        _phase = IndexPhase.Following;
        LogFollowing();
        await Together.UntilOneEndsAsync(feeds.OfType<Poller>().Select(Running), ct);
    }

    private Func<CancellationToken, Task> Running(IChangeFeed feed) => ct => feed.RunAsync(applier, ct);

    private async Task UntilDoneAsync(Func<CancellationToken, Task> step, CancellationToken ct)
    {
        var told = "";
        for (var pause = TimeSpan.FromMilliseconds(200); ; )
        {
            try
            {
                await step(ct);
                return;
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                if (told != e.Message)
                    LogWaiting(Unexpected.Of(e), told = e.Message);
                await Task.Delay(pause, ct);
                pause = pause * 2 < PauseMaximum ? pause * 2 : PauseMaximum;
            }
        }
    }

    [LoggerMessage(2040, LogLevel.Information, "The index follows the feeds.")]
    private partial void LogFollowing();

    [LoggerMessage(2041, LogLevel.Warning, "The index cannot be used yet: {Reason}")]
    private partial void LogWaiting(Exception? unexpected, string reason);
}
