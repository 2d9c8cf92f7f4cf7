using System.Text.Json.Nodes;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.Blocks.Records;
using NotionStyle.Testing;

namespace NotionStyle.Blocks.Postgres.Tests.Pages;

/// <summary>Records by their ids, of every table.</summary>
public sealed class RecordsByIdTests(PostgresServers servers)
{
    [Fact]
    public async Task As_many_records_as_allowed_of_every_table_are_answered_in_the_order_of_the_questions()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var page = await space.AddPageAsync();
        var (database, source) = await space.AddDatabaseAsync(page);
        var row = (await space.AddRowsAsync(source, 1))[0];
        var (discussion, comments) = await space.AddDiscussionAsync(row, "hello");
        var upload = await space.AddUploadAsync();
        var texts = await space.AddManyAsync(row, StoreLimits.ReadMaximum / 2);
        RecordPointer[] known =
        [
            space.Space,
            new(RecordTable.NotionUser, space.Owner.UserId),
            Build.Block(page),
            Build.Block(database),
            RecordPointer.Collection(source),
            Build.Block(row),
            new(RecordTable.Discussion, discussion),
            new(RecordTable.Comment, comments[0]),
            new(RecordTable.FileUpload, upload),
            .. texts.Select(Build.Block),
        ];
        // Between the others what is not there, under an id that another table has.
        var asked = known
            .Select((p, i) => i % 2 == 0 ? p : p with { Table = RecordTable.Discussion, Id = page })
            .Concat(known)
            .Take(StoreLimits.ReadMaximum)
            .ToArray();
        Assert.Equal(StoreLimits.ReadMaximum, asked.Length);

        var answers = await ReadAsync(space.Owner, asked);

