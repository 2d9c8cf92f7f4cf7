namespace NotionStyle.SearchService.Feed;

/// <summary>
/// Where pages wait that were decided a moment ago. A page's document holds all that stands on it, so a decision reads and writes the whole page, and whoever types changes one block of it many
/// times a second. So a page's first change counts at once, and further ones wait for the end of the interval, when all pages that wait are decided together: one question to each store for many.
/// </summary>
/// <remarks>
/// Nothing is kept here that would be missed: whoever asks waits for the decision, and acknowledges the change afterwards. A decision serves those alone who asked before it began to read.
/// <para>
/// An interval is <see cref="SearchOptions.PageInterval" /> long. Where deciding takes more than half of it, since pages are long or many, it is twice as long as that took: pages fall behind a
/// little further, and leave the stores the other half of the time.
/// </para>
/// </remarks>
internal sealed class PageLane(SearchOptions options, TimeProvider time) : IDisposable
{
    /// <summary>Pages that are remembered; what is changed beside so many others within one interval is decided at once.</summary>
    public const int PagesMaximum = 10_000;

    /// <summary>Workspaces whose pages are decided at once.</summary>
    private const int SpacesAtOnce = 4;

    /// <summary>An interval is not longer for pages that take long: a store that was away is no reason to wait.</summary>
    private static readonly TimeSpan IntervalMaximum = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>The pages that were decided in this interval.</summary>
    private HashSet<(Guid SpaceId, Guid PageId)> _decided = [];

    /// <summary>What is decided at its end.</summary>
    private Round _next = new();

    private long _began;
    private TimeSpan _length;
    private bool _isScheduled;

    /// <summary>Has pages decided, by a decision that begins after this call. Returns when it is durable.</summary>
    /// <param name="spaceId">Their workspace.</param>
    /// <param name="pages">The pages.</param>
    /// <param name="decide">Decides.</param>
    /// <param name="ct">Ends the waiting; others may wait for the same decision.</param>
    public Task DecideAsync(Guid spaceId, IReadOnlyCollection<Guid> pages, DecidePages decide, CancellationToken ct)
    {
        var (now, later) = (new List<Guid>(), Task.CompletedTask);
        lock (_lock)
        {
            if (!_isScheduled && Left() <= TimeSpan.Zero)
                Begin([]);
            foreach (var page in pages)
            {
                if (_decided.Contains((spaceId, page)))
                {
                    _next.Add(spaceId, page, decide);
                    later = _next.Done.Task;
                    continue;
                }

                now.Add(page);
                if (_decided.Count < PagesMaximum)
                    _decided.Add((spaceId, page));
            }

            if (!_next.IsEmpty && !_isScheduled)
                Schedule();
        }

        return Task.WhenAll(later, now.Count > 0 ? decide(spaceId, now, ct) : Task.CompletedTask).WaitAsync(ct);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    /// <summary>Has what waits decided at the end of the interval. Under the lock.</summary>
    private void Schedule()
    {
        _isScheduled = true;
        var (left, stopping) = (Left(), _stopping.Token);
        var end = left > TimeSpan.Zero ? Task.Delay(left, time, stopping) : Task.CompletedTask;
        _ = Task.Run(() => DecideNextAsync(end, stopping), CancellationToken.None);
    }

    /// <summary>Not ended by whoever asked first: others wait for it as well.</summary>
    private async Task DecideNextAsync(Task end, CancellationToken stopping)
    {
        // When the service stops, what waits is decided no more, which the round says itself.
        await end.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Round round;
        lock (_lock)
        {
            (round, _next) = (_next, new Round());
            Begin(round.Pages);
        }

        var tell = await round.DecideAsync(stopping);
        lock (_lock)
        {
            var twice = 2 * time.GetElapsedTime(_began);
            _length = Max(options.PageInterval, twice < IntervalMaximum ? twice : IntervalMaximum);
            _isScheduled = false;
            if (!_next.IsEmpty && !stopping.IsCancellationRequested)
                Schedule();
        }

        tell();
    }

    private void Begin(IEnumerable<(Guid SpaceId, Guid PageId)> decided)
    {
        _decided = [.. decided];
        _began = time.GetTimestamp();
        _length = options.PageInterval;
    }

    private TimeSpan Left() => _length - time.GetElapsedTime(_began);

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    /// <summary>Pages that are decided together.</summary>
    private sealed class Round
    {
        private readonly Dictionary<Guid, (HashSet<Guid> Pages, DecidePages Decide)> _spaces = [];

        /// <summary>Done when all of them are.</summary>
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsEmpty => _spaces.Count == 0;

        public IEnumerable<(Guid SpaceId, Guid PageId)> Pages =>
            _spaces.SelectMany(s => s.Value.Pages.Select(p => (s.Key, p)));

        public void Add(Guid spaceId, Guid page, DecidePages decide)
        {
            if (!_spaces.TryGetValue(spaceId, out var space))
                _spaces.Add(spaceId, space = ([], decide));
            space.Pages.Add(page);
        }

        /// <summary>Decides them; returns what tells whoever waits how it went.</summary>
        public async Task<Action> DecideAsync(CancellationToken stopping)
        {
            try
            {
                await Parallel.ForEachAsync(
                    _spaces,
                    new ParallelOptions { MaxDegreeOfParallelism = SpacesAtOnce, CancellationToken = stopping },
                    async (space, token) => await space.Value.Decide(space.Key, space.Value.Pages, token)
                );
                return Done.SetResult;
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                return () => Done.SetCanceled(stopping);
            }
            catch (Exception e)
            {
                return () => Done.SetException(e);
            }
        }
    }
}

/// <summary>Decides about pages of a workspace; returns when that is durable.</summary>
internal delegate Task DecidePages(Guid spaceId, IReadOnlyCollection<Guid> pages, CancellationToken ct);
