namespace NotionStyle.SearchService.Feed;

/// <summary>
/// Where pages wait that were decided a moment ago. A page's document holds all that stands on it, so a decision reads and writes the whole page, and whoever types changes one block of it many
/// times a second: the first change counts at once, and all that come within <see cref="SearchOptions.PageInterval" /> after it count together, at its end.
/// </summary>
/// <remarks>
/// Nothing is kept here that would be missed: whoever asks waits for the decision, and acknowledges the change afterwards. A decision serves those alone who asked before it began to read.
/// </remarks>
internal sealed class PageLane(SearchOptions options, TimeProvider time) : IDisposable
{
    /// <summary>Pages that are remembered; what is changed beside so many others within one interval is decided at once.</summary>
    public const int PagesMaximum = 10_000;

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<(Guid SpaceId, Guid PageId), Turn> _turns = [];

    /// <summary>Has pages decided, by a decision that begins after this call. Returns when it is durable.</summary>
    /// <param name="spaceId">Their workspace.</param>
    /// <param name="pages">The pages.</param>
    /// <param name="decide">Decides.</param>
    /// <param name="ct">Ends the waiting; others may wait for the same decision.</param>
    public Task DecideAsync(Guid spaceId, IReadOnlyCollection<Guid> pages, DecidePages decide, CancellationToken ct)
    {
        if (pages.Count == 0)
            return Task.CompletedTask;
        var (now, later, waits) = (new List<Guid>(), new List<Guid>(), new HashSet<Task>());
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var pause = TimeSpan.Zero;
        lock (_lock)
        {
            var moment = time.GetTimestamp();
            ForgetOld(moment);
            foreach (var page in pages)
            {
                var isKnown = _turns.TryGetValue((spaceId, page), out var turn);
                if (turn.Next is { } next)
                    waits.Add(next);
                else if (isKnown && Left(turn, moment) is var left && left > TimeSpan.Zero)
                {
                    later.Add(page);
                    pause = left > pause ? left : pause;
                    _turns[(spaceId, page)] = turn with { Next = done.Task };
                }
                else
                {
                    now.Add(page);
                    if (isKnown || _turns.Count < PagesMaximum)
                        _turns[(spaceId, page)] = new Turn(moment, null);
                }
            }
        }

        if (later.Count > 0)
        {
            waits.Add(done.Task);
            _ = LaterAsync(spaceId, later, pause, decide, done);
        }

        if (now.Count > 0)
            waits.Add(decide(spaceId, now, ct));
        return Task.WhenAll(waits).WaitAsync(ct);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    /// <summary>Not ended by whoever asked first: others wait for it as well.</summary>
    private async Task LaterAsync(
        Guid spaceId,
        List<Guid> pages,
        TimeSpan pause,
        DecidePages decide,
        TaskCompletionSource done
    )
    {
        try
        {
            var stopping = _stopping.Token;
            await Task.Delay(pause, time, stopping);
            lock (_lock)
            {
                var moment = time.GetTimestamp();
                foreach (var page in pages)
                    _turns[(spaceId, page)] = new Turn(moment, null);
            }

            await decide(spaceId, pages, stopping);
            done.SetResult();
        }
        catch (Exception e) when (_stopping.IsCancellationRequested)
        {
            done.SetCanceled((e as OperationCanceledException)?.CancellationToken ?? new CancellationToken(true));
        }
        catch (Exception e)
        {
            done.SetException(e);
        }
    }

    private void ForgetOld(long moment)
    {
        if (_turns.Count < PagesMaximum)
            return;
        foreach (var (page, turn) in _turns)
        {
            if (turn.Next is null && Left(turn, moment) <= TimeSpan.Zero)
                _turns.Remove(page);
        }
    }

    private TimeSpan Left(Turn turn, long moment) => options.PageInterval - time.GetElapsedTime(turn.Began, moment);

    /// <summary>A page's last decision and the next one.</summary>
    /// <param name="Began">When the last one began.</param>
    /// <param name="Next">The one that has not begun; null for none.</param>
    private readonly record struct Turn(long Began, Task? Next);
}

/// <summary>Decides about pages of a workspace; returns when that is durable.</summary>
internal delegate Task DecidePages(Guid spaceId, IReadOnlyCollection<Guid> pages, CancellationToken ct);
