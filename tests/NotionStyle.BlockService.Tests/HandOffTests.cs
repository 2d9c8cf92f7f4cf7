using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.Blocks.Records;
using NotionStyle.BlockService.Search;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests;

/// <summary>What is handed over to the search service at once, and what becomes of a batch that it will not have.</summary>
public sealed class HandOffTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_batch_is_bounded_by_records_too_and_a_commit_is_never_cut()
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var queue = new HandOffQueue(services.GetRequiredService<IMeterFactory>());
        for (var i = 0; i < 25; i++)
            queue.Committed(Commit(2_000));
        queue.Committed(Commit(SearchWire.RecordsMaximum + 1));
        queue.Committed(Commit(1));

        var batches = new List<int>();
        while (queue.Count > 0)
            batches.Add((await queue.TakeAsync(Ct)).Count);

        Assert.Equal([10, 10, 5, 1, 1], batches);
        // What was taken makes room.
        for (var i = 0; i < HandOffQueue.RecordsMaximum / 2_000; i++)
            queue.Committed(Commit(2_000));
        Assert.Equal(0, queue.Dropped);
    }

    [Theory]
    [InlineData(413)]
    [InlineData(401)]
    [InlineData(400)]
    public async Task A_batch_that_would_be_refused_for_ever_is_dropped_and_counted_and_the_next_is_handed_over(
        int status
    )
    {
        await using var search = await FakeSearchService.StartAsync();
        (search.TakesCommits, search.Refusal) = (false, status);
        await using var service = await StartAsync(search);
        var queue = service.Services.GetRequiredService<HandOffQueue>();
        queue.Committed(Commit(3));
        await Condition.HoldsAsync("the batch is dropped", () => queue.Dropped == 1);

        search.TakesCommits = true;
        queue.Committed(Commit(2));

        await Condition.HoldsAsync("the next is handed over", () => !search.Commits.IsEmpty);
        Assert.Equal(2, Assert.Single(search.Commits).Changes.Records.Count);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_batch_that_may_be_taken_later_is_sent_again(int status)
    {
        await using var search = await FakeSearchService.StartAsync();
        (search.TakesCommits, search.Refusal) = (false, status);
        await using var service = await StartAsync(search);
        var queue = service.Services.GetRequiredService<HandOffQueue>();
        queue.Committed(Commit(3));
        await Condition.HoldsAsync("it was sent more than once", () => search.Refused > 1);

        search.TakesCommits = true;

        await Condition.HoldsAsync("it is handed over", () => !search.Commits.IsEmpty);
        Assert.Equal(0, queue.Dropped);
    }

    private static CommittedChanges Commit(int records) =>
        new(
            Guid.NewGuid(),
            [.. Enumerable.Range(0, records).Select(_ => new RecordVersion(RecordPointer.Block(Guid.NewGuid()), 1))],
            DateTimeOffset.UnixEpoch
        );

    private static Task<TestService> StartAsync(FakeSearchService search) =>
        TestService.StartOnMemoryAsync(
            builder => builder.Services.AddSearchService(builder.Configuration),
            search.Setting
        );
}
