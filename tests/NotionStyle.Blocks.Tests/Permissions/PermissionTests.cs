using System.Text.Json.Nodes;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Records;
using NotionStyle.Testing;

namespace NotionStyle.Blocks.Tests.Permissions;

public sealed class PermissionTests : EngineTests
{
    private Role RoleOf(Actor actor, Guid block) =>
        new PermissionTree(Store.Records.Select(RecordHead.Of)).RoleOn(Block(block), actor);

    [Fact]
    public void A_role_on_the_workspace_is_inherited_by_everything_below()
    {
        Assert.Equal(Role.Editor, RoleOf(W.Owner, W.Inner));
        Assert.Equal(Role.ReadAndWrite, RoleOf(W.Writer, W.Inner));
        Assert.Equal(Role.Reader, RoleOf(W.Reader, W.Inner));
        Assert.Equal(Role.CommentOnly, RoleOf(W.Commenter, W.Inner));
        Assert.Equal(Role.None, RoleOf(W.Stranger, W.Inner));
    }

    [Fact]
    public void The_nearest_list_that_speaks_of_the_actor_decides_for_more_and_for_less()
    {
        Assert.Equal(Role.Editor, RoleOf(W.Writer, W.OtherText));
        Assert.Equal(Role.None, RoleOf(W.Writer, W.Secret));
        Assert.Equal(Role.Editor, RoleOf(W.Writer, W.SharedText));
        // Other's list does not speak of the reader, so the workspace's does.
        Assert.Equal(Role.Reader, RoleOf(W.Reader, W.OtherText));
        // Shared's list does not speak of the reader; the next one up closes.
        Assert.Equal(Role.None, RoleOf(W.Reader, W.SharedText));
        Assert.Equal(Role.ReadAndWrite, RoleOf(W.Guest, W.SharedText));
        Assert.Equal(Role.None, RoleOf(W.Guest, W.Secret));
    }

    [Fact]
    public void In_one_list_an_item_for_the_member_beats_the_one_for_everybody_in_either_order()
    {
        PermissionItem everybody = new(PermissionScope.Space, null, Role.Reader);
        PermissionItem owner = new(PermissionScope.User, W.Owner.UserId, Role.None);
        Assert.Equal(Role.None, new PermissionList([everybody, owner]).RoleOf(W.Owner.UserId));
        Assert.Equal(Role.None, new PermissionList([owner, everybody]).RoleOf(W.Owner.UserId));
        Assert.Equal(Role.Reader, new PermissionList([owner, everybody]).RoleOf(W.Guest.UserId));
        Assert.Null(new PermissionList([owner]).RoleOf(W.Guest.UserId));
        Assert.Null(new PermissionList([]).RoleOf(W.Guest.UserId));
    }

    [Fact]
    public void A_nearer_item_for_everybody_beats_a_further_item_for_the_member()
    {
        Commit(Build.Grant(Block(W.Open), null, "comment_only"), Build.Grant(Block(W.Open), W.Owner.UserId, "editor"));
        Assert.Equal(Role.CommentOnly, RoleOf(W.Writer, W.Text));
        Assert.Equal(Role.CommentOnly, RoleOf(W.Stranger, W.Text));
    }

    [Fact]
    public void A_grant_on_a_branch_that_does_not_reach_the_workspace_counts_for_nothing()
    {
        var heads = Store.Records.Where(r => r.Pointer.Id != W.Closed).Select(RecordHead.Of);
        Assert.Equal(Role.None, new PermissionTree(heads).RoleOn(Block(W.Shared), W.Guest));
        Assert.Equal(Role.None, new PermissionTree([]).RoleOn(Block(W.Shared), W.Guest));
    }

    [Fact]
    public void A_grant_below_another_workspace_counts_for_nothing()
    {
        var tree = new PermissionTree(Store.Records.Select(RecordHead.Of));
        Assert.Equal(Role.None, tree.RoleOn(Block(W.Open), W.Owner with { SpaceId = Guid.NewGuid() }));
    }

    [Fact]
    public void A_circle_of_parents_gives_no_role_and_ends()
    {
        RecordHead Head(Guid id, Guid parent) => new(Block(id), "page", Block(parent), true, null);
        var tree = new PermissionTree([Head(W.Open, W.Text), Head(W.Text, W.Open)]);
        Assert.Equal(Role.None, tree.RoleOn(Block(W.Open), W.Owner));
        Assert.True(tree.IsAlive(Block(W.Open)));
    }