        Assert.Equal(
            asked.Select(p => known.Contains(p) ? p : (RecordPointer?)null),
            answers.Select(a => a?.Record.Pointer)
        );
        var comment = answers.First(a => a?.Record.Pointer.Id == comments[0])!;
        Assert.Equal(
            [
                new(RecordTable.Discussion, discussion),
                Build.Block(row),
                RecordPointer.Collection(source),
                Build.Block(database),
                Build.Block(page),
                space.Space,
            ],
            comment.Ancestors.Select(a => a.Pointer)
        );
        Assert.All(answers.Where(a => a?.Record.Pointer.Table is RecordTable.Space), a => Assert.Empty(a!.Ancestors));
    }

    [Theory]
    [InlineData("row")]
    [InlineData("data source")]
    [InlineData("database")]
    [InlineData("page")]
    public async Task What_is_below_the_trash_is_answered_and_says_so(string trashed)
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var page = await space.AddPageAsync();
        var (database, source) = await space.AddDatabaseAsync(page);
        var row = (await space.AddRowsAsync(source, 1))[0];
        var (discussion, comments) = await space.AddDiscussionAsync(row, "hello");
        RecordPointer[] all =
        [
            Build.Block(page),
            Build.Block(database),
            RecordPointer.Collection(source),
            Build.Block(row),
            new(RecordTable.Discussion, discussion),
            new(RecordTable.Comment, comments[0]),
        ];
        var level = Array.IndexOf(["page", "database", "data source", "row"], trashed);

        await space.CommitAsync(
            trashed switch
            {
                "page" => Build.Trash(page, space.Space),
                "database" => Build.Trash(database, Build.Block(page)),
                _ => [Build.Set(all[level], "alive", false)],
            }
        );

        var answers = await ReadAsync(space.Owner, all);
        Assert.Equal(all.Select((_, i) => i >= level), answers.Select(a => a!.IsTrashed));
    }

    [Fact]
    public async Task Grants_reach_through_a_data_source_and_stop_at_a_row_with_its_own()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var guest = await space.AddMemberAsync(Role.None);
        var page = await space.AddPageAsync();
        var (database, source) = await space.AddDatabaseAsync(page);
        var rows = await space.AddRowsAsync(source, 2);
        var (discussion, comments) = await space.AddDiscussionAsync(rows[1], "hello");
        RecordPointer[] asked =
        [
            Build.Block(page),
            Build.Block(database),
            RecordPointer.Collection(source),
            Build.Block(rows[0]),
            Build.Block(rows[1]),
            new(RecordTable.Discussion, discussion),
            new(RecordTable.Comment, comments[0]),
        ];
        Assert.All(await ReadAsync(guest, asked), Assert.Null);

        await space.CommitAsync(Build.Grant(Build.Block(rows[1]), guest.UserId, "comment_only"));
        Role?[] ofRow = [null, null, null, null, Role.CommentOnly, Role.CommentOnly, Role.CommentOnly];
        Assert.Equal(ofRow, (await ReadAsync(guest, asked)).Select(a => a?.Role));

        await space.CommitAsync(Build.Grant(Build.Block(page), guest.UserId, "reader"));
        Role?[] ofPage = [Role.Reader, Role.Reader, Role.Reader, Role.Reader, .. ofRow[4..]];
        Assert.Equal(ofPage, (await ReadAsync(guest, asked)).Select(a => a?.Role));
        await space.AddCommentAsync(discussion, "from a guest", guest);
    }

    [Fact]
    public async Task Search_finds_what_is_on_rows_and_names_the_row_and_not_what_is_below_a_trashed_data_source()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var (_, source) = await space.AddDatabaseAsync(await space.AddPageAsync());
        var rows = await space.AddRowsAsync(source, 2, i => $"Row {i} about gardens");
        var text = await space.AddTextAsync(rows[0], "tulips");

        var hit = Assert.Single((await SearchAsync("tulips")).Hits);
        Assert.Equal((text, rows[0], "Row 0 about gardens"), (hit.BlockId, hit.PageId, hit.PageTitle));
        Assert.Equal(rows.ToHashSet(), (await SearchAsync("gardens")).Hits.Select(h => h.BlockId).ToHashSet());
        Assert.Equal([text], (await SearchAsync("tulips", source)).Hits.Select(h => h.BlockId));

        await space.CommitAsync(Build.Set(RecordPointer.Collection(source), "alive", false));
        Assert.Empty((await SearchAsync("tulips")).Hits);
        Assert.Empty((await SearchAsync("gardens")).Hits);

        Task<SearchResults> SearchAsync(string query, Guid? ancestor = null) =>
            servers.Store.Search.SearchAsync(
                space.Owner,
                new SearchRequest(query, 10, AncestorId: ancestor),
                TestWorkspace.Ct
            );
    }

    [Fact]
    public async Task Edits_of_rows_and_of_what_is_on_them_count_for_the_row()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var page = await space.AddPageAsync(title: "page");
        var (_, source) = await space.AddDatabaseAsync(page);
        var row = (await space.AddRowsAsync(source, 1))[0];
        for (var i = 0; i < 4; i++)
            await space.AddTextAsync(row, "text");
        await space.CommitAsync(Build.Set(RecordPointer.Collection(source), "format/schema", new JsonObject()));
        var today = DateOnly.FromDateTime(DateTime.UtcNow);

        var edited = await servers.Store.Analytics.MostEditedPagesAsync(
            new AnalyticsScope(space.SpaceId),
            new AnalyticsRange(today.AddDays(-1), today.AddDays(1)),
            10,
            TestWorkspace.Ct
        );

        Assert.Equal([(row, "row 0", 5L), (page, "page", 3L)], edited.Select(e => (e.PageId, e.Title, e.Transactions)));
    }

    private Task<IReadOnlyList<PlacedRecord?>> ReadAsync(Actor actor, IReadOnlyList<RecordPointer> pointers) =>
        servers.Store.Blocks.ReadAsync(actor, pointers, TestWorkspace.Ct);
}
