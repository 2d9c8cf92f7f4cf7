using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.Blocks.Records;
using NotionStyle.Testing;

namespace NotionStyle.Blocks.Postgres.Tests.Queries;

/// <summary>Lists of what stands in no content.</summary>
public sealed class ChildListTests(PostgresServers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private IRecordQueries Queries => servers.Store.Queries;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task Rows_come_in_the_order_in_which_they_were_made_whatever_the_parts(int limit)
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var (_, source) = await space.AddDatabaseAsync(await space.AddPageAsync());
        var rows = await space.AddRowsAsync(source, 7);

        var read = await RowsAsync(space.Owner, source, limit);

        Assert.Equal(rows, Ids(read));
        Assert.All(read, r => Assert.Equal((Role.Editor, false), (r.Role, r.IsTrashed)));
        RecordTable[] above = [RecordTable.Collection, RecordTable.Block, RecordTable.Block, RecordTable.Space];
        Assert.All(read, r => Assert.Equal(above, r.Ancestors.Select(a => a.Pointer.Table)));
    }

    [Fact]
    public async Task Records_of_one_transaction_come_once_each_though_they_were_made_at_one_time()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var (_, source) = await space.AddDatabaseAsync(await space.AddPageAsync());
        var ids = Enumerable.Range(0, 25).Select(_ => Guid.NewGuid()).ToArray();
        await space.CommitAsync(ids.Select(id => Build.Create(id, "page", RecordPointer.Collection(source))));

        var read = Ids(await RowsAsync(space.Owner, source, 4));

        Assert.Equal(ids.ToHashSet(), read.ToHashSet());
        Assert.Equal(25, read.Count);
    }

    [Fact]
    public async Task A_list_that_is_edited_meanwhile_gives_all_that_stays_exactly_once()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var (_, source) = await space.AddDatabaseAsync(await space.AddPageAsync());
        var rows = await space.AddRowsAsync(source, 12);
        var part = 0;

        var read = Ids(
            await RowsAsync(
                space.Owner,
                source,
                3,
                async () =>
                {
                    // One that was read goes, one that comes goes, and one is added, in each pause.
                    if (part < 3)
                        await space.CommitAsync(
                            Build.Set(Build.Block(rows[part]), "alive", false),
                            Build.Set(Build.Block(rows[11 - part]), "alive", false)
                        );
                    part++;
                    if (part <= 4)
                        await space.AddRowsAsync(source, 1, _ => "added");
                }
            )
        );

        Assert.Equal(read.Count, read.Distinct().Count());
        Assert.Equal(rows[..9], read.Where(rows.Contains));
    }

    [Fact]
    public async Task Only_children_that_are_alive_and_of_this_parent_are_listed()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var page = await space.AddPageAsync();
        var (database, source) = await space.AddDatabaseAsync(page);
        var (_, other) = await space.AddDatabaseAsync(page);
        var rows = await space.AddRowsAsync(source, 3);
        await space.AddRowsAsync(other, 1);
        await space.CommitAsync(Build.Set(Build.Block(rows[1]), "alive", false));

        Assert.Equal([rows[0], rows[2]], Ids(await RowsAsync(space.Owner, source, 10)));
        Assert.Equal(
            [source],
            Ids(
                (
                    await Queries.ListChildrenAsync(
                        space.Owner,
                        Build.Block(database),
                        RecordTable.Collection,
                        new PageRequest(10, null),
                        Ct
                    )
                ).Records
            )
        );
        await space.CommitAsync(Build.Set(Build.Block(rows[1]), "alive", true));
        Assert.Equal(rows, Ids(await RowsAsync(space.Owner, source, 10)));
    }

    [Fact]
    public async Task A_row_that_is_closed_to_the_actor_is_left_out_and_the_list_goes_on()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var reader = await space.AddMemberAsync(Role.Reader);
        var (_, source) = await space.AddDatabaseAsync(await space.AddPageAsync());
        var rows = await space.AddRowsAsync(source, 6);
        await space.RestrictAsync(rows[0]);
        await space.RestrictAsync(rows[1]);
        await space.RestrictAsync(rows[5]);

        var read = await RowsAsync(reader, source, 2);

        Assert.Equal(rows[2..5], Ids(read));
        Assert.All(read, r => Assert.Equal(Role.Reader, r.Role));
    }

    [Fact]
    public async Task A_parent_that_the_actor_may_not_know_of_is_not_found_and_nothing_is_read_across_workspaces()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var other = await TestWorkspace.CreateAsync(servers.Store);
        var reader = await space.AddMemberAsync(Role.Reader);
        var page = await space.AddPageAsync();
        var (_, source) = await space.AddDatabaseAsync(page);
        await space.AddRowsAsync(source, 2);
        await space.AddDiscussionAsync(page, "hello");
        await space.RestrictAsync(page);

        foreach (var actor in new[] { reader, other.Owner, new Actor(space.SpaceId, Guid.NewGuid()) })
        {
            await RefusedAsync(ErrorCode.ObjectNotFound, () => RowsAsync(actor, source, 5));
            await RefusedAsync(ErrorCode.ObjectNotFound, () => CommentsAsync(actor, page, 5));
        }

        await RefusedAsync(ErrorCode.ObjectNotFound, () => RowsAsync(space.Owner, Guid.NewGuid(), 5));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(50)]
    public async Task The_comments_of_all_discussions_of_a_block_come_in_the_order_in_which_they_were_made(int limit)
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var page = await space.AddPageAsync();
        var text = await space.AddTextAsync(page, "text");
        var (first, one) = await space.AddDiscussionAsync(page, "1", "2");
        var (second, two) = await space.AddDiscussionAsync(page, "3");
        Guid[] more =
        [
            await space.AddCommentAsync(first, "4"),
            await space.AddCommentAsync(second, "5"),
            await space.AddCommentAsync(first, "6"),
        ];
        await space.AddDiscussionAsync(text, "of another block");
        var (gone, _) = await space.AddDiscussionAsync(page, "gone");
        await space.CommitAsync(Build.Set(new RecordPointer(RecordTable.Discussion, gone), "alive", false));
        var removed = await space.AddCommentAsync(first, "removed");
        await space.CommitAsync(Build.Set(new RecordPointer(RecordTable.Comment, removed), "alive", false));

        var read = await CommentsAsync(space.Owner, page, limit);

        Assert.Equal([.. one, .. two, .. more], Ids(read));
        Assert.All(read, r => Assert.Equal(RecordTable.Discussion, r.Ancestors[0].Pointer.Table));
        Assert.All(read, r => Assert.Equal(space.Space, r.Ancestors[^1].Pointer));
    }

    [Fact]
    public async Task Uploads_are_their_senders_own_newest_first()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var writer = await space.AddMemberAsync(Role.ReadAndWrite);
        Guid[] mine =
        [
            await space.AddUploadAsync(),
            await space.AddUploadAsync(status: "uploaded"),
            await space.AddUploadAsync(),
        ];
        var theirs = await space.AddUploadAsync(writer);

        Assert.Equal(mine.Reverse(), Ids(await UploadsAsync(space.Owner, null, 2)));
        Assert.Equal([mine[2], mine[0]], Ids(await UploadsAsync(space.Owner, "pending", 1)));
        Assert.Equal([theirs], Ids(await UploadsAsync(writer, null, 10)));
        Assert.Empty(await UploadsAsync(space.Owner, "'; DROP TABLE x; --", 10));
        var upload = new RecordPointer(RecordTable.FileUpload, theirs);
        Assert.Null((await servers.Store.Blocks.ReadAsync(space.Owner, [upload], Ct))[0]);
        Assert.NotNull((await servers.Store.Blocks.ReadAsync(writer, [upload], Ct))[0]);
        Assert.Equal(
            SyncStatus.Gone,
            (await servers.Store.Blocks.SyncAsync(space.Owner, [new RecordVersion(upload, 0)], Ct))[0].Status
        );
    }

    [Fact]
    public async Task A_cursor_of_another_parent_another_actor_or_another_list_is_refused_and_a_forged_one_never_fails()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var reader = await space.AddMemberAsync(Role.Reader);
        var page = await space.AddPageAsync();
        var (database, source) = await space.AddDatabaseAsync(page);
        var (_, other) = await space.AddDatabaseAsync(page);
        await space.AddRowsAsync(source, 3);
        var cursor = (await PageAsync(space.Owner, source, new PageRequest(1, null))).NextCursor!;

        await RefusedAsync(ErrorCode.ValidationError, () => PageAsync(reader, source, new PageRequest(1, cursor)));
        await RefusedAsync(ErrorCode.ValidationError, () => PageAsync(space.Owner, other, new PageRequest(1, cursor)));
        await RefusedAsync(
            ErrorCode.ValidationError,
            () =>
                Queries.ListChildrenAsync(
                    space.Owner,
                    Build.Block(database),
                    RecordTable.Collection,
                    new PageRequest(1, cursor),
                    Ct
                )
        );
        await RefusedAsync(
            ErrorCode.ValidationError,
            () => Queries.ListUploadsAsync(space.Owner, null, new PageRequest(1, cursor), Ct)
        );
        foreach (var forged in new[] { "", "x", "AAAA", new string('A', 5_000_000), "\0", cursor + "A", cursor[1..] })
            await RefusedAsync(
                ErrorCode.ValidationError,
                () => PageAsync(space.Owner, source, new PageRequest(1, forged))
            );

        var question = KeysetCursor.QuestionOf(space.Owner, "children", "block", "collection");
        foreach (var key in new[] { "0", "3155378975999999999", "9223372036854775807", "-1", "x", null })
        {
            var forged = new KeysetCursor(source, question, DateTimeOffset.UtcNow, [key], Guid.Empty).Encode();
            try
            {
                await PageAsync(space.Owner, source, new PageRequest(1, forged));
            }
            catch (BlockStoreException refusal)
            {
                Assert.Equal(ErrorCode.ValidationError, refusal.Code);
            }
        }
    }

    [Fact]
    public async Task A_cursor_ends_after_a_day()
    {
        await using var databases = await servers.NewMigratedDatabasesAsync();
        var time = new SettableTime(DateTimeOffset.UtcNow);
        await using var store = await RunningStore.StartAsync(databases.ConnectionStrings, time: time);
        var space = await TestWorkspace.CreateAsync(store);
        var (_, source) = await space.AddDatabaseAsync(await space.AddPageAsync());
        await space.AddRowsAsync(source, 2);
        var parent = RecordPointer.Collection(source);
        var first = await store.Queries.ListChildrenAsync(space.Owner, parent, RecordTable.Block, new(1, null), Ct);

        time.Now = time.Now.AddHours(StoreLimits.CursorHoursMaximum).AddMinutes(1);

        await RefusedAsync(
            ErrorCode.CursorExpired,
            () => store.Queries.ListChildrenAsync(space.Owner, parent, RecordTable.Block, new(1, first.NextCursor), Ct)
        );
    }

    private static List<Guid> Ids(IEnumerable<PlacedRecord> records) => [.. records.Select(r => r.Record.Pointer.Id)];

    private static async Task RefusedAsync(ErrorCode code, Func<Task> ask)
    {
        var refusal = await Assert.ThrowsAsync<BlockStoreException>(ask);
        Assert.True(code == refusal.Code, $"{refusal.Code}: {refusal.Message}");
        if (code is ErrorCode.ValidationError or ErrorCode.CursorExpired)
            Assert.StartsWith("start_cursor ", refusal.Message, StringComparison.Ordinal);
    }

    private Task<RecordPage> PageAsync(Actor actor, Guid source, PageRequest page) =>
        Queries.ListChildrenAsync(actor, RecordPointer.Collection(source), RecordTable.Block, page, Ct);

    private Task<List<PlacedRecord>> RowsAsync(Actor actor, Guid source, int limit, Func<Task>? between = null) =>
        TestWorkspace.ReadListAsync(page => PageAsync(actor, source, page), limit, between);

    private Task<List<PlacedRecord>> CommentsAsync(Actor actor, Guid block, int limit) =>
        TestWorkspace.ReadListAsync(page => Queries.ListCommentsAsync(actor, block, page, Ct), limit);

    private Task<List<PlacedRecord>> UploadsAsync(Actor actor, string? status, int limit) =>
        TestWorkspace.ReadListAsync(page => Queries.ListUploadsAsync(actor, status, page, Ct), limit);
}
