using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.Testing;

namespace NotionStyle.Blocks.Postgres.Tests.Pages;

/// <summary>A page as a person reads it.</summary>
public sealed class PageTests(PostgresServers servers)
{
    [Fact]
    public async Task A_page_comes_first_and_then_its_blocks_in_the_order_of_the_content()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var page = await space.AddPageAsync(title: "Title");
        var ids = await space.AddManyAsync(page, 12);
        await space.CommitAsync(Build.ListBefore(Build.Block(page), ids[7]));

        var chunk = await space.ReadAsync(page);

        Assert.Equal([page, ids[7], .. ids[..7], .. ids[8..]], chunk.Records.Select(v => v.Record.Pointer.Id));
        Assert.Equal([0, .. Enumerable.Repeat(1, 12)], chunk.Records.Select(v => v.Depth));
        Assert.All(chunk.Records, v => Assert.Equal(Role.Editor, v.Role));
        Assert.Null(chunk.Next);
    }

    [Fact]
    public async Task Nested_blocks_are_read_depth_first()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var page = await space.AddPageAsync();
        var a = await space.AddTextAsync(page, "a", "toggle");
        var b = await space.AddTextAsync(page, "b");
        var a1 = await space.AddTextAsync(a, "a1", "toggle");
        var a2 = await space.AddTextAsync(a, "a2");
        var a11 = await space.AddTextAsync(a1, "a11");

        var chunk = await space.ReadAsync(page);

        Assert.Equal(
            [(page, 0), (a, 1), (a1, 2), (a11, 3), (a2, 2), (b, 1)],
            chunk.Records.Select(v => (v.Record.Pointer.Id, v.Depth))
        );
    }

    [Fact]
    public async Task A_child_page_is_listed_and_not_entered()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var page = await space.AddPageAsync();
        var child = await space.AddPageAsync(page, "child");
        await space.AddTextAsync(child, "inside");
        var after = await space.AddTextAsync(page, "after");

        Assert.Equal([page, child, after], (await space.ReadAsync(page)).Records.Select(v => v.Record.Pointer.Id));
        Assert.Equal(2, (await space.ReadAsync(child)).Records.Count);
    }

    [Fact]
    public async Task A_child_page_that_the_actor_may_not_read_is_not_listed()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var member = await space.AddMemberAsync(Role.ReadAndWrite);
        var page = await space.AddPageAsync();
        var closed = await space.AddPageAsync(page, "closed");
        var open = await space.AddPageAsync(page, "open");
        await space.RestrictAsync(closed);

        Assert.Equal([page, open], (await space.ReadAsAsync(member, page)).Records.Select(v => v.Record.Pointer.Id));
        Assert.Equal([page, closed, open], (await space.ReadAsync(page)).Records.Select(v => v.Record.Pointer.Id));
        var hidden = await Refused.WithAsync(ErrorCode.ObjectNotFound, () => space.ReadAsAsync(member, closed));
        var nowhere = Guid.NewGuid();
        var absent = await Refused.WithAsync(ErrorCode.ObjectNotFound, () => space.ReadAsAsync(member, nowhere));
        Assert.Equal(
            absent.Message,
            hidden.Message.Replace(closed.ToString(), nowhere.ToString(), StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Roles_come_from_the_nearest_grant()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var member = await space.AddMemberAsync(Role.Reader);
        var page = await space.AddPageAsync();
        var shared = await space.AddPageAsync(page, "shared");
        await space.AddTextAsync(shared, "text");
        await space.CommitAsync(Build.Grant(Build.Block(shared), member.UserId, "read_and_write"));

        Assert.Equal(
            [Role.Reader, Role.ReadAndWrite],
            (await space.ReadAsAsync(member, page)).Records.Select(v => v.Role)
        );
        Assert.Equal(
            [Role.ReadAndWrite, Role.ReadAndWrite],
            (await space.ReadAsAsync(member, shared)).Records.Select(v => v.Role)
        );
    }

    [Fact]
    public async Task A_page_in_the_trash_is_not_read_and_neither_is_what_is_below_it()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var page = await space.AddPageAsync();
        var child = await space.AddPageAsync(page);
        var text = await space.AddTextAsync(child, "text");

        await space.TrashAsync(page, space.Space);

        foreach (var id in new[] { page, child, text })
        {
            var refusal = await Refused.WithAsync(ErrorCode.ObjectNotFound, () => space.ReadAsync(id));
            Assert.Contains("trash", refusal.Message, StringComparison.Ordinal);
        }

        await space.CommitAsync(Build.Restore(page, space.Space));
        Assert.Equal(2, (await space.ReadAsync(child)).Records.Count);
    }

    [Fact]
    public async Task A_block_in_the_trash_is_not_on_its_page()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var page = await space.AddPageAsync();
        var toggle = await space.AddTextAsync(page, "toggle", "toggle");
        await space.AddTextAsync(toggle, "inner");
        var text = await space.AddTextAsync(page, "text");

        await space.TrashAsync(toggle, Build.Block(page));

        Assert.Equal([page, text], (await space.ReadAsync(page)).Records.Select(v => v.Record.Pointer.Id));
    }

    [Fact]
    public async Task The_subtree_of_any_block_can_be_read()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var page = await space.AddPageAsync();
        var toggle = await space.AddTextAsync(page, "toggle", "toggle");
        var inner = await space.AddTextAsync(toggle, "inner");
        await space.AddTextAsync(page, "other");

        Assert.Equal(
            [(toggle, 0), (inner, 1)],
            (await space.ReadAsync(toggle)).Records.Select(v => (v.Record.Pointer.Id, v.Depth))
        );
    }

    [Fact]
    public async Task A_limit_of_one_gives_the_page_alone_and_a_cursor_to_the_rest()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var page = await space.AddPageAsync();
        var empty = await space.AddPageAsync(title: "empty");
        var ids = await space.AddManyAsync(page, 3);

        var first = await space.ReadAsync(page, 1);

        Assert.Equal([page], first.Records.Select(v => v.Record.Pointer.Id));
        Assert.Equal(ids, (await space.ReadAsync(page, 10, first.Next)).Records.Select(v => v.Record.Pointer.Id));
        Assert.Null((await space.ReadAsync(empty, 1)).Next);
    }

    [Fact]
    public async Task A_page_as_deep_as_the_maximum_is_read_to_its_end()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var page = await space.AddPageAsync();
        var ids = Enumerable.Range(0, StoreLimits.DepthMaximum).Select(_ => Guid.NewGuid()).ToArray();
        await space.CommitAsync(
            ids.SelectMany((id, i) => Build.Insert(id, "toggle", Build.Block(i == 0 ? page : ids[i - 1])))
        );

        var whole = await space.ReadAsync(page);

        Assert.Equal([page, .. ids], whole.Records.Select(v => v.Record.Pointer.Id));
        Assert.Equal([page, .. ids], (await space.ReadWholeAsync(page, 50)).Select(v => v.Record.Pointer.Id));
    }
}
