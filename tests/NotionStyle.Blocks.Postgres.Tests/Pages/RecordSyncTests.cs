using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.Blocks.Records;
using NotionStyle.Testing;

namespace NotionStyle.Blocks.Postgres.Tests.Pages;

/// <summary>The version sync.</summary>
public sealed class RecordSyncTests(PostgresServers servers)
{
    [Fact]
    public async Task Each_question_is_answered_in_its_place()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var other = await TestWorkspace.CreateAsync(servers.Store);
        var member = await space.AddMemberAsync(Role.Reader);
        var page = await space.AddPageAsync();
        var trashed = await space.AddTextAsync(page, "trashed");
        var closed = await space.AddPageAsync(title: "closed");
        var foreign = await other.AddPageAsync();
        await space.TrashAsync(trashed, Build.Block(page));
        await space.RestrictAsync(closed);
        var spaceVersion = (await space.RecordAsync(space.Space)).Version;
        var user = new RecordPointer(RecordTable.NotionUser, member.UserId);

        (RecordVersion Known, SyncStatus Expected)[] cases =
        [
            (new(Build.Block(page), 0), SyncStatus.Newer),
            (new(Build.Block(page), 3), SyncStatus.Current),
            (new(Build.Block(page), 2), SyncStatus.Newer),
            (new(Build.Block(page), 99), SyncStatus.Current),
            (new(Build.Block(trashed), 1), SyncStatus.Newer),
            (new(Build.Block(closed), 0), SyncStatus.Gone),
            (new(Build.Block(Guid.NewGuid()), 0), SyncStatus.Gone),
            (new(Build.Block(foreign), 0), SyncStatus.Gone),
            (new(other.Space, 0), SyncStatus.Gone),
            (new(space.Space, spaceVersion), SyncStatus.Current),
            (new(space.Space, spaceVersion - 1), SyncStatus.Newer),
            (new(user, 0), SyncStatus.Newer),
            (new(user, 1), SyncStatus.Current),
        ];
        var answers = await SyncAsync(member, [.. cases.Select(c => c.Known)]);

        Assert.Equal(cases.Select(c => (c.Known.Pointer, c.Expected)), answers.Select(a => (a.Pointer, a.Status)));
        Assert.All(answers, a => Assert.Equal(a.Status == SyncStatus.Newer, a.View is not null));
        Assert.False(answers[4].View!.Record.Alive);
        Assert.All(answers.Where(a => a.View is not null), a => Assert.Equal(Role.Reader, a.View!.Role));
        Assert.Equal(3, answers[0].View!.Record.Version);
    }

    [Fact]
    public async Task As_many_questions_as_allowed_are_answered_and_none_is_fine_too()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var page = await space.AddPageAsync();
        var ids = await space.AddManyAsync(page, StoreLimits.SyncMaximum);

        var answers = await SyncAsync(space.Owner, [.. ids.Select(id => new RecordVersion(Build.Block(id), 0))]);

        Assert.Equal(ids, answers.Select(a => a.View!.Record.Pointer.Id));
        Assert.Empty(await SyncAsync(space.Owner, []));
    }

    private Task<IReadOnlyList<SyncResult>> SyncAsync(Actor actor, IReadOnlyList<RecordVersion> known) =>
        servers.Store.Blocks.SyncAsync(actor, known, TestContext.Current.CancellationToken);
}
