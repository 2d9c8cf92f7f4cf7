using Microsoft.Extensions.Logging.Abstractions;
using NotionStyle.Blocks.Postgres.Derived;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.SearchService.Feed;
using NotionStyle.SearchService.Indexing;
using NotionStyle.SearchService.Tests.Support;

namespace NotionStyle.SearchService.Tests.Feed;

/// <summary>Failures that nobody thought of: the feeds outlive them, and a feed that does not is no secret.</summary>
public sealed class UnexpectedFailureTests(PostgresServers servers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_poller_goes_on_after_a_round_that_failed_unexpectedly()
    {
        await using var stack = await SearchStack.StartAsync(servers);
        var settings = new Dictionary<string, string> { ["PollMilliseconds"] = "20" };
        await using var search = await SearchInstance.StartAsync(stack.Databases, stack.Engine, settings);
        var space = await TestWorkspace.CreateAsync(stack.Store);
        await space.AddPageAsync(title: "before");
        var server = search.Get<RecordSource>().Servers[0];
        search.Network.Before = ($"_doc/poller-{server}", Planted);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var polling = search.Poller.RunAsync(search.Applier, stop.Token);
        await Condition.HoldsAsync("a round has failed", () => search.Network.Before is null);

        await space.AddPageAsync(title: "after");

        await Condition.HoldsAsync(
            "what was changed later is indexed, though nobody hands it over",
            async () => (await search.CompareAsync(LogicalShard.Of(space.SpaceId))).Differences == 0
        );
        await Condition.HoldsAsync("a good round ends the failures", () => search.Poller.FailuresInARow == 0);
        Assert.False(polling.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => polling);
    }

    [Fact]
    public async Task A_change_that_failed_unexpectedly_is_applied_all_the_same()
    {
        await using var stack = await SearchStack.StartAsync(servers);
        var space = await TestWorkspace.CreateAsync(stack.Store);
        await space.AddPageAsync(title: "page");
        stack.Search.Network.Before = ("/_bulk", Planted);

        await stack.CatchUpAsync();

        Assert.Null(stack.Search.Network.Before);
        Assert.Equal(0, (await stack.Search.CompareAsync(LogicalShard.Of(space.SpaceId))).Differences);
        Assert.Equal(0, stack.Search.Applier.FailuresInARow);
    }

    [Fact]
    public async Task A_feed_that_ends_all_the_same_ends_the_service()
    {
        await using var stack = await SearchStack.StartAsync(servers);
        var search = stack.Search;
        using var runner = new FeedRunner(
            [new EndedFeed(), new HandOffFeed(), search.Poller],
            search.Applier,
            search.Manager,
            search.Get<RecordSource>(),
            search.Get<IndexerMetrics>(),
            NullLogger<FeedRunner>.Instance
        );
        await runner.StartAsync(Ct);
        try
        {
            // The host stops when this ends with an exception.
            var e = await Assert.ThrowsAsync<InvalidOperationException>(() =>
                runner.ExecuteTask!.WaitAsync(Patience, Ct)
            );
            Assert.Equal("planted", e.Message);
        }
        finally
        {
            await runner.StopAsync(Ct);
        }
    }

    private static Task Planted() => throw new InvalidOperationException("planted");

    private sealed class EndedFeed : IChangeFeed
    {
        public string Name => "ended";

        public long Depth => 0;

        public Task RunAsync(IChangeSink sink, CancellationToken ct) =>
            Task.FromException(new InvalidOperationException("planted"));
    }
}
