using System.Text.Json.Nodes;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Records;
using NotionStyle.Testing;

namespace NotionStyle.Blocks.Tests.Operations;

public sealed class TreeRuleTests : EngineTests
{
    [Fact]
    public void A_new_block_needs_its_type_its_parent_and_its_place()
    {
        var id = Guid.NewGuid();
        Assert.Contains("type", Invalid(Build.Op(Block(id), "set", "", "{}")), StringComparison.Ordinal);
        Assert.Contains(
            "parent_id",
            Refused(ErrorCode.ObjectNotFound, W.Owner, Build.Op(Block(id), "set", "", """{"type":"page"}""")),
            StringComparison.Ordinal
        );
        Assert.Contains("listAfter", Invalid(Build.Create(id, "paragraph", Block(W.Open))), StringComparison.Ordinal);
        Refused(
            ErrorCode.ObjectNotFound,
            W.Owner,
            Build.Op(Block(id), "set", "", """{"type":"page","parent_table":"space"}""")
        );
    }

    [Fact]
    public void A_new_block_starts_at_version_1_with_the_stamps_of_its_maker()
    {
        var id = Guid.NewGuid();
        Commit(W.Writer, Build.Insert(id, "paragraph", Block(W.Open)));
        var made = Store[id];
        Assert.Equal((1, W.Writer.UserId, Later), (made.Version, made.CreatedBy, made.CreatedTime));
        Assert.Equal(
            (2, W.Writer.UserId, Later),
            (Store[W.Open].Version, Store[W.Open].LastEditedBy, Store[W.Open].LastEditedTime)
        );
        Assert.Equal((W.Owner.UserId, SampleWorkspace.Start), (Store[W.Open].CreatedBy, Store[W.Open].CreatedTime));
    }

    [Fact]
    public void The_order_of_operations_in_a_transaction_does_not_matter_to_the_rules()
    {
        var (page, child) = (Guid.NewGuid(), Guid.NewGuid());
        Commit(
            Build.ListAfter(Block(W.Open), page),
            Build.Create(child, "paragraph", Block(page)),
            Build.Create(page, "page", Block(W.Open), new() { ["content"] = new JsonArray($"{child}") })
        );
        Assert.Equal([child], Store[page].Content);
    }

    [Fact]
    public void Making_a_record_of_the_table_of_members_is_refused() =>
        Invalid(
            Build.Op(new RecordPointer(RecordTable.NotionUser, Guid.NewGuid()), "set", "", """{"type":"person"}""")
        );

