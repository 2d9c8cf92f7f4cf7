using System.Diagnostics;
using System.Text.Json.Nodes;
using NotionStyle.Blocks.Operations;
using NotionStyle.Testing;

namespace NotionStyle.Blocks.Tests.Operations;

public sealed class ContentCommandTests(ITestOutputHelper output) : EngineTests
{
    private IReadOnlyList<Guid> OpenContent => Store[W.Open].Content;

    [Fact]
    public void listAfter_without_an_anchor_puts_the_block_last()
    {
        Commit(Build.ListAfter(Block(W.Open), W.Text));
        Assert.Equal([W.Todo, W.Toggle, W.Sub, W.Text], OpenContent);
    }

    [Fact]
    public void listBefore_without_an_anchor_puts_the_block_first()
    {
        Commit(Build.ListBefore(Block(W.Open), W.Sub));
        Assert.Equal([W.Sub, W.Text, W.Todo, W.Toggle], OpenContent);
    }

    [Fact]
    public void An_anchor_places_the_block_next_to_itself()
    {
        Commit(Build.ListAfter(Block(W.Open), W.Sub, W.Text));
        Assert.Equal([W.Text, W.Sub, W.Todo, W.Toggle], OpenContent);
        Commit(Build.ListBefore(Block(W.Open), W.Toggle, W.Text));
        Assert.Equal([W.Toggle, W.Text, W.Sub, W.Todo], OpenContent);
    }

    [Theory]
    [InlineData("listAfter", "after")]
    [InlineData("listBefore", "before")]
    public void An_anchor_that_has_vanished_puts_the_block_last_so_that_no_insert_is_lost(string command, string anchor)
    {
        var made = Guid.NewGuid();
        Commit(
            Build.Create(made, "paragraph", Block(W.Open)),
            Build.Op(
                Block(W.Open),
                command,
                "content",
                new JsonObject { ["id"] = made.ToString(), [anchor] = Guid.NewGuid().ToString() }
            )
        );
        Assert.Equal([W.Text, W.Todo, W.Toggle, W.Sub, made], OpenContent);
    }

    [Fact]
    public void An_anchor_of_null_is_no_anchor()
    {
        Commit(
            Build.Op(
                Block(W.Open),
                "listBefore",
                "content",
                new JsonObject { ["id"] = W.Sub.ToString(), ["before"] = null }
            )
        );
        Assert.Equal(W.Sub, OpenContent[0]);
    }

    [Fact]
    public void A_block_that_is_listed_again_is_moved_not_listed_twice()
    {
        Commit(Build.ListAfter(Block(W.Open), W.Todo, W.Sub), Build.ListAfter(Block(W.Open), W.Todo, W.Sub));
        Assert.Equal([W.Text, W.Toggle, W.Sub, W.Todo], OpenContent);
    }

    [Fact]
    public void listRemove_of_a_block_that_is_not_there_changes_nothing_and_keeps_the_version()
    {
        var result = Commit(Build.ListRemove(Block(W.Open), W.Secret));
        Assert.Empty(result.Records);
        Assert.Equal(1, Store[W.Open].Version);
    }

    [Fact]
    public void The_content_of_a_workspace_is_also_called_pages()
    {
        Commit(Build.ListBefore(W.Space, W.Other, path: "pages"));
        Assert.Equal([W.Other, W.Open, W.Closed, W.Work], Store[W.Space].Content);
        Commit(Build.ListBefore(W.Space, W.Open, path: "content"));
        Assert.Equal([W.Open, W.Other, W.Closed, W.Work], Store[W.Space].Content);
        Commit(Build.Set(W.Space, "pages", new JsonArray($"{W.Other}", $"{W.Open}", $"{W.Closed}", $"{W.Work}")));
        Assert.Equal([W.Other, W.Open, W.Closed, W.Work], Store[W.Space].Content);
    }

