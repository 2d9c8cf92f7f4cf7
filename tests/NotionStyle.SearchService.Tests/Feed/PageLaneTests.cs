using NotionStyle.SearchService.Feed;
using NotionStyle.SearchService.Tests.Support;

namespace NotionStyle.SearchService.Tests.Feed;

/// <summary>Many changes of a page within a moment are two decisions: the first at once, and one for all that come after it.</summary>
public sealed class PageLaneTests : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly SteppedTime _time = new();
    private readonly Guid _space = Guid.NewGuid();
    private readonly List<Guid[]> _decided = [];
    private readonly PageLane _lane;

    public PageLaneTests() => _lane = new PageLane(new SearchOptions { PageInterval = Interval }, _time);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _lane.Dispose();

    [Fact]
    public async Task The_first_change_counts_at_once_and_the_others_together()
    {
        var page = Guid.NewGuid();
        await AskAsync(page);
        var others = Enumerable.Range(0, 100).Select(_ => AskAsync(page)).ToArray();
        Assert.Single(_decided);
        Assert.DoesNotContain(others, o => o.IsCompleted);

        _time.Advance(Interval);
        await Task.WhenAll(others);
        Assert.Equal(2, _decided.Count);
    }

    [Fact]
    public async Task What_comes_while_a_decision_is_made_gets_another_one()
    {
        var page = Guid.NewGuid();
        await AskAsync(page);
        var (began, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        var during = AskAsync(
            page,
            () =>
            {
                began.SetResult();
                return end.Task;
            }
        );
        _time.Advance(Interval);
        await began.Task;
        // That one may have read the database already.
        var after = AskAsync(page);
        end.SetResult();
        await during;
        Assert.False(after.IsCompleted);

        _time.Advance(Interval);
        await after;
        Assert.Equal(3, _decided.Count);
    }

    [Fact]
    public async Task Pages_do_not_wait_for_each_other()
    {
        var busy = Guid.NewGuid();
        await AskAsync(busy);
        var waits = AskAsync(busy);

        await AskAsync(Guid.NewGuid());
        Assert.False(waits.IsCompleted);

        _time.Advance(Interval);
        await waits;
        Assert.Equal(3, _decided.Count);
    }

    [Fact]
    public async Task After_the_interval_a_change_counts_at_once_again()
    {
        var page = Guid.NewGuid();
        await AskAsync(page);
        _time.Advance(Interval);
        await AskAsync(page);
        Assert.Equal(2, _decided.Count);
    }

    [Fact]
    public async Task Whoever_gives_up_takes_the_decision_from_nobody_else()
    {
        var page = Guid.NewGuid();
        await AskAsync(page);
        using var impatient = new CancellationTokenSource();
        var first = _lane.DecideAsync(_space, [page], Decide(), impatient.Token);
        var second = AskAsync(page);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        _time.Advance(Interval);
        await second;
        Assert.Equal(2, _decided.Count);
    }

    [Fact]
    public async Task A_failure_reaches_all_who_waited_and_the_page_is_decided_again()
    {
        var page = Guid.NewGuid();
        await AskAsync(page);
        var waits = new[] { AskAsync(page, () => throw new InvalidDataException("no")), AskAsync(page) };
        _time.Advance(Interval);
        foreach (var wait in waits)
            await Assert.ThrowsAsync<InvalidDataException>(() => wait);

        var again = AskAsync(page);
        _time.Advance(Interval);
        await again;
        Assert.Equal(3, _decided.Count);
    }

    [Fact]
    public async Task Pages_of_many_workspaces_that_wait_are_decided_together_once_for_each_workspace()
    {
        var pages = Enumerable.Range(0, 30).Select(_ => Guid.NewGuid()).ToArray();
        var spaces = Enumerable.Range(0, 10).Select(_ => Guid.NewGuid()).ToArray();
        foreach (var space in spaces)
            await _lane.DecideAsync(space, pages, Decide(), Ct);
        _decided.Clear();
        var waits = spaces.SelectMany(s => pages.Select(p => _lane.DecideAsync(s, [p], Decide(), Ct))).ToArray();

        _time.Advance(Interval);
        await Task.WhenAll(waits);
        Assert.Equal(spaces.Length, _decided.Count);
        Assert.All(_decided, d => Assert.Equal(pages.Order(), d.Order()));
    }

    [Fact]
    public async Task Pages_that_take_long_are_decided_half_of_the_time_at_most()
    {
        var page = Guid.NewGuid();
        await AskAsync(page);
        await AskAndTakeAsync(page, TimeSpan.FromSeconds(5));

        var next = AskAsync(page);
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        await next;

        // That one took no time.
        var after = AskAsync(page);
        _time.Advance(Interval);
        await after;
    }

    [Fact]
    public async Task A_store_that_was_away_for_long_makes_pages_wait_for_a_bounded_time()
    {
        var page = Guid.NewGuid();
        await AskAsync(page);
        await AskAndTakeAsync(page, TimeSpan.FromMinutes(10));
        // Longer than the longest interval: it is over.
        await AskAsync(page);
        await AskAndTakeAsync(page, TimeSpan.FromSeconds(29));
        var next = AskAsync(page);
        _time.Advance(TimeSpan.FromSeconds(1));
        await next;
    }

    [Fact]
    public async Task Beyond_its_bound_pages_are_decided_at_once()
    {
        await AskAsync([.. Enumerable.Range(0, PageLane.PagesMaximum).Select(_ => Guid.NewGuid())]);
        var beyond = Guid.NewGuid();
        await AskAsync(beyond);
        await AskAsync(beyond);
        Assert.Equal(3, _decided.Count);

        _time.Advance(Interval);
        await AskAsync(beyond);
        var waits = AskAsync(beyond);
        Assert.False(waits.IsCompleted);
        _time.Advance(Interval);
        await waits;
    }

    /// <summary>Has a page decided that was decided a moment ago, and lets that take a time.</summary>
    private async Task AskAndTakeAsync(Guid page, TimeSpan takes)
    {
        var (began, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        var asked = AskAsync(
            page,
            () =>
            {
                began.SetResult();
                return end.Task;
            }
        );
        _time.Advance(Interval);
        await began.Task;
        _time.Advance(takes);
        end.SetResult();
        await asked;
    }

    private Task AskAsync(Guid page, Func<Task>? work = null) => _lane.DecideAsync(_space, [page], Decide(work), Ct);

    private Task AskAsync(Guid[] pages) => _lane.DecideAsync(_space, pages, Decide(), Ct);

    private DecidePages Decide(Func<Task>? work = null) =>
        (_, pages, _) =>
        {
            lock (_decided)
                _decided.Add([.. pages]);
            return work?.Invoke() ?? Task.CompletedTask;
        };
}