    [Fact]
    public void A_workspace_cannot_be_replaced_trashed_retyped_or_put_below_something()
    {
        Invalid(Build.Op(W.Space, "set", "", """{"type":"space"}"""));
        Invalid(Build.Set(W.Space, "alive", false));
        Assert.Contains("type", Invalid(Build.Set(W.Space, "type", "page")), StringComparison.Ordinal);
        Assert.Contains(
            "has no parent",
            Invalid(Build.Update(W.Space, "", new() { ["parent_id"] = $"{W.Open}" })),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "has no parent",
            Invalid(Build.Set(W.Space, "parent_table", "block")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_move_takes_the_block_out_of_one_content_and_into_another()
    {
        Commit(Build.Move(W.Text, Block(W.Open), Block(W.Toggle)));
        Assert.Equal([W.Inner, W.Text], Store[W.Toggle].Content);
        Assert.Equal(Block(W.Toggle), Store[W.Text].Parent);
    }

    [Fact]
    public void Half_a_move_is_refused_and_told_the_other_half()
    {
        Assert.Contains(
            "listAfter",
            Invalid(Build.Reparent(W.Text, Block(W.Toggle)), Build.ListRemove(Block(W.Open), W.Text)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "listRemove",
            Invalid(Build.Reparent(W.Text, Block(W.Toggle)), Build.ListAfter(Block(W.Toggle), W.Text)),
            StringComparison.Ordinal
        );
        Assert.Contains("parent_id", Invalid(Build.ListAfter(Block(W.Toggle), W.Text)), StringComparison.Ordinal);
        Assert.Contains("alive", Invalid(Build.ListRemove(Block(W.Open), W.Text)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_cannot_be_moved_below_itself()
    {
        Assert.Contains(
            "below itself",
            Invalid(Build.Move(W.Toggle, Block(W.Open), Block(W.Inner))),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "below itself",
            Invalid(Build.Move(W.Toggle, Block(W.Open), Block(W.Toggle))),
            StringComparison.Ordinal
        );
        Invalid([
            .. Build.Move(W.Toggle, Block(W.Open), Block(W.Sub)),
            .. Build.Move(W.Sub, Block(W.Open), Block(W.Inner)),
        ]);
    }

    [Fact]
    public void A_block_that_goes_below_a_circle_is_told_of_the_circle_and_not_of_a_missing_parent() =>
        Assert.Contains(
            "below itself",
            Invalid([
                .. Build.Move(W.Text, Block(W.Open), Block(W.Sub)),
                .. Build.Move(W.Sub, Block(W.Open), Block(W.SubText)),
            ]),
            StringComparison.Ordinal
        );

    [Fact]
    public void Two_new_blocks_that_are_each_others_parent_go_nowhere()
    {
        var (a, b) = (Guid.NewGuid(), Guid.NewGuid());
        Refused(
            ErrorCode.ObjectNotFound,
            W.Owner,
            [.. Build.Insert(a, "page", Block(b)), .. Build.Insert(b, "page", Block(a))]
        );
    }

    [Fact]
    public void Parent_and_child_may_swap_in_one_transaction()
    {
        Commit(
            Build.Reparent(W.Inner, Block(W.Open)),
            Build.Reparent(W.Toggle, Block(W.Inner)),
            Build.ListRemove(Block(W.Toggle), W.Inner),
            Build.ListAfter(Block(W.Open), W.Inner, W.Toggle),
            Build.ListRemove(Block(W.Open), W.Toggle),
            Build.ListAfter(Block(W.Inner), W.Toggle)
        );
        Assert.Equal([W.Text, W.Todo, W.Inner, W.Sub], Store[W.Open].Content);
    }

    [Fact]
    public void Trash_and_restore_keep_the_block_and_its_children()
    {
        Commit(Build.Trash(W.Toggle, Block(W.Open)));
        Assert.False(Store[W.Toggle].Alive);
        Assert.Equal([W.Inner], Store[W.Toggle].Content);
        Commit(Build.Restore(W.Toggle, Block(W.Open)));
        Assert.True(Store[W.Toggle].Alive);
    }

    [Fact]
    public void A_block_in_the_trash_is_in_no_content()
    {
        Assert.Contains("listRemove", Invalid(Build.Set(Block(W.Text), "alive", false)), StringComparison.Ordinal);
        Assert.Contains("trash", Invalid(Build.ListAfter(Block(W.Open), W.Trashed)), StringComparison.Ordinal);
        Assert.Contains("listAfter", Invalid(Build.Set(Block(W.Trashed), "alive", true)), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_comes_alive_below_a_parent_in_the_trash()
    {
        Commit(Build.Trash(W.Inner, Block(W.Toggle)));
        Commit(Build.Trash(W.Toggle, Block(W.Open)));
        Assert.Contains("trash", Invalid(Build.Restore(W.Inner, Block(W.Toggle))), StringComparison.Ordinal);
        Assert.Contains(
            "trash",
            Invalid(Build.Insert(Guid.NewGuid(), "paragraph", Block(W.Toggle))),
            StringComparison.Ordinal
        );
        Assert.Contains("trash", Invalid(Build.Move(W.Text, Block(W.Open), Block(W.Toggle))), StringComparison.Ordinal);
        Commit([.. Build.Restore(W.Inner, Block(W.Toggle)), .. Build.Restore(W.Toggle, Block(W.Open))]);
    }

    [Fact]
    public void Nothing_changes_below_any_ancestor_in_the_trash()
    {
        Commit(Build.Trash(W.SubText, Block(W.Sub)));
        Commit(Build.Trash(W.Open, W.Space));
        JsonObject[][] attempts =
        [
            [Build.Set(Block(W.Inner), "properties/title", "x")],
            Build.Insert(Guid.NewGuid(), "paragraph", Block(W.Toggle)),
            [Build.Create(Guid.NewGuid(), "paragraph", Block(W.Sub), new() { ["alive"] = false })],
            Build.Restore(W.SubText, Block(W.Sub)),
            Build.Trash(W.Inner, Block(W.Toggle)),
            Build.Move(W.OtherText, Block(W.Other), Block(W.Toggle)),
            Build.Move(W.Inner, Block(W.Toggle), Block(W.Other)),
            [Build.Grant(Block(W.Sub), W.Guest.UserId, "reader")],
        ];
        foreach (var attempt in attempts)
        {
            var why = Invalid(attempt);
            Assert.Contains($"block {W.Open} is in the trash", why, StringComparison.Ordinal);
            Assert.Contains("restore", why, StringComparison.Ordinal);
        }

        // The end of the transaction counts: it may restore what is above and go on below.
        foreach (var attempt in attempts)
            Store
                .Fork()
                .Commit(W.Owner, Build.Transaction(W.SpaceId, [.. attempt, .. Build.Restore(W.Open, W.Space)]), Later);
    }

    [Fact]
    public void The_topmost_record_in_the_trash_may_be_changed_and_restored()
    {
        Commit(Build.Trash(W.Open, W.Space));
        Commit(Build.Set(Block(W.Open), "properties/title", "x"));
        // Nothing happens to the record, so nothing is refused.
        Commit(Build.ListRemove(Block(W.Toggle), W.Text));
        Commit(Build.Restore(W.Open, W.Space));
        Commit(Build.Set(Block(W.Inner), "properties/title", "x"));
    }

    [Fact]
    public void What_is_trashed_is_not_changed_below_in_the_same_transaction() =>
        Assert.Contains(
            $"{W.Toggle}",
            Invalid([.. Build.Trash(W.Toggle, Block(W.Open)), Build.Set(Block(W.Inner), "properties/title", "x")]),
            StringComparison.Ordinal
        );

    [Fact]
    public void Children_are_taken_out_of_what_is_trashed_in_the_same_transaction()
    {
        Commit([.. Build.Trash(W.Toggle, Block(W.Open)), .. Build.Move(W.Inner, Block(W.Toggle), Block(W.Open))]);
        Assert.Equal([W.Text, W.Todo, W.Sub, W.Inner], Store[W.Open].Content);
    }

    [Fact]
    public void The_outermost_of_several_in_the_trash_is_named_because_it_has_to_be_restored_first()
    {
        Commit(Build.Trash(W.Toggle, Block(W.Open)));
        Commit(Build.Trash(W.Open, W.Space));
        Assert.Contains(
            $"restore block {W.Open}",
            Invalid(Build.Set(Block(W.Inner), "properties/title", "x")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_block_in_the_trash_can_be_moved_and_restored_elsewhere()
    {
        Commit([Build.Reparent(W.Trashed, Block(W.Sub)), .. Build.Restore(W.Trashed, Block(W.Sub))]);
        Assert.Equal([W.SubText, W.Trashed], Store[W.Sub].Content);
    }

    [Fact]
    public void A_block_at_the_deepest_level_can_be_read_and_none_goes_deeper()
    {
        var parent = Block(W.Sub);
        // The page and its parent page are two ancestors already.
        for (var ancestors = 2; ancestors <= StoreLimits.DepthMaximum; ancestors++)
        {
            var id = Guid.NewGuid();
            Commit(Build.Insert(id, "paragraph", parent));
            parent = Block(id);
        }

        var tree = new PermissionTree(Store.Records.Select(RecordHead.Of));
        Assert.Equal(Role.Editor, tree.RoleOn(parent, W.Owner));
        Commit(Build.Set(parent, "properties/title", "deep"));
        var why = Invalid(Build.Insert(Guid.NewGuid(), "paragraph", parent));
        Assert.Contains($"{StoreLimits.DepthMaximum} levels", why, StringComparison.Ordinal);
        Assert.Contains(
            $"{StoreLimits.DepthMaximum} levels",
            Invalid(Build.Move(W.Text, Block(W.Open), parent)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_hangs_below_a_block_that_was_moved_deep_down_can_still_be_reached()
    {
        // Only the top of a moved tree is measured: the rest of it is not read. So the rest may get deeper than the maximum, and must not be lost by that.
        var (deep, low) = (Block(W.Sub), Block(W.Toggle));
        for (var i = 0; i < 100; i++)
        {
            var (a, b) = (Guid.NewGuid(), Guid.NewGuid());
            Commit([.. Build.Insert(a, "paragraph", deep), .. Build.Insert(b, "paragraph", low)]);
            (deep, low) = (Block(a), Block(b));
        }

        Commit(Build.Move(W.Toggle, Block(W.Open), deep));
        Commit(Build.Set(low, "properties/title", "still here"));
        Commit(Build.Move(low.Id, Store[low].Parent!.Value, Block(W.Open)));
    }

    [Fact]
    public void A_move_may_name_the_table_of_the_new_parent_in_another_operation()
    {
        // In the trash, so that no content has to change and nothing else names the parent.
        Commit(
            Build.Update(Block(W.Trashed), "", new() { ["parent_id"] = $"{W.Sub}", ["parent_table"] = "space" }),
            Build.Set(Block(W.Trashed), "parent_table", "block")
        );
        Assert.Equal(Block(W.Sub), Store[W.Trashed].Parent);
    }

    [Fact]
    public void A_replacement_keeps_place_and_grants_and_puts_everything_else_in_place_of_what_was()
    {
        Commit(
            W.Writer,
            Build.Set(
                Block(W.Other),
                "",
                Json($$"""{"type":"page","format":{"icon":"x"},"content":["{{W.OtherText}}"]}""")
            )
        );
        var page = Store[W.Other];
        Assert.Equal((W.Space, 2), (page.Parent!.Value, page.Version));
        Assert.Equal(Role.Editor, page.Permissions?.RoleOf(W.Writer.UserId));
        Assert.Null(page.Properties.Text);
        AssertJson("""{"icon":"x"}""", page.Format.Text);
        Assert.Equal(SampleWorkspace.Start, page.CreatedTime);
    }

    [Fact]
    public void A_replacement_that_forgets_a_child_is_refused() =>
        Invalid(Build.Set(Block(W.Other), "", Json("""{"type":"page"}""")));

    [Fact]
    public void A_replacement_cannot_move_a_record_because_moves_take_turns_and_a_plan_cannot_know_that_it_is_one() =>
        Assert.Contains(
            "update",
            Invalid(
                Build.Create(W.Text, "paragraph", Block(W.Toggle)),
                Build.ListRemove(Block(W.Open), W.Text),
                Build.ListAfter(Block(W.Toggle), W.Text)
            ),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_replacement_cannot_change_grants_because_changes_of_grants_take_turns() =>
        Assert.Contains(
            "setPermissionItem",
            Invalid(
                Build.Set(
                    Block(W.Other),
                    "",
                    new JsonObject()
                    {
                        ["type"] = "page",
                        ["content"] = new JsonArray($"{W.OtherText}"),
                        ["permissions"] = new JsonArray(Build.Item(null, "editor")),
                    }
                )
            ),
            StringComparison.Ordinal
        );

    [Fact]
    public void Server_owned_fields_are_neither_refused_nor_obeyed()
    {
        var id = Guid.NewGuid();
        Commit(
            Build.Create(
                id,
                "paragraph",
                Block(W.Open),
                Json(
                    """{"id":"x","version":77,"space_id":1,"created_time":1,"created_by_id":"x","created_by_table":2,"last_edited_time":3,"last_edited_by":4}"""
                )
            ),
            Build.ListAfter(Block(W.Open), id),
            Build.Set(Block(id), "last_edited_by_id", $"{W.Reader.UserId}")
        );
        Assert.Equal((1, W.Owner.UserId, Later), (Store[id].Version, Store[id].LastEditedBy, Store[id].LastEditedTime));
        Assert.Empty(Commit(Build.Set(Block(W.Text), "version", 9)).Records);
        Assert.Equal(1, Store[W.Text].Version);
    }

    [Fact]
    public void A_change_of_type_and_back_keeps_what_the_block_says()
    {
        var before = Store[W.Todo].Clone();
        Commit(Build.Set(Block(W.Todo), "type", "heading_1"));
        Assert.Equal("Yes", (string?)Properties(W.Todo)["checked"]![0]![0]);
        Commit(Build.Set(Block(W.Todo), "type", "to_do"));
        Assert.Equal(["version", "last_edited_time"], Snapshot.Differences(before, Store[W.Todo]));
        Assert.Equal(3, Store[W.Todo].Version);
    }

    [Fact]
    public void A_page_with_grants_stays_a_page_until_they_are_taken_away()
    {
        Assert.Contains("permissions", Invalid(Build.Set(Block(W.Other), "type", "toggle")), StringComparison.Ordinal);
        Commit(Build.Set(Block(W.Other), "permissions", null), Build.Set(Block(W.Other), "type", "toggle"));
        Assert.Contains("page", Invalid(Build.Grant(Block(W.Other), null, "reader")), StringComparison.Ordinal);
        // The state at the end counts, not the order in which it came about.
        Commit(Build.Grant(Block(W.Other), W.Guest.UserId, "reader"), Build.Set(Block(W.Other), "type", "page"));
    }

    [Fact]
    public void Many_changes_of_a_record_in_one_transaction_are_one_version()
    {
        Commit(
            Build.Set(Block(W.Text), "type", "to_do"),
            Build.Set(Block(W.Text), "properties/title", "x"),
            Build.Set(Block(W.Text), "format/color", "red")
        );
        Assert.Equal(2, Store[W.Text].Version);
    }

    [Fact]
    public void The_effect_names_the_pages_that_were_edited_each_once()
    {
        var effect = Store.Judge(
            W.Owner,
            Build.Transaction(
                W.SpaceId,
                Build.Set(Block(W.Inner), "properties/title", "x"),
                Build.Set(Block(W.Text), "properties/title", "x"),
                Build.Set(Block(W.SubText), "properties/title", "x"),
                Build.Set(W.Space, "properties/name", "x")
            ),
            Later
        );
        Assert.Equal(new HashSet<Guid> { W.Open, W.Sub }, effect.Pages.ToHashSet());
        Assert.Equal(2, effect.Pages.Count);
    }

    [Fact]
    public void A_transaction_is_written_in_the_order_in_which_it_locks()
    {
        var transaction = Build.Transaction(
            W.SpaceId,
            Build.Set(W.Space, "properties/name", "x"),
            Build.Set(Block(W.Text), "properties/title", "x"),
            Build.Set(Block(W.Open), "properties/title", "x")
        );
        RecordPointer[] order = [Block(W.Open), Block(W.Text), W.Space];
        Assert.Equal(order, TransactionPlan.Of(transaction).Changed);
        Assert.Equal(order, Store.Judge(W.Owner, transaction, Later).Changes.Select(c => c.After.Pointer));
    }

    [Fact]
    public void Only_moves_and_grants_are_structural()
    {
        Assert.False(Plan(Build.Insert(Guid.NewGuid(), "paragraph", Block(W.Open))).IsStructural);
        Assert.False(Plan(Build.Trash(W.Text, Block(W.Open))).IsStructural);
        Assert.False(Plan(Build.ListAfter(Block(W.Open), W.Text)).IsStructural);
        Assert.False(Plan(Build.Set(Block(W.Text), "properties/parent_id", "x")).IsStructural);
        Assert.True(Plan(Build.Move(W.Text, Block(W.Open), Block(W.Toggle))).IsStructural);
        Assert.True(Plan(Build.Set(Block(W.Text), "parent_id", $"{W.Open}")).IsStructural);
        Assert.True(Plan(Build.Set(Block(W.Text), "parent_table", "block")).IsStructural);
        Assert.True(Plan(Build.Grant(Block(W.Open), null, "reader")).IsStructural);
        Assert.True(Plan(Build.Set(Block(W.Open), "permissions", null)).IsStructural);

        static TransactionPlan Plan(params IEnumerable<JsonObject> operations) =>
            TransactionPlan.Of(Build.Transaction(W.SpaceId, operations));
    }
}
