using Microsoft.Extensions.DependencyInjection;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.Testing;

namespace NotionStyle.Blocks.Postgres.Tests.Pages;

/// <summary>Whether a copy of a page is still the page: everything that could make it another has to be seen.</summary>
public sealed class PageWatchTests(PostgresServers servers)
{
    [Fact]
    public async Task A_copy_holds_until_any_of_its_blocks_is_edited()
    {
        var (space, _, page, toggle, text) = await PagesAsync();
        foreach (var block in new[] { page, toggle, text })
        {
            var copy = await CopyAsync(space, page);
            Assert.Equal(Role.Editor, await AskAsync(space.Owner, page, copy));
            Assert.Equal(Role.Editor, await AskAsync(space.Owner, page, copy));
            await space.CommitAsync(Build.Set(Build.Block(block), "properties/title", "[[\"x\"]]"));
            Assert.Null(await AskAsync(space.Owner, page, copy));
        }
    }

    [Fact]
    public async Task Blocks_that_come_go_and_come_back_are_seen()
    {
        var (space, _, page, toggle, text) = await PagesAsync();
        await ChangesAsync(space, page, () => space.AddTextAsync(toggle, "new"));
        await ChangesAsync(space, page, () => space.TrashAsync(text, Build.Block(toggle)));
        await ChangesAsync(space, page, () => space.CommitAsync(Build.Restore(text, Build.Block(toggle))));
        await ChangesAsync(
            space,
            page,
            () => space.CommitAsync(Build.Move(text, Build.Block(toggle), Build.Block(page)))
        );
        var elsewhere = await space.AddPageAsync();
        await ChangesAsync(
            space,
            page,
            () => space.CommitAsync(Build.Move(text, Build.Block(page), Build.Block(elsewhere)))
        );
        await ChangesAsync(
            space,
            elsewhere,
            () => space.CommitAsync(Build.Move(text, Build.Block(elsewhere), Build.Block(page)))
        );
    }

    [Fact]
    public async Task A_page_above_in_the_trash_takes_those_below_with_it_and_brings_them_back()
    {
        var (space, above, page, _, _) = await PagesAsync();
        var copy = await CopyAsync(space, page);
        await space.TrashAsync(above, space.Space);
        Assert.Null(await AskAsync(space.Owner, page, copy));
        await space.CommitAsync(Build.Restore(above, space.Space));
        // Nothing below has changed, so the copy is the page again.
        Assert.Equal(Role.Editor, await AskAsync(space.Owner, page, copy));
    }

    [Fact]
    public async Task A_grant_on_a_page_above_is_another_role_and_a_closed_one_none()
    {
        var (space, above, page, _, _) = await PagesAsync();
        var reader = await space.AddMemberAsync(Role.Reader);
        var copy = await CopyAsync(space, page);
        Assert.Equal(Role.Reader, await AskAsync(reader, page, copy));
        await space.CommitAsync(Build.Grant(Build.Block(above), reader.UserId, "read_and_write"));
        Assert.Equal(Role.ReadAndWrite, await AskAsync(reader, page, copy));
        await space.CommitAsync(Build.Grant(Build.Block(above), reader.UserId, "none"));
        Assert.Null(await AskAsync(reader, page, copy));
        Assert.Equal(Role.Editor, await AskAsync(space.Owner, page, copy));
    }

    [Fact]
    public async Task A_page_that_moved_below_a_closed_one_is_closed()
    {
        var (space, above, page, _, _) = await PagesAsync();
        var reader = await space.AddMemberAsync(Role.Reader);
        var closed = await space.AddPageAsync();
        await space.RestrictAsync(closed);
        await space.CommitAsync(Build.Move(page, Build.Block(above), Build.Block(closed)));
        // Even a copy of just now: the reader may not have it.
        Assert.Null(await AskAsync(reader, page, await CopyAsync(space, page)));
        // And a page above that moves takes it along without a change of its own.
        await space.CommitAsync(Build.Move(page, Build.Block(closed), Build.Block(above)));
        var copy = await CopyAsync(space, page);
        Assert.Equal(Role.Reader, await AskAsync(reader, page, copy));
        await space.CommitAsync(Build.Move(above, space.Space, Build.Block(closed)));
        Assert.Null(await AskAsync(reader, page, copy));
        Assert.Equal(Role.Editor, await AskAsync(space.Owner, page, copy));
    }

    [Fact]
    public async Task A_stranger_a_page_that_is_not_there_and_a_row_that_is_gone_are_no_copy()
    {
        var (space, _, page, _, text) = await PagesAsync();
        var copy = await CopyAsync(space, page);
        Assert.Null(await AskAsync(new Actor(space.SpaceId, Guid.NewGuid()), page, copy));
        Assert.Null(await AskAsync(space.Owner, Guid.NewGuid(), copy));
        var other = await TestWorkspace.CreateAsync(servers.Store);
        Assert.Null(await AskAsync(other.Owner, page, copy));
        var route = servers.Store.Router.Route(space.SpaceId);
        await using var delete = route.Server.DataSource.CreateCommand(
            $"DELETE FROM {route.Sql.Schema}.block WHERE space_id = '{space.SpaceId}' AND id = '{text}'"
        );
        Assert.Equal(1, await delete.ExecuteNonQueryAsync(TestWorkspace.Ct));
        Assert.Null(await AskAsync(space.Owner, page, copy));
        // A chunk that names a block without a row is not to be kept at all.
        Assert.Null((await space.ReadAsync(page)).DependsOn);
    }

    [Fact]
    public async Task A_part_of_a_page_is_another_when_the_block_behind_its_end_goes()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var page = await space.AddPageAsync();
        var ids = await space.AddManyAsync(page, 5);
        var copy = (await space.ReadAsync(page, limit: 3)).DependsOn!;
        Assert.Equal([page, .. ids[..3]], copy.Select(c => c.Id));
        await space.CommitAsync(Build.Set(Build.Block(ids[4]), "properties/title", "[[\"behind\"]]"));
        Assert.Equal(Role.Editor, await AskAsync(space.Owner, page, copy));
        await space.TrashAsync(ids[2], Build.Block(page));
        Assert.Null(await AskAsync(space.Owner, page, copy));
    }

    private static async Task<IReadOnlyList<(Guid Id, long Version)>> CopyAsync(TestWorkspace space, Guid page) =>
        (await space.ReadAsync(page)).DependsOn!;

    private Task<Role?> AskAsync(Actor actor, Guid page, IReadOnlyList<(Guid Id, long Version)> copy) =>
        servers
            .Store.Services.GetRequiredService<IPageWatch>()
            .RoleIfUnchangedAsync(actor, page, copy, TestWorkspace.Ct);

    private async Task ChangesAsync(TestWorkspace space, Guid page, Func<Task> change)
    {
        var copy = await CopyAsync(space, page);
        Assert.Equal(Role.Editor, await AskAsync(space.Owner, page, copy));
        await change();
        Assert.Null(await AskAsync(space.Owner, page, copy));
    }

    private async Task<(TestWorkspace Space, Guid Above, Guid Page, Guid Toggle, Guid Text)> PagesAsync()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var above = await space.AddPageAsync();
        var page = await space.AddPageAsync(above);
        var toggle = await space.AddTextAsync(page, "toggle", "toggle");
        return (space, above, page, toggle, await space.AddTextAsync(toggle, "text"));
    }
}
