using System.Text.Json.Nodes;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.Blocks.Records;
using NotionStyle.SearchService.Elastic;
using NotionStyle.SearchService.Indexing;
using NotionStyle.SearchService.Reconcile;
using NotionStyle.SearchService.Tests.Support;
using NotionStyle.Testing;

namespace NotionStyle.SearchService.Tests.Indexing;

/// <summary>One change at a time: what is written, what is refused, and what a kill leaves.</summary>
public sealed class IndexerTests(PostgresServers servers, SharedSearch shared) : IClassFixture<SharedSearch>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_late_write_of_an_older_state_changes_nothing()
    {
        var stack = shared.Stack;
        var space = await TestWorkspace.CreateAsync(stack.Store);
        var page = await space.AddPageAsync(title: "old");
        var older = await DocumentAsync(stack, space, page);
        await stack.CatchUpAsync();
        await space.CommitAsync(Build.Op(Build.Block(page), "set", "properties/title", """[["new"]]"""));
        await stack.CatchUpAsync();

        foreach (var version in new[] { Indexer.VersionOf(1, -1), Indexer.VersionOf(1, -1) + 7 })
            Assert.Equal(BulkOutcome.Conflict, await WriteAsync(stack, space, page, older, version));
        Assert.Equal(0, (await stack.Search.CompareAsync(LogicalShard.Of(space.SpaceId))).Differences);

        await space.TrashAsync(page, space.Space);
        await stack.CatchUpAsync();
        Assert.Equal(BulkOutcome.Conflict, await WriteAsync(stack, space, page, older, Indexer.VersionOf(2, -1)));
        await HardDeleteAsync(space, page);
        await stack.Search.Indexer.ApplyAsync(stack.Search.Index, space.SpaceId, [Build.Block(page)], Ct);
        Assert.Equal(BulkOutcome.Conflict, await WriteAsync(stack, space, page, older, Indexer.VersionOf(2, -1)));
        Assert.Equal(0, (await stack.Search.CompareAsync(LogicalShard.Of(space.SpaceId))).Differences);
    }

    [Theory]
    [InlineData("/_mget", true)]
    [InlineData("/_bulk", true)]
    [InlineData("/_mget", false)]
    [InlineData("/_bulk", false)]
    public async Task Two_services_that_decide_at_once_leave_what_was_committed_last(string between, bool isAbove)
    {
        var stack = shared.Stack;
        await using var other = await SearchInstance.StartAsync(stack.Databases, stack.Engine);
        var space = await TestWorkspace.CreateAsync(stack.Store);
        var page = await space.AddPageAsync(title: "page");
        var block = await space.AddTextAsync(page, "block");
        await stack.CatchUpAsync();
        await space.CommitAsync(Build.Op(Build.Block(block), "set", "properties/title", """[["changed"]]"""));
        var changes = stack.Commits.Take();
        // While the one is about to read or to write, something else is committed, and the other one applies it.
        stack.Search.Network.Before = (
            between,
            async () =>
            {
                if (isAbove)
                    await space.RestrictAsync(page);
                else
                    await space.CommitAsync(Build.Op(Build.Block(block), "set", "properties/title", """[["last"]]"""));
                await other.Applier.ApplyAsync("test", stack.Commits.Take(), Ct);
            }
        );

        await stack.Search.Applier.ApplyAsync("test", changes, Ct);

        Assert.Null(stack.Search.Network.Before);
        Assert.Equal(0, (await stack.Search.CompareAsync(LogicalShard.Of(space.SpaceId))).Differences);
    }

    [Theory]
    [InlineData("/_mget", false)]
    [InlineData("/_bulk", false)]
    [InlineData("/_bulk", true)]
    public async Task What_is_new_while_its_page_goes_into_the_trash_is_not_left_in_the_index(
        string between,
        bool isPage
    )
    {
        var stack = shared.Stack;
        await using var other = await SearchInstance.StartAsync(stack.Databases, stack.Engine);
        var space = await TestWorkspace.CreateAsync(stack.Store);
        var page = await space.AddPageAsync(title: "page");
        await stack.CatchUpAsync();
        _ = isPage ? await space.AddPageAsync(page, "new") : await space.AddTextAsync(page, "new");
        var changes = stack.Commits.Take();
        // The one has read that it is not indexed and alive; the other one finds nothing to write over when it looks below the page.
        stack.Search.Network.Before = (
            between,
            async () =>
            {
                await space.TrashAsync(page, space.Space);
                await other.Applier.ApplyAsync("test", stack.Commits.Take(), Ct);
            }
        );

        await stack.Search.Applier.ApplyAsync("test", changes, Ct);

        Assert.Null(stack.Search.Network.Before);
        Assert.Equal(0, (await stack.Search.CompareAsync(LogicalShard.Of(space.SpaceId))).Differences);
    }

    [Fact]
    public async Task An_id_that_was_deleted_for_good_and_made_anew_is_indexed()
    {
        var stack = shared.Stack;
        var space = await TestWorkspace.CreateAsync(stack.Store);
        var page = await space.AddPageAsync(title: "first");
        for (var i = 0; i < 3; i++)
            await space.CommitAsync(Build.Set(Build.Block(page), "format/x", i));
        await stack.CatchUpAsync();
        await HardDeleteAsync(space, page);
        await space.CountAsync(
            $"WITH u AS (UPDATE {{schema}}.space SET content = array_remove(content, '{page}') WHERE space_id = {{space}} RETURNING 1) SELECT count(*) FROM u"
        );
        await stack.Search.Indexer.ApplyAsync(stack.Search.Index, space.SpaceId, [Build.Block(page)], Ct);

        // Its versions begin again at 1, below what the index remembers of it.
        await space.CommitAsync(Build.Insert(page, "page", space.Space, TestWorkspace.Title("second")));
        await stack.CatchUpAsync();

        Assert.Equal(0, (await stack.Search.CompareAsync(LogicalShard.Of(space.SpaceId))).Differences);
        Assert.Single(
            (await stack.Search.Search.SearchAsync(space.Owner, new Blocks.Ports.SearchRequest("second", 5), Ct)).Hits
        );
    }

    [Fact]
    public async Task A_kill_in_the_middle_of_a_large_subtree_leaves_the_change_to_be_told_again()
    {
        var stack = shared.Stack;
        var space = await TestWorkspace.CreateAsync(stack.Store);
        var member = await space.AddMemberAsync(Role.Reader);
        var page = await space.AddPageAsync(title: "page");
        var toggle = await space.AddTextAsync(page, "toggle", "toggle");
        await space.AddManyAsync(toggle, 900);
        await stack.CatchUpAsync();
        await space.RestrictAsync(page);
        var changes = stack.Commits.Take();

        for (var requests = 1; requests < 8; requests += 2)
        {
            using var life = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            stack.Search.Network.KillAfter(requests, life);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                stack.Search.Applier.ApplyAsync("test", changes, life.Token)
            );
        }

        Assert.NotEqual(0, (await stack.Search.CompareAsync(LogicalShard.Of(space.SpaceId))).Differences);
        await stack.Search.Applier.ApplyAsync("test", changes, Ct);
        Assert.Equal(0, (await stack.Search.CompareAsync(LogicalShard.Of(space.SpaceId))).Differences);
        var problems = await IndexChecker.CheckAsync(
            stack.Search,
            space.SpaceId,
            await space.SnapshotAsync(),
            [space.Owner, member]
        );
        Assert.Empty(problems);
    }

    [Fact]
    public async Task The_comparison_and_the_checker_catch_what_was_planted()
    {
        var stack = shared.Stack;
        var space = await TestWorkspace.CreateAsync(stack.Store);
        var page = await space.AddPageAsync(title: "page");
        var (missing, stale, leftOver) = (
            await space.AddTextAsync(page, "missing"),
            await space.AddTextAsync(page, "stale"),
            await space.AddTextAsync(page, "left over")
        );
        var older = await DocumentAsync(stack, space, stale);
        await space.CommitAsync(Build.Op(Build.Block(stale), "set", "properties/title", """[["other"]]"""));
        await stack.CatchUpAsync();
        Assert.Equal(0, (await stack.Search.CompareAsync(LogicalShard.Of(space.SpaceId))).Differences);
        Assert.Empty(await ProblemsAsync(stack, space));

        var high = 1L << 60;
        Assert.Equal(BulkOutcome.Done, await WriteAsync(stack, space, missing, null, high));
        Assert.Equal(BulkOutcome.Done, await WriteAsync(stack, space, stale, older, high));
        await HardDeleteAsync(space, leftOver);
        await stack.Search.Refresher.RefreshAsync(Ct);

        var found = await stack.Search.CompareAsync(LogicalShard.Of(space.SpaceId));
        // And the page, on which one block less stands.
        Assert.Equal((1L, 2L, 1L), (found.Missing, found.Stale, found.LeftOver));
        Assert.NotEmpty(await ProblemsAsync(stack, space));

        var repaired = await stack.Search.Reconciler.RunAsync(
            stack.Search.Index,
            new ReconcileRequest(Repair: true, LogicalShard.Of(space.SpaceId)),
            Ct
        );
        Assert.Equal(4, repaired.Differences);
        Assert.Equal(0, (await stack.Search.CompareAsync(LogicalShard.Of(space.SpaceId))).Differences);
        // The list of the page still names what was deleted behind its back; nobody finds it.
        Assert.Empty(await ProblemsAsync(stack, space));
    }

    [Fact]
    public async Task A_reindex_beside_edits_ends_equal_to_the_database_and_moves_the_alias()
    {
        var stack = shared.Stack;
        var space = await TestWorkspace.CreateAsync(stack.Store);
        var page = await space.AddPageAsync(title: "page");
        await space.AddManyAsync(page, 2_000);
        await stack.CatchUpAsync();
        var old = stack.Search.Index;

        var reindex = stack.Search.Manager.ReindexAsync(Ct);
        var edits = 0;
        do
        {
            var block = await space.AddTextAsync(page, $"text of edit {edits++}");
            await space.CommitAsync(Build.Op(Build.Block(block), "set", "properties/title", """[["changed"]]"""));
            await stack.CatchUpAsync();
        } while (!reindex.IsCompleted);
        var result = await reindex;
        await stack.CatchUpAsync();

        Assert.NotEqual(old, stack.Search.Index);
        Assert.Equal((result.Index, result.Index), (stack.Search.Index, await stack.Search.Manager.CurrentAsync(Ct)));
        Assert.Null(await stack.Search.Elastic.FindAsync(HttpMethod.Get, old, null, Ct));
        Assert.Equal(0, (await stack.Search.CompareAsync(LogicalShard.Of(space.SpaceId))).Differences);
        Assert.Empty(await ProblemsAsync(stack, space));
    }

    [Fact]
    public async Task Data_of_stage_1_is_indexed_at_the_first_start_and_taken_up_at_the_next()
    {
        await using var databases = await servers.NewMigratedDatabasesAsync();
        await using var engine = await Engine.StartAsync();
        await using var store = await RunningStore.StartAsync(databases.ConnectionStrings);
        var space = await TestWorkspace.CreateAsync(store);
        var page = await space.AddPageAsync(title: "from before");
        await space.AddManyAsync(page, 700);
        await (
            await RunningStore.StartAsync(
                databases.ConnectionStrings,
                settings: new Dictionary<string, string> { ["FullText"] = "Elsewhere" }
            )
        ).DisposeAsync();

        await using (var first = await SearchInstance.StartAsync(databases, engine))
            Assert.Equal(0, (await first.CompareAsync(LogicalShard.Of(space.SpaceId))).Differences);
        // Committed while nobody was there: the next one begins where the last one stopped.
        await space.AddTextAsync(page, "in between");
        await using var second = await SearchInstance.StartAsync(databases, engine);
        Assert.Equal(1, (await second.CompareAsync(LogicalShard.Of(space.SpaceId))).Missing);
        await second.Poller.RoundAsync(second.Applier, Ct);
        Assert.Equal(0, (await second.CompareAsync(LogicalShard.Of(space.SpaceId))).Differences);
    }

    [Fact]
    public async Task An_index_that_was_made_by_other_mappings_is_replaced_and_filled()
    {
        await using var stack = await SearchStack.StartAsync(servers);
        var space = await TestWorkspace.CreateAsync(stack.Store);
        await space.AddTextAsync(await space.AddPageAsync(title: "page"), "text");
        var elastic = stack.Search.Elastic;
        using (await elastic.SendAsync(HttpMethod.Delete, stack.Search.Index, null, Ct)) { }
        var older = new JsonObject
        {
            ["mappings"] = new JsonObject { ["dynamic"] = "strict", ["properties"] = new JsonObject() },
            ["aliases"] = new JsonObject { ["blocks"] = new JsonObject() },
        };
        using (await elastic.SendAsync(HttpMethod.Put, "blocks-000007", older, Ct)) { }

        await using var next = await SearchInstance.StartAsync(stack.Databases, stack.Engine);

        Assert.Equal("blocks-000008", next.Index);
        Assert.Equal("blocks-000008", await next.Manager.CurrentAsync(Ct));
        Assert.Equal(0, (await next.CompareAsync(LogicalShard.Of(space.SpaceId))).Differences);
        Assert.Null(await elastic.FindAsync(HttpMethod.Get, "blocks-000007", null, Ct));
    }

    [Fact]
    public async Task The_poller_finds_what_was_not_handed_over_by_few_statements_but_no_late_commit_and_no_hard_delete()
    {
        await using var stack = await SearchStack.StartAsync(servers);
        var space = await TestWorkspace.CreateAsync(stack.Store);
        var page = await space.AddPageAsync(title: "page");
        var (late, gone) = (await space.AddTextAsync(page, "late"), await space.AddTextAsync(page, "gone"));
        var metrics = stack.Search.Get<IndexerMetrics>();
        await stack.Search.Poller.RoundAsync(stack.Search.Applier, Ct);
        Assert.Equal(0, (await stack.Search.CompareAsync(LogicalShard.Of(space.SpaceId))).Differences);
        Assert.Equal(3, metrics.Caught);
        // Two servers with 240 shards each, 60 in a statement, and one for the clock.
        Assert.Equal(2 * (4 + 1), metrics.Statements);

        // What it has seen it does not do again.
        await stack.Search.Poller.RoundAsync(stack.Search.Applier, Ct);
        Assert.Equal(3, metrics.Caught);

        await space.CountAsync(
            $"WITH u AS (UPDATE {{schema}}.block SET version = version + 1, last_edited_time = last_edited_time - interval '1 hour' WHERE id = '{late}' RETURNING 1) SELECT count(*) FROM u"
        );
        await HardDeleteAsync(space, gone);
        await stack.Search.Poller.RoundAsync(stack.Search.Applier, Ct);
        var missed = await stack.Search.CompareAsync(LogicalShard.Of(space.SpaceId));
        // With the page, on which one block less stands.
        Assert.Equal((0L, 2L, 1L), (missed.Missing, missed.Stale, missed.LeftOver));
    }

    private static async Task<IReadOnlyList<string>> ProblemsAsync(SearchStack stack, TestWorkspace space) =>
        await IndexChecker.CheckAsync(stack.Search, space.SpaceId, await space.SnapshotAsync(), [space.Owner]);

    private static async Task<SearchDocument> DocumentAsync(SearchStack stack, TestWorkspace space, Guid block)
    {
        var picture = await stack
            .Search.Get<Blocks.Postgres.Derived.RecordSource>()
            .ReadAsync(space.SpaceId, [Build.Block(block)], Ct);
        var documents = await stack.Search.Indexer.WantedAsync(
            space.SpaceId,
            [.. picture.Records.Values],
            picture.Tree,
            Ct
        );
        return documents[Build.Block(block)];
    }

    private static async Task<BulkOutcome> WriteAsync(
        SearchStack stack,
        TestWorkspace space,
        Guid block,
        SearchDocument? document,
        long version
    )
    {
        using var body = new BulkBody();
        var (id, routing) = (StoredDocuments.IdOf(space.SpaceId, RecordPointer.Block(block)), space.SpaceId.ToString());
        if (document is null)
            body.Delete(stack.Search.Index, id, routing, version);
        else
            body.Index(stack.Search.Index, id, routing, version, document.Json);
        var result = Assert.Single(await stack.Search.Elastic.BulkAsync(body, Ct));
        stack.Search.Refresher.Wrote(stack.Search.Index);
        return result.Outcome;
    }

    private static Task<long> HardDeleteAsync(TestWorkspace space, Guid block) =>
        space.CountAsync(
            $"WITH gone AS (DELETE FROM {{schema}}.block WHERE space_id = {{space}} AND id = '{block}' RETURNING 1) SELECT count(*) FROM gone"
        );
}
