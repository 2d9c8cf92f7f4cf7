using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.SearchService.Elastic;
using NotionStyle.SearchService.Tests.Support;

namespace NotionStyle.SearchService.Tests.Indexing;

/// <summary>A re-index that is cut short about the moment when the alias is moved: what is written stays what is searched.</summary>
public sealed class ReindexTests(PostgresServers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_no_answer_says_that_the_alias_was_moved_changes_go_to_what_is_searched()
    {
        await using var stack = await SearchStack.StartAsync(servers);
        var instance = stack.Search;
        var old = instance.Index;
        instance.Network.AnswersLostOf = "/_aliases";

        await Assert.ThrowsAsync<ElasticUnavailableException>(() => instance.Manager.ReindexAsync(Ct));

        instance.Network.AnswersLostOf = null;
        Assert.NotEqual(old, await instance.Manager.CurrentAsync(Ct));
        await AssertFollowsAsync(stack);
        await instance.Manager.ReindexAsync(Ct);
        await AssertFollowsAsync(stack);
        Assert.Null(await instance.Elastic.FindAsync(HttpMethod.Get, old, null, Ct));
    }

    [Fact]
    public async Task One_lost_answer_is_asked_for_again()
    {
        await using var stack = await SearchStack.StartAsync(servers);
        var instance = stack.Search;
        var old = instance.Index;
        instance.Network.AnswersLostOf = "/_aliases";
        instance.Network.Lost = () => instance.Network.AnswersLostOf = null;

        await instance.Manager.ReindexAsync(Ct);

        Assert.Null(instance.Network.AnswersLostOf);
        Assert.NotEqual(old, instance.Index);
        await AssertFollowsAsync(stack);
    }

    [Fact]
    public async Task Whoever_hangs_up_as_the_alias_is_moved_leaves_what_is_written_as_what_is_searched()
    {
        await using var stack = await SearchStack.StartAsync(servers);
        var instance = stack.Search;
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        instance.Network.AnswersLostOf = "/_aliases";
        instance.Network.Lost = () =>
        {
            instance.Network.AnswersLostOf = null;
            caller.Cancel();
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => instance.Manager.ReindexAsync(caller.Token));

        await AssertFollowsAsync(stack);
        await instance.Manager.ReindexAsync(Ct);
        await AssertFollowsAsync(stack);
    }

    [Fact]
    public async Task As_long_as_nobody_can_say_what_is_searched_changes_go_to_both_and_the_next_one_builds_another()
    {
        await using var stack = await SearchStack.StartAsync(servers);
        var instance = stack.Search;
        var old = instance.Index;
        instance.Network.AnswersLostOf = "/_aliases";
        // From here on the alias cannot be read either.
        instance.Network.Lost = () => instance.Network.AnswersLostOf = "";

        await Assert.ThrowsAsync<ElasticUnavailableException>(() => instance.Manager.ReindexAsync(Ct));

        (instance.Network.AnswersLostOf, instance.Network.Lost) = (null, null);
        var current = await instance.Manager.CurrentAsync(Ct);
        Assert.Equal([old, current!], instance.Targets.All);
        await instance.Manager.ReindexAsync(Ct);
        Assert.NotEqual(current, instance.Index);
        await AssertFollowsAsync(stack);
    }

    /// <summary>A change is found by the index that the alias leads to, which is the only one that is written.</summary>
    private static async Task AssertFollowsAsync(SearchStack stack)
    {
        Assert.Equal(await stack.Search.Manager.CurrentAsync(Ct), Assert.Single(stack.Search.Targets.All));
        var space = await TestWorkspace.CreateAsync(stack.Store);
        var page = await space.AddPageAsync(title: "whimbrel");
        await stack.CatchUpAsync();
        var found = await stack.Search.Search.SearchAsync(space.Owner, new SearchRequest("whimbrel", 5), Ct);
        Assert.Equal(page, Assert.Single(found.Hits).BlockId);
        Assert.Equal(0, (await stack.Search.CompareAsync(LogicalShard.Of(space.SpaceId))).Differences);
    }
}