    [Fact]
    public void A_block_is_alive_when_all_above_it_are()
    {
        Commit(Build.Trash(W.Open, W.Space));
        var tree = new PermissionTree(Store.Records.Select(RecordHead.Of));
        Assert.False(tree.IsAlive(Block(W.Inner)));
        Assert.True(tree.IsAlive(Block(W.Secret)));
        Assert.False(tree.IsAlive(Block(Guid.NewGuid())));
    }

    [Fact]
    public void A_reader_and_a_commenter_may_not_write_and_are_told_which_role_they_have()
    {
        Assert.Contains(
            "reader",
            Refused(ErrorCode.RestrictedResource, W.Reader, Build.Set(Block(W.Text), "properties/title", "x")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "comment_only",
            Refused(ErrorCode.RestrictedResource, W.Commenter, Build.Set(Block(W.Text), "properties/title", "x")),
            StringComparison.Ordinal
        );
        Refused(ErrorCode.RestrictedResource, W.Reader, Build.Insert(Guid.NewGuid(), "paragraph", Block(W.Open)));
        Refused(ErrorCode.RestrictedResource, W.Reader, Build.Create(Guid.NewGuid(), "paragraph", Block(W.Open)));
        Refused(ErrorCode.RestrictedResource, W.Reader, Build.Set(Block(W.Text), "version", 1));
    }

    [Fact]
    public void A_guest_writes_where_they_are_let_in_and_sees_nothing_beside()
    {
        Commit(W.Guest, Build.Insert(Guid.NewGuid(), "paragraph", Block(W.Shared)));
        Refused(ErrorCode.ObjectNotFound, W.Guest, Build.Insert(Guid.NewGuid(), "paragraph", Block(W.Closed)));
        Refused(ErrorCode.ObjectNotFound, W.Guest, Build.Set(W.Space, "properties/name", "x"));
        // Taking the page out of what lists it changes what lists it.
        Refused(ErrorCode.ObjectNotFound, W.Guest, Build.Trash(W.Shared, Block(W.Closed)));
    }

    [Theory]
    [InlineData("setPermissionItem")]
    [InlineData("set")]
    [InlineData("update")]
    [InlineData("update to null")]
    public void Nobody_but_an_editor_changes_grants_not_even_their_own(string how)
    {
        var grant = how switch
        {
            "setPermissionItem" => Build.Grant(Block(W.Open), W.Writer.UserId, "editor"),
            "set" => Build.Set(Block(W.Open), "permissions", new JsonArray(Build.Item(W.Writer.UserId, "editor"))),
            "update" => Build.Update(Block(W.Open), "", new() { ["permissions"] = new JsonArray() }),
            _ => Build.Update(Block(W.Shared), "", new() { ["permissions"] = null }),
        };
        Refused(ErrorCode.RestrictedResource, how == "update to null" ? W.Guest : W.Writer, grant);
    }

    [Fact]
    public void A_grant_does_not_count_in_the_transaction_that_makes_it()
    {
        Refused(
            ErrorCode.RestrictedResource,
            W.Writer,
            Build.Grant(W.Space, W.Writer.UserId, "editor"),
            Build.Grant(Block(W.Open), W.Writer.UserId, "editor")
        );
        Refused(
            ErrorCode.ObjectNotFound,
            W.Writer,
            Build.Reparent(W.Secret, Block(W.Other)),
            Build.ListAfter(Block(W.Other), W.Secret)
        );
    }

    [Fact]
    public void A_replacement_with_grants_by_one_who_is_no_editor_is_refused()
    {
        var args = new JsonObject
        {
            ["type"] = "page",
            ["content"] = new JsonArray([.. Store[W.Open].Content.Select(i => (JsonNode?)$"{i}")]),
            ["permissions"] = new JsonArray(Build.Item(W.Writer.UserId, "editor")),
        };
        var transaction = Build.Transaction(W.SpaceId, Build.Set(Block(W.Open), "", args));
        Assert.Throws<BlockStoreException>(() => Store.Judge(W.Writer, transaction, Later));
    }

    [Fact]
    public void A_new_page_with_grants_of_its_own_needs_an_editor_of_the_place()
    {
        var page = Guid.NewGuid();
        JsonObject grants = new() { ["permissions"] = new JsonArray(Build.Item(W.Writer.UserId, "editor")) };
        Refused(ErrorCode.RestrictedResource, W.Writer, Build.Insert(page, "page", Block(W.Open), grants));
        Refused(
            ErrorCode.RestrictedResource,
            W.Writer,
            [.. Build.Insert(page, "page", Block(W.Open)), Build.Grant(Block(page), null, "none")]
        );
        Commit(W.Writer, Build.Insert(page, "page", Block(W.Other), grants));
        Assert.Equal(Role.Editor, RoleOf(W.Writer, page));
    }

    [Fact]
    public void A_new_page_inside_a_new_page_is_judged_by_the_first_place_that_existed()
    {
        var (outer, inner) = (Guid.NewGuid(), Guid.NewGuid());
        Commit(W.Writer, [.. Build.Insert(outer, "page", Block(W.Open)), .. Build.Insert(inner, "page", Block(outer))]);
        Refused(
            ErrorCode.RestrictedResource,
            W.Reader,
            [
                .. Build.Insert(Guid.NewGuid(), "page", Block(W.Open)),
                .. Build.Insert(Guid.NewGuid(), "page", Block(outer)),
            ]
        );
    }

    [Fact]
    public void A_move_needs_the_right_to_write_on_both_sides()
    {
        // Writer is an editor of Shared, and nothing on Closed, where it hangs.
        Commit(W.Writer, Build.Move(W.SharedText, Block(W.Shared), Block(W.Open)));
        Commit(Build.Grant(Block(W.Sub), W.Writer.UserId, "reader"));
        Refused(ErrorCode.RestrictedResource, W.Writer, Build.Move(W.Text, Block(W.Open), Block(W.Sub)));
        Refused(ErrorCode.RestrictedResource, W.Writer, Build.Move(W.SubText, Block(W.Sub), Block(W.Open)));
    }

    [Fact]
    public void A_move_does_not_make_an_editor_of_one_who_is_none()
    {
        // Writer may write below Open, and is an editor of Other: there they could close the page to everybody else.
        var why = Refused(ErrorCode.RestrictedResource, W.Writer, Build.Move(W.Text, Block(W.Open), Block(W.Other)));
        Assert.Contains("read_and_write", why, StringComparison.Ordinal);
        Assert.Contains("editor", why, StringComparison.Ordinal);
        Assert.Contains($"{W.Text}", why, StringComparison.Ordinal);
        Refused(ErrorCode.RestrictedResource, W.Writer, Build.Move(W.Sub, Block(W.Open), Block(W.OtherText)));
        Commit(W.Writer, Build.Move(W.Text, Block(W.Open), Block(W.Toggle)));
        Commit(W.Writer, Build.Move(W.OtherText, Block(W.Other), Block(W.Open)));
        Commit(Build.Move(W.Todo, Block(W.Open), Block(W.Other)));
    }

    [Fact]
    public void A_move_into_a_new_page_or_along_with_its_parent_does_not_make_an_editor_either()
    {
        var made = Guid.NewGuid();
        Refused(
            ErrorCode.RestrictedResource,
            W.Writer,
            [.. Build.Insert(made, "page", Block(W.Other)), .. Build.Move(W.Text, Block(W.Open), Block(made))]
        );
        Refused(
            ErrorCode.RestrictedResource,
            W.Writer,
            [
                .. Build.Move(W.Text, Block(W.Open), Block(W.Toggle)),
                .. Build.Move(W.Toggle, Block(W.Open), Block(W.Other)),
            ]
        );
    }

    [Fact]
    public void A_change_of_grants_leaves_the_one_who_makes_it_an_editor()
    {
        JsonObject[][] attempts =
        [
            [Build.Grant(W.Space, W.Owner.UserId, "read_and_write")],
            [Build.Set(W.Space, "permissions", null)],
            [Build.Set(W.Space, "permissions", new JsonArray(Build.Item(W.Writer.UserId, "editor")))],
            [Build.Grant(Block(W.Open), null, "comment_only")],
            [Build.Grant(Block(W.Closed), W.Owner.UserId, "none")],
            [Build.Set(Block(W.Closed), "permissions", new JsonArray(Build.Item(null, "none")))],
        ];
        foreach (var attempt in attempts)
        {
            var why = Invalid(attempt);
            Assert.Contains("editor", why, StringComparison.Ordinal);
            Assert.Contains($"{attempt[0]["pointer"]!["id"]}", why, StringComparison.Ordinal);
        }

        // Inherited is as good as granted, and the end of the transaction counts.
        Commit(Build.Set(Block(W.Closed), "permissions", null));
        Commit(Build.Grant(Block(W.Open), null, "none"), Build.Grant(Block(W.Open), W.Owner.UserId, "editor"));
        // Writer is an editor of Other by its own grants alone.
        Refused(ErrorCode.ValidationError, W.Writer, Build.Set(Block(W.Other), "permissions", null));
        Commit(W.Writer, Build.Grant(Block(W.Other), null, "none"));
    }

    [Fact]
    public void A_new_page_is_not_closed_to_the_one_who_makes_it() =>
        Refused(
            ErrorCode.ValidationError,
            W.Writer,
            Build.Insert(
                Guid.NewGuid(),
                "page",
                Block(W.Other),
                new() { ["permissions"] = new JsonArray(Build.Item(null, "reader")) }
            )
        );

    [Fact]
    public void A_workspace_keeps_an_editor_when_its_editors_take_each_others_role_away()
    {
        Commit(Build.Grant(W.Space, W.Writer.UserId, "editor"));
        Commit(Build.Grant(W.Space, W.Writer.UserId, "reader"));
        Refused(ErrorCode.RestrictedResource, W.Writer, Build.Grant(W.Space, W.Owner.UserId, "reader"));
    }

    [Fact]
    public void A_grant_takes_the_place_of_the_one_for_the_same_member()
    {
        Commit(
            Build.Grant(Block(W.Other), W.Owner.UserId, "editor"),
            Build.Grant(Block(W.Other), W.Writer.UserId, "reader"),
            Build.Grant(Block(W.Other), null, "none")
        );
        Commit(Build.Grant(Block(W.Other), null, "comment_only"));
        Assert.Equal(
            [
                new PermissionItem(PermissionScope.User, W.Owner.UserId, Role.Editor),
                new PermissionItem(PermissionScope.User, W.Writer.UserId, Role.Reader),
                new PermissionItem(PermissionScope.Space, null, Role.CommentOnly),
            ],
            Store[W.Other].Permissions!.Items
        );
        Commit(
            Build.Set(
                Block(W.Other),
                "permissions",
                new JsonArray(Build.Item(W.Guest.UserId, "reader"), Build.Item(W.Guest.UserId, "editor"))
            )
        );
        Assert.Equal(
            [new PermissionItem(PermissionScope.User, W.Guest.UserId, Role.Editor)],
            Store[W.Other].Permissions!.Items
        );
    }

    [Fact]
    public void A_list_takes_its_maximum_of_grants_and_no_more()
    {
        JsonArray Items(int count) =>
            [.. Enumerable.Range(0, count).Select(_ => (JsonNode?)Build.Item(Guid.NewGuid(), "reader"))];
        Commit(Build.Set(Block(W.Other), "permissions", Items(PermissionList.ItemsMaximum)));
        Assert.Contains(
            $"{PermissionList.ItemsMaximum}",
            Invalid(Build.Grant(Block(W.Other), Guid.NewGuid(), "reader")),
            StringComparison.Ordinal
        );
        Invalid(Build.Set(Block(W.Other), "permissions", Items(PermissionList.ItemsMaximum + 1)));
    }

    [Theory]
    [InlineData("[]", "object")]
    [InlineData("{}", "type")]
    [InlineData("""{"type":"group_permission","role":"editor"}""", "group_permission")]
    [InlineData("""{"type":"space_permission"}""", "role")]
    [InlineData("""{"type":"space_permission","role":"Editor"}""", "Editor")]
    [InlineData("""{"type":"space_permission","role":4}""", "role")]
    [InlineData("""{"type":"user_permission","role":"editor"}""", "user_id")]
    [InlineData("""{"type":"user_permission","role":"editor","user_id":"me"}""", "user_id")]
    [InlineData("""{"type":"user_permission","role":"editor","user_id":null}""", "user_id")]
    public void A_grant_that_is_none_is_told_what_it_lacks(string item, string named)
    {
        Assert.Contains(
            named,
            Invalid(Build.Op(Block(W.Open), "setPermissionItem", "permissions", item)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            named,
            Invalid(Build.Op(Block(W.Open), "set", "permissions", $"[{item}]")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Only_pages_and_the_workspace_have_grants()
    {
        Assert.Contains("page", Invalid(Build.Grant(Block(W.Text), null, "reader")), StringComparison.Ordinal);
        Commit(Build.Grant(W.Space, W.Guest.UserId, "reader"));
        Assert.Equal(Role.Reader, RoleOf(W.Guest, W.Text));
    }

    [Fact]
    public void A_list_is_stored_and_read_back_as_it_was()
    {
        PermissionItem[] items =
        [
            .. Enum.GetValues<Role>().Select(r => new PermissionItem(PermissionScope.User, Guid.NewGuid(), r)),
            new(PermissionScope.Space, null, Role.None),
        ];
        Assert.Equal(items, PermissionList.FromJson(new PermissionList(items).ToJson())!.Items);
        Assert.Null(PermissionList.FromJson(null));
        Assert.Throws<InvalidDataException>(() => PermissionList.FromJson("""[{"type":"x"}]"""));
    }
}
