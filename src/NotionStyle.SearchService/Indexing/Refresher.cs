using NotionStyle.SearchService.Elastic;

namespace NotionStyle.SearchService.Indexing;

/// <summary>
/// Makes what was written visible to queries, at most once per interval and only when there is something. The service asks for it itself, and does not leave it to the index: so it
/// knows when a commit has become visible, and measures it.
/// </summary>
internal sealed partial class Refresher(
    ElasticClient elastic,
    IndexerMetrics metrics,
    SearchOptions options,
    TimeProvider time,
    ILogger<Refresher> logger
) : BackgroundService
{
    /// <summary>Commits whose freshness is kept until the next refresh; those beyond are not measured.</summary>
    private const int StampsMaximum = 20_000;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _dirty = new(StringComparer.Ordinal);
    private List<(string Feed, DateTimeOffset CommittedAt)> _stamps = [];

    /// <summary>An index has something that queries do not see yet.</summary>
    public void Wrote(string index)
    {
        lock (_lock)
            _dirty.Add(index);
    }

    /// <summary>A commit has been applied; it becomes visible with the next refresh.</summary>
    public void Applied(string feed, DateTimeOffset committedAt)
    {
        lock (_lock)
        {
            if (_stamps.Count < StampsMaximum)
                _stamps.Add((feed, committedAt));
        }
    }

    /// <summary>Makes visible what has been written up to now.</summary>
    public async Task RefreshAsync(CancellationToken ct)
    {
        string[] dirty;
        List<(string Feed, DateTimeOffset CommittedAt)> stamps;
        lock (_lock)
        {
            dirty = [.. _dirty];
            _dirty.Clear();
            (stamps, _stamps) = (_stamps, []);
        }

        try
        {
            foreach (var index in dirty)
                (await elastic.FindAsync(HttpMethod.Post, $"{index}/_refresh", null, ct))?.Dispose();
        }
        catch
        {
            lock (_lock)
                _dirty.UnionWith(dirty);
            throw;
        }

        var now = time.GetUtcNow();
        foreach (var (feed, committedAt) in stamps)
            metrics.BecameVisible(feed, now - committedAt);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.RefreshInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RefreshAsync(stoppingToken);
            }
            catch (Exception e) when (e is ElasticException or ElasticUnavailableException)
            {
                LogFailure(e.Message);
            }
        }
    }

    [LoggerMessage(2001, LogLevel.Warning, "What was written could not be made visible yet: {Reason}")]
    private partial void LogFailure(string reason);
}
