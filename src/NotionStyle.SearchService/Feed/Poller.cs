using NotionStyle.Blocks.Postgres.Derived;
using NotionStyle.SearchService.Indexing;

namespace NotionStyle.SearchService.Feed;

/// <summary>
/// Asks every shard again and again for what was changed since the last time. It catches what was not handed over, and this is its price: statements on the primaries that grow with the
/// number of shards and not with the number of changes, and a delay of up to its interval.
/// </summary>
/// <remarks>
/// What it cannot see: records that are gone (a hard delete leaves nothing to find), and commits that become visible later than <see cref="SearchOptions.PollOverlap" /> after the time that
/// their records bear. Both are found by comparing (<see cref="Reconcile.Reconciler" />).
/// </remarks>
internal sealed partial class Poller(
    RecordSource source,
    PollCursors cursors,
    IndexerMetrics metrics,
    SearchOptions options,
    TimeProvider time,
    ILogger<Poller> logger
) : IChangeFeed
{
    /// <summary>Records of one statement's answer; when there are more, it is sent again from there on.</summary>
    private const int PageMaximum = 2_000;

    private readonly Dictionary<string, DateTimeOffset> _positions = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private long _failures;

    public string Name => "poller";

    public long Depth => 0;

    /// <summary>Rounds in a row that failed; zero while all is well.</summary>
    public long FailuresInARow => Volatile.Read(ref _failures);

    /// <summary>How far it has come on each server.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Positions
    {
        get
        {
            lock (_lock)
                return new Dictionary<string, DateTimeOffset>(_positions);
        }
    }

    /// <summary>Asks until it is cancelled. Whatever a round ends with, the next one begins: nobody else finds what was not handed over.</summary>
    public async Task RunAsync(IChangeSink sink, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                await RoundAsync(sink, ct);
                Volatile.Write(ref _failures, 0);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                Interlocked.Increment(ref _failures);
                LogFailure(Unexpected.Of(e), e.Message);
            }

            await Task.Delay(options.PollInterval, time, ct);
        }
    }

    /// <summary>Asks every server once.</summary>
    public async Task RoundAsync(IChangeSink sink, CancellationToken ct)
    {
        foreach (var server in source.Servers)
            await PollAsync(sink, server, ct);
    }

    /// <summary>Begins on every server at a moment, in the place of what was kept.</summary>
    public async Task StartFromAsync(IReadOnlyDictionary<string, DateTimeOffset> positions, CancellationToken ct)
    {
        foreach (var (server, position) in positions)
        {
            await cursors.WriteAsync(CursorOf(server), position, ct);
            Set(server, position);
        }
    }

    /// <summary>Whether every server has a kept position.</summary>
    public async Task<bool> HasPositionsAsync(CancellationToken ct)
    {
        foreach (var server in source.Servers)
        {
            if (await cursors.ReadAsync(CursorOf(server), ct) is null)
                return false;
        }

        return true;
    }

    /// <summary>The clocks of all servers now: positions from which nothing is missed that is committed from now on.</summary>
    public async Task<Dictionary<string, DateTimeOffset>> NowAsync(CancellationToken ct)
    {
        var now = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var server in source.Servers)
            now[server] = await source.NowAsync(server, ct);
        return now;
    }

    private async Task PollAsync(IChangeSink sink, string server, CancellationToken ct)
    {
        var position = await PositionAsync(server, ct);
        var now = await source.NowAsync(server, ct);
        metrics.Polled(server);
        var grace = options.PollGrace;
        var reached = position;
        for (var group = 0; group < source.PollGroups(server); group++)
        {
            var after = (Time: position - options.PollOverlap, Id: Guid.Empty);
            while (true)
            {
                var page = await source.PollAsync(server, group, after, PageMaximum, ct);
                metrics.Polled(server);
                var missed = page.Where(p => p.LastEditedTime <= now - grace && !sink.IsApplied(p.SpaceId, p.Version))
                    .Select(p => new Change(p.SpaceId, p.Version, p.LastEditedTime))
                    .ToArray();
                metrics.CaughtByPoller(missed.Length);
                await sink.ApplyAsync(Name, missed, ct);
                if (page.Count == 0)
                    break;
                after = (page[^1].LastEditedTime, page[^1].Version.Pointer.Id);
                if (after.Time > reached)
                    reached = after.Time;
                if (page.Count < PageMaximum)
                    break;
            }
        }

        // Never past the server's clock, nor past what was left to the next round.
        if (reached > now - grace)
            reached = now - grace;
        if (reached <= position)
            return;
        await cursors.WriteAsync(CursorOf(server), reached, ct);
        Set(server, reached);
    }

    private async Task<DateTimeOffset> PositionAsync(string server, CancellationToken ct)
    {
        lock (_lock)
        {
            if (_positions.TryGetValue(server, out var known))
                return known;
        }

        // A server without a position is new, with shards that were moved to it: whatever is on it is looked at once.
        var position = await cursors.ReadAsync(CursorOf(server), ct) ?? DateTimeOffset.UnixEpoch;
        Set(server, position);
        return position;
    }

    private void Set(string server, DateTimeOffset position)
    {
        lock (_lock)
            _positions[server] = position;
    }

    private static string CursorOf(string server) => $"poller-{server}";

    [LoggerMessage(
        2020,
        LogLevel.Warning,
        "A round of polling was given up, the next one begins at the same place: {Reason}"
    )]
    private partial void LogFailure(Exception? unexpected, string reason);
}
