using System.Text.Json.Nodes;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.SearchService.Elastic;
using NotionStyle.SearchService.Indexing;
using NotionStyle.SearchService.Tests.Support;
using NotionStyle.Testing;

namespace NotionStyle.SearchService.Tests.Indexing;

/// <summary>A page is found by all that is on it together: what its document says follows every change of its blocks, and never says what has other readers.</summary>
public sealed class PageTextTests(SharedSearch search) : IClassFixture<SharedSearch>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_words_of_a_question_may_be_spread_over_the_blocks_of_a_page()
    {
        var space = await SpaceAsync();
        var (whole, half) = (await space.AddPageAsync(title: "one"), await space.AddPageAsync(title: "two"));
        await space.AddTextAsync(whole, "the bittern booms");
        await space.AddTextAsync(await space.AddTextAsync(whole, "at night", "toggle"), "in the reeds");
        await space.AddTextAsync(half, "the bittern and the bittern");

        Assert.Equal([whole, half], (await AnyAsync(space, "bittern reeds")).Take(2));
    }

    [Fact]
    public async Task An_edited_a_trashed_and_a_restored_block_change_the_page()
    {
        var space = await SpaceAsync();
        var page = await space.AddPageAsync(title: "page");
        var toggle = await space.AddTextAsync(page, "", "toggle");
        var block = await space.AddTextAsync(toggle, "before");
        await search.Stack.CatchUpAsync();
        Assert.Contains("before", await PageTextAsync(space, page), StringComparison.Ordinal);

        await space.CommitAsync(Build.Op(Build.Block(block), "set", "properties/title", """[["after"]]"""));
        Assert.Contains("after", await PageTextAsync(space, page), StringComparison.Ordinal);

        await space.TrashAsync(block, Build.Block(toggle));
        Assert.Equal("page", await PageTextAsync(space, page));
        await space.CommitAsync(Build.Restore(block, Build.Block(toggle)));
        Assert.Contains("after", await PageTextAsync(space, page), StringComparison.Ordinal);

        await space.TrashAsync(toggle, Build.Block(page));
        Assert.Equal("page", await PageTextAsync(space, page));
        await EqualAsync(space);
    }

    [Fact]
    public async Task A_moved_block_takes_its_words_and_those_below_it_from_one_page_to_the_other()
    {
        var space = await SpaceAsync();
        var (from, to) = (await space.AddPageAsync(title: "from"), await space.AddPageAsync(title: "to"));
        var column = await space.AddTextAsync(from, "", "column");
        var toggle = await space.AddTextAsync(column, "toggle", "toggle");
        await space.AddTextAsync(toggle, "within");
        await search.Stack.CatchUpAsync();

        await space.CommitAsync(Build.Move(toggle, Build.Block(column), Build.Block(to)));

        Assert.Equal("from", await PageTextAsync(space, from));
        Assert.Equal(["to", "toggle", "within"], Lines(await PageTextAsync(space, to)));
        await EqualAsync(space);
    }

    [Fact]
    public async Task A_block_that_becomes_a_page_takes_what_is_below_it_along()
    {
        var space = await SpaceAsync();
        var page = await space.AddPageAsync(title: "page");
        var toggle = await space.AddTextAsync(page, "chapter", "toggle");
        await space.AddTextAsync(toggle, "within");
        await search.Stack.CatchUpAsync();

        await space.CommitAsync(Build.Op(Build.Block(toggle), "set", "type", "\"page\""));
        Assert.Equal("page", await PageTextAsync(space, page));
        Assert.Equal(["chapter", "within"], Lines(await PageTextAsync(space, toggle)));

        await space.CommitAsync(Build.Op(Build.Block(toggle), "set", "type", "\"toggle\""));
        Assert.Equal(["chapter", "page", "within"], Lines(await PageTextAsync(space, page)));
        await EqualAsync(space);
    }

    [Fact]
    public async Task A_page_does_not_say_what_the_pages_below_it_say()
    {
        var space = await SpaceAsync();
        var member = await space.AddMemberAsync(Role.Reader);
        var page = await space.AddPageAsync(title: "open");
        var toggle = await space.AddTextAsync(page, "salaries", "toggle");
        await space.AddTextAsync(toggle, "numbers");
        await search.Stack.CatchUpAsync();
        Assert.Equal(["numbers", "open", "salaries"], Lines(await PageTextAsync(space, page)));

        // Only a page can have readers of its own, so the toggle becomes one.
        await space.CommitAsync(Build.Op(Build.Block(toggle), "set", "type", "\"page\""));
        await space.RestrictAsync(toggle);

        Assert.Equal("open", await PageTextAsync(space, page));
        Assert.Empty(await AnyAsync(space, "salaries numbers", member));
        Assert.Equal(toggle, (await AnyAsync(space, "salaries numbers"))[0]);
        await EqualAsync(space);
    }

    [Fact]
    public async Task A_block_that_becomes_a_page_leaves_the_page_above_although_its_own_document_knew_before()
    {
        var space = await SpaceAsync();
        var page = await space.AddPageAsync(title: "open");
        var toggle = await space.AddTextAsync(page, "chapter", "toggle");
        await space.AddTextAsync(toggle, "within");
        await search.Stack.CatchUpAsync();
        await space.CommitAsync(Build.Op(Build.Block(toggle), "set", "type", "\"page\""));
        var told = search.Stack.Commits.Take();
        // As a walk from above or the filling of a new index does it: without a look at the page.
        await search.Stack.Search.Indexer.ApplyPagesAsync(search.Stack.Search.Index, space.SpaceId, [toggle], Ct);

        await search.Stack.Search.Applier.ApplyAsync("test", told, Ct);

        Assert.Equal("open", await PageTextAsync(space, page));
        await EqualAsync(space);
    }

    [Theory]
    [InlineData("/_mget")]
    [InlineData("/_bulk")]
    public async Task Two_services_that_decide_about_a_page_at_once_leave_what_was_committed_last(string between)
    {
        var stack = search.Stack;
        await using var other = await SearchInstance.StartAsync(stack.Databases, stack.Engine);
        var space = await SpaceAsync();
        var page = await space.AddPageAsync(title: "page");
        var (first, second) = (await space.AddTextAsync(page, "first"), await space.AddTextAsync(page, "second"));
        await stack.CatchUpAsync();
        await space.CommitAsync(Build.Op(Build.Block(first), "set", "properties/title", """[["changed"]]"""));
        var changes = stack.Commits.Take();
        var pages = await stack.Search.Indexer.ApplyBlocksAsync(
            stack.Search.Index,
            space.SpaceId,
            changes.Select(c => c.Record.Pointer),
            Ct
        );
        Assert.Equal([page], pages);
        // While the one is about to read or to write the page, another block of it changes, and the other one applies that.
        stack.Search.Network.Before = (
            between,
            async () =>
            {
                await space.CommitAsync(Build.Op(Build.Block(second), "set", "properties/title", """[["last"]]"""));
                await other.Applier.ApplyAsync("test", stack.Commits.Take(), Ct);
            }
        );

        await stack.Search.Indexer.ApplyPagesAsync(stack.Search.Index, space.SpaceId, pages, Ct);

        Assert.Null(stack.Search.Network.Before);
        Assert.Equal(["changed", "last", "page"], Lines(await PageTextAsync(space, page)));
        await EqualAsync(space);
    }

    [Fact]
    public async Task A_kill_between_a_block_and_its_page_leaves_the_change_to_be_told_again()
    {
        var space = await SpaceAsync();
        var page = await space.AddPageAsync(title: "page");
        var block = await space.AddTextAsync(page, "before");
        await search.Stack.CatchUpAsync();
        await space.CommitAsync(Build.Op(Build.Block(block), "set", "properties/title", """[["after"]]"""));
        var changes = search.Stack.Commits.Take();
        var pointers = changes.Select(c => c.Record.Pointer).ToArray();
        await search.Stack.Search.Indexer.ApplyBlocksAsync(search.Stack.Search.Index, space.SpaceId, pointers, Ct);
        Assert.Contains("before", await PageTextAsync(space, page), StringComparison.Ordinal);

        await search.Stack.Search.Applier.ApplyAsync("test", changes, Ct);

        Assert.Contains("after", await PageTextAsync(space, page), StringComparison.Ordinal);
        await EqualAsync(space);
    }

    [Fact]
    public async Task A_long_page_is_cut_where_it_is_said_to_be()
    {
        var space = await SpaceAsync();
        var page = await space.AddPageAsync(title: "p");
        var line = string.Concat(Enumerable.Repeat("word ", 400));
        await space.AddManyAsync(page, 60, _ => line);
        await search.Stack.CatchUpAsync();

        var text = await PageTextAsync(space, page);
        Assert.InRange(text.Length, 100_000, 100_002);
        await EqualAsync(space);
    }

    [Fact]
    public async Task A_text_that_is_not_the_pages_is_found_by_the_comparison_and_by_the_checker()
    {
        var space = await SpaceAsync();
        var page = await space.AddPageAsync(title: "page");
        var block = await space.AddTextAsync(page, "before");
        await search.Stack.CatchUpAsync();
        await EqualAsync(space);
        var older = await StoredAsync(space, page);

        await space.CommitAsync(Build.Op(Build.Block(block), "set", "properties/title", """[["after"]]"""));
        await search.Stack.CatchUpAsync();
        using (var body = new BulkBody())
        {
            body.Index(
                search.Stack.Search.Index,
                StoredDocuments.IdOf(space.SpaceId, Build.Block(page)),
                space.SpaceId.ToString(),
                1L << 60,
                System.Text.Encoding.UTF8.GetBytes(older.ToJsonString())
            );
            await search.Stack.Search.Elastic.BulkAsync(body, Ct);
        }

        search.Stack.Search.Refresher.Wrote(search.Stack.Search.Index);
        await search.Stack.Search.Refresher.RefreshAsync(Ct);
        Assert.Equal(1, (await search.Stack.Search.CompareAsync(LogicalShard.Of(space.SpaceId))).Stale);
        Assert.NotEmpty(await ProblemsAsync(space));
    }

    private Task<TestWorkspace> SpaceAsync() => TestWorkspace.CreateAsync(search.Stack.Store);

    private async Task<IReadOnlyList<Guid>> AnyAsync(TestWorkspace space, string text, Actor? actor = null)
    {
        await search.Stack.CatchUpAsync();
        var found = await search.Stack.Search.Search.SearchAsync(
            actor ?? space.Owner,
            new SearchRequest(text, 10) { Mode = SearchMode.Any },
            Ct
        );
        return [.. found.Hits.Select(h => h.BlockId)];
    }

    private async Task<string> PageTextAsync(TestWorkspace space, Guid page)
    {
        await search.Stack.CatchUpAsync();
        return (string)(await StoredAsync(space, page))["page_text"]!;
    }

    private async Task<JsonNode> StoredAsync(TestWorkspace space, Guid page)
    {
        using var answer = await search.Stack.Search.Elastic.SendAsync(
            HttpMethod.Get,
            $"{search.Stack.Search.Index}/_doc/{StoredDocuments.IdOf(space.SpaceId, Build.Block(page))}?routing={space.SpaceId}",
            null,
            Ct
        );
        return JsonNode.Parse(answer.RootElement.GetProperty("_source").GetRawText())!;
    }

    private async Task EqualAsync(TestWorkspace space)
    {
        Assert.Equal(0, (await search.Stack.Search.CompareAsync(LogicalShard.Of(space.SpaceId))).Differences);
        Assert.Empty(await ProblemsAsync(space));
    }

    private async Task<IReadOnlyList<string>> ProblemsAsync(TestWorkspace space) =>
        await IndexChecker.CheckAsync(search.Stack.Search, space.SpaceId, await space.SnapshotAsync(), [space.Owner]);

    private static IEnumerable<string> Lines(string text) => text.Split('\n').Order(StringComparer.Ordinal);
}