    [Fact]
    public void The_content_of_a_workspace_is_given_by_one_of_its_names_at_a_time() =>
        Assert.Contains(
            "pages",
            Invalid(
                Build.Update(
                    W.Space,
                    "",
                    new()
                    {
                        ["content"] = new JsonArray($"{W.Other}", $"{W.Open}", $"{W.Closed}"),
                        ["pages"] = new JsonArray($"{W.Open}", $"{W.Other}", $"{W.Closed}"),
                    }
                )
            ),
            StringComparison.Ordinal
        );

    [Fact]
    public void No_block_is_put_beside_itself()
    {
        Assert.Contains(
            "args.after",
            Invalid(Build.ListAfter(Block(W.Open), W.Text, W.Text)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "args.before",
            Invalid(Build.ListBefore(Block(W.Open), W.Text, W.Text)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_whole_content_may_reorder_but_not_lose_a_child()
    {
        Commit(Build.Set(Block(W.Open), "content", new JsonArray($"{W.Sub}", $"{W.Toggle}", $"{W.Todo}", $"{W.Text}")));
        Assert.Equal([W.Sub, W.Toggle, W.Todo, W.Text], OpenContent);
        var why = Invalid(Build.Set(Block(W.Open), "content", new JsonArray($"{W.Sub}", $"{W.Toggle}", $"{W.Todo}")));
        Assert.Contains($"{W.Text}", why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_content_that_lists_a_block_twice_is_refused() =>
        Assert.Contains(
            "twice",
            Invalid(Build.Set(Block(W.Toggle), "content", new JsonArray($"{W.Inner}", $"{W.Inner}"))),
            StringComparison.Ordinal
        );

    [Fact]
    public void update_is_not_a_command_for_a_list() =>
        Assert.Contains(
            "operations[0]",
            Invalid(Build.Op(Block(W.Open), "update", "content", new JsonObject { ["id"] = $"{W.Text}" })),
            StringComparison.Ordinal
        );

    [Fact]
    public void setPermissionItem_is_not_a_command_for_a_list() =>
        Invalid(Build.Op(Block(W.Open), "setPermissionItem", "content", Build.Item(null, "reader")));

    [Theory]
    [InlineData("""{}""", "args.id")]
    [InlineData("""{"id":7}""", "args.id")]
    [InlineData("""{"id":"x"}""", "args.id")]
    [InlineData("""{"id":"00000000-0000-0000-0000-000000000000"}""", "args.id")]
    [InlineData("""{"id":"5a5a5a5a-0000-4000-8000-000000000001","after":1}""", "args.after")]
    [InlineData("""{"id":"5a5a5a5a-0000-4000-8000-000000000001","before":null}""", "before")]
    [InlineData("""[]""", "an array")]
    [InlineData("""null""", "null")]
    [InlineData("\"5a5a5a5a-0000-4000-8000-000000000001\"", "a string")]
    public void A_list_command_with_wrong_args_is_told_which(string args, string named)
    {
        var why = Invalid(
            Build.Set(Block(W.Text), "type", "paragraph"),
            Build.Op(Block(W.Open), "listAfter", "content", args)
        );
        Assert.Contains("operations[1]", why, StringComparison.Ordinal);
        Assert.Contains(named, why, StringComparison.Ordinal);
    }

    [Fact]
    public void Content_has_no_inner_path() =>
        Assert.Contains(
            "inner path",
            Invalid(Build.Set(Block(W.Open), "content/0", $"{W.Sub}")),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_before_picture_is_as_it_was_after_the_engine_looked_at_it()
    {
        var list = new List<Guid>(Store[W.Open].Content);
        Store[W.Open].Content = list;
        Store.Judge(W.Owner, Build.Transaction(W.SpaceId, Build.ListAfter(Block(W.Open), W.Text)), Later);
        Assert.Equal([W.Text, W.Todo, W.Toggle, W.Sub], list);
    }

    [Fact]
    public void A_foreign_child_is_refused_whatever_collection_the_store_reads_contents_into()
    {
        // The engine once added to the store's own list, and then took the new id for one that had been there before.
        Store[W.Open].Content = new List<Guid>(Store[W.Open].Content);
        Invalid(Build.ListAfter(Block(W.Open), W.Inner));
    }

    [Fact]
    public void Two_thousand_inserts_into_one_parent_are_one_transaction()
    {
        var ids = Enumerable.Range(0, StoreLimits.OperationsMaximum / 2).Select(_ => Guid.NewGuid()).ToList();
        Commit(ids.SelectMany(id => Build.Insert(id, "paragraph", Block(W.Toggle))));
        Assert.Equal([W.Inner, .. ids], Store[W.Toggle].Content);
        Assert.Equal(2, Store[W.Toggle].Version);
    }

    [Fact]
    public void A_list_command_on_a_long_content_costs_one_copy_of_it()
    {
        var full = Enumerable.Range(0, 49_000).Select(_ => Guid.NewGuid()).ToArray();
        Store[W.Toggle].Content = full;
        var allocated = new List<long>();
        var watch = new Stopwatch();
        for (var i = 0; i < 40; i++)
        {
            var transaction = Build.Transaction(W.SpaceId, Build.Insert(Guid.NewGuid(), "paragraph", Block(W.Toggle)));
            var before = Store.Read(TransactionPlan.Of(transaction));
            if (i == 20)
                watch.Start();
            var start = GC.GetAllocatedBytesForCurrentThread();
            TransactionEngine.Apply(transaction, before, W.Owner, Later);
            allocated.Add(GC.GetAllocatedBytesForCurrentThread() - start);
        }

        output.WriteLine($"{watch.Elapsed.TotalMilliseconds / 20:F3} ms and {allocated[^1] / 1024} KiB for one insert");
        // Sixteen bytes an id, and something for the rest.
        Assert.InRange(allocated[^1], 0, 49_000 * 16 + 50_000);
    }

    [Fact]
    public void What_list_commands_did_before_and_after_a_whole_content_counts_together()
    {
        var made = Guid.NewGuid();
        var whole = Build.Set(Block(W.Toggle), "content", new JsonArray($"{W.Inner}"));
        var create = Build.Create(made, "paragraph", Block(W.Toggle));
        var list = Build.ListAfter(Block(W.Toggle), made);
        Commit(create, Build.ListRemove(Block(W.Toggle), W.Inner), whole, list);
        Assert.Equal([W.Inner, made], Store[W.Toggle].Content);
        var other = Guid.NewGuid();
        Invalid(Build.Create(other, "paragraph", Block(W.Toggle)), Build.ListAfter(Block(W.Toggle), other), whole);
        // In and out again is nothing, and so is out and in again.
        Commit(
            Build.ListAfter(Block(W.Open), W.Inner),
            Build.ListRemove(Block(W.Open), W.Inner),
            Build.ListRemove(Block(W.Open), W.Text),
            Build.ListBefore(Block(W.Open), W.Text)
        );
        Assert.Equal([W.Text, W.Todo, W.Toggle, W.Sub], OpenContent);
        // Nobody asks whether what came and went exists.
        Commit(Build.ListAfter(Block(W.Open), other), Build.ListRemove(Block(W.Open), other));
        Assert.Equal([W.Text, W.Todo, W.Toggle, W.Sub], OpenContent);
    }

    [Fact]
    public void A_parent_at_its_maximum_of_children_takes_no_more()
    {
        var full = Enumerable.Range(0, StoreLimits.ContentMaximum).Select(_ => Guid.NewGuid()).ToArray();
        Store[W.Toggle].Content = full;
        var made = Guid.NewGuid();
        Assert.Contains(
            $"{StoreLimits.ContentMaximum}",
            Invalid(Build.Insert(made, "paragraph", Block(W.Toggle))),
            StringComparison.Ordinal
        );
        // Reordering what is there needs no room.
        Store.Judge(W.Owner, Build.Transaction(W.SpaceId, Build.ListBefore(Block(W.Toggle), full[^1])), Later);
    }
}
