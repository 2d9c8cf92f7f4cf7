using System.Text.Json;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.Blocks.Records;
using NotionStyle.SearchService.Feed;

namespace NotionStyle.SearchService.Tests.Feed;

/// <summary>How much is handed over at once, and how much of it waits.</summary>
public sealed class HandOffFeedTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Changes_that_wait_are_bounded_and_there_is_room_again_when_they_were_taken()
    {
        const int perCommit = 2_000;
        var feed = new HandOffFeed();
        var taken = 0;
        while (taken <= HandOffFeed.ChangesMaximum && feed.TryAdd(Commit(perCommit)))
            taken += perCommit;
        Assert.Equal(HandOffFeed.ChangesMaximum, taken);
        Assert.False(feed.TryAdd(Commit(1)));

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var running = feed.RunAsync(new Swallow(), stop.Token);
        await Condition.HoldsAsync("all is taken", () => feed.Depth == 0);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        Assert.True(feed.TryAdd(Commit(HandOffFeed.ChangesMaximum)));
        Assert.False(feed.TryAdd(Commit(1)));
    }

    [Fact]
    public void A_commit_that_is_larger_than_the_maximum_is_taken_when_nothing_waits()
    {
        var feed = new HandOffFeed();
        Assert.True(feed.TryAdd(Commit(HandOffFeed.ChangesMaximum + 1)));
        Assert.False(feed.TryAdd(Commit(1)));
    }

    [Fact]
    public async Task The_feed_ends_with_the_first_of_its_workers_and_says_why()
    {
        var feed = new HandOffFeed();
        var running = feed.RunAsync(new Broken(), Ct);
        Assert.True(feed.TryAdd(Commit(1)));
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => running.WaitAsync(Patience, Ct));
        Assert.Equal("planted", e.Message);
    }

    [Fact]
    public void The_largest_batch_fits_into_a_request()
    {
        const int perCommit = SearchWire.RecordsMaximum / SearchWire.CommitsMaximum;
        var record = new RecordVersion(new RecordPointer(RecordTable.Collection, Guid.NewGuid()), long.MaxValue);
        var commit = new HandedCommit(
            new CommittedChanges(
                Guid.NewGuid(),
                [.. Enumerable.Repeat(record, perCommit)],
                DateTimeOffset.MaxValue.ToOffset(TimeSpan.FromHours(-12))
            ),
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        );
        var batch = new HandedOver([.. Enumerable.Repeat(commit, SearchWire.CommitsMaximum)]);
        Assert.InRange(
            JsonSerializer.SerializeToUtf8Bytes(batch, SearchWire.Json).Length,
            1,
            SearchServiceApp.RequestBytesMaximum / 4
        );
    }

    private static Change[] Commit(int changes)
    {
        var record = new RecordVersion(RecordPointer.Block(Guid.NewGuid()), 1);
        return [.. Enumerable.Repeat(new Change(Guid.NewGuid(), record, DateTimeOffset.UnixEpoch), changes)];
    }

    /// <summary>Fails in a way that nobody thought of.</summary>
    private sealed class Broken : IChangeSink
    {
        public Task ApplyAsync(string feed, IReadOnlyList<Change> changes, CancellationToken ct) =>
            throw new InvalidOperationException("planted");

        public Task<Task> BeginAsync(string feed, IReadOnlyList<Change> changes, CancellationToken ct) =>
            throw new InvalidOperationException("planted");

        public bool IsApplied(Guid spaceId, RecordVersion record) => false;
    }

    /// <summary>Is done with everything at once.</summary>
    private sealed class Swallow : IChangeSink
    {
        public Task ApplyAsync(string feed, IReadOnlyList<Change> changes, CancellationToken ct) => Task.CompletedTask;

        public Task<Task> BeginAsync(string feed, IReadOnlyList<Change> changes, CancellationToken ct) =>
            Task.FromResult(Task.CompletedTask);

        public bool IsApplied(Guid spaceId, RecordVersion record) => false;
    }
}
