using System.Text.Json.Nodes;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.Blocks.Records;
using NotionStyle.Testing;

namespace NotionStyle.Blocks.Postgres.Tests.Queries;

/// <summary>Pages and data sources by their title: the same for every implementation of search.</summary>
public abstract class TitleSearchContract
{
    /// <summary>The store whose titles are searched.</summary>
    protected abstract RunningStore Store { get; }

    /// <summary>Searches, when everything that was committed until now can be found.</summary>
    protected abstract Task<RecordPage> FindByTitleAsync(Actor actor, TitleQuery query);

    [Theory]
    [InlineData("plan", "Plan A|plan b|PLAN C")]
    [InlineData("PLAN ", "Plan A|plan b|PLAN C")]
    [InlineData("%", "100 %")]
    [InlineData("_", "snake_case")]
    [InlineData("\\", "back\\slash")]
    [InlineData("\u00dcBER", "\u00fcber alles")]
    [InlineData("", "Plan A|100 %|snake_case|back\\slash|\u00fcber alles|plan b|PLAN C")]
    [InlineData("nothing of that", "")]
    public async Task A_title_is_found_by_any_part_of_it_in_any_case_and_no_character_is_special(
        string text,
        string titles
    )
    {
        var space = await TestWorkspace.CreateAsync(Store);
        foreach (
            var title in new[] { "Plan A", "100 %", "snake_case", "back\\slash", "\u00fcber alles", "plan b", "PLAN C" }
        )
            await space.AddPageAsync(title: title);

        foreach (var limit in new[] { 1, 2, 50 })
        {
            var expected = titles.Split('|', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(expected, Titles(await FindAsync(space.Owner, text, limit, isAscending: true)));
            Assert.Equal(expected.Reverse(), Titles(await FindAsync(space.Owner, text, limit)));
        }
    }

    [Fact]
    public async Task A_title_of_several_runs_is_one_text_and_what_is_no_title_is_none()
    {
        var space = await TestWorkspace.CreateAsync(Store);
        var page = await space.AddPageAsync();
        async Task TitleAsync(string json) =>
            await space.CommitAsync(Build.Set(Build.Block(page), "properties/title", JsonNode.Parse(json)));

        await TitleAsync("""[["Road"],["map",[["b"]]],[" 2026"]]""");
        Assert.Equal([page], Ids(await FindAsync(space.Owner, "roadMAP 2")));
        foreach (
            var json in new[]
            {
                "7",
                "\"roadmap\"",
                "{\"a\":[[\"roadmap\"]]}",
                "[]",
                "[[]]",
                "[[1]]",
                "[[[\"roadmap\"]]]",
            }
        )
        {
            await TitleAsync(json);
            Assert.Equal([page], Ids(await FindAsync(space.Owner, "")));
            _ = await FindAsync(space.Owner, "roadmap");
        }

        // Other properties and other blocks have no title.
        await TitleAsync("""[["x"]]""");
        await space.CommitAsync(
            Build.Set(Build.Block(page), "properties/description", JsonNode.Parse("""[["roadmap"]]"""))
        );
        await space.AddTextAsync(page, "roadmap");
        Assert.Empty(await FindAsync(space.Owner, "roadmap"));
    }

    [Fact]
    public async Task Pages_rows_and_data_sources_are_found_together_or_by_kind()
    {
        var space = await TestWorkspace.CreateAsync(Store);
        var page = await space.AddPageAsync(title: "Tasks of the page");
        var (_, source) = await space.AddDatabaseAsync(page, "Tasks");
        var rows = await space.AddRowsAsync(source, 2, i => $"Task {i} of tasks");

        Assert.Equal(
            [page, source, .. rows],
            Ids(await FindAsync(space.Owner, "tasks", 1, isAscending: true)).OrderBy(Order)
        );
        Assert.Equal([source], Ids(await FindAsync(space.Owner, "tasks", 1, RecordTable.Collection)));
        Assert.Equal(
            [page, .. rows],
            Ids(await FindAsync(space.Owner, "tasks", 1, RecordTable.Block, isAscending: true)).OrderBy(Order)
        );

        int Order(Guid id) => Array.IndexOf([page, source, .. rows], id);
    }

    [Fact]
    public async Task What_is_in_the_trash_with_anything_above_it_or_closed_is_not_found()
    {
        var space = await TestWorkspace.CreateAsync(Store);
        var reader = await space.AddMemberAsync(Role.Reader);
        var (open, trashed, closed) = (
            await space.AddPageAsync(title: "find me"),
            await space.AddPageAsync(title: "find not"),
            await space.AddPageAsync(title: "find not")
        );
        foreach (var page in new[] { trashed, closed })
        {
            var (_, source) = await space.AddDatabaseAsync(page, "find not");
            await space.AddRowsAsync(source, 1, _ => "find not");
        }

        await space.TrashAsync(trashed, space.Space);
        await space.RestrictAsync(closed);

        Assert.Equal([open], Ids(await FindAsync(reader, "find", 1)));
        Assert.Equal(4, (await FindAsync(space.Owner, "find", 1)).Count);
        Assert.Empty(await FindAsync(new Actor(space.SpaceId, Guid.NewGuid()), "find", 1));
        Assert.Empty(await FindAsync((await TestWorkspace.CreateAsync(Store)).Owner, "find", 1));
    }

    [Fact]
    public async Task Many_of_one_time_and_with_ids_that_two_tables_share_come_once_each()
    {
        var space = await TestWorkspace.CreateAsync(Store);
        var page = await space.AddPageAsync(title: "other");
        var database = Guid.NewGuid();
        var ids = Enumerable.Range(0, 20).Select(_ => Guid.NewGuid()).ToArray();
        await space.CommitAsync([
            .. Build.Insert(database, "child_database", Build.Block(page)),
            .. ids.Select(id =>
                Build.Make(
                    RecordPointer.Collection(id),
                    "collection",
                    Build.Block(database),
                    TestWorkspace.Title("same")
                )
            ),
            .. ids.Select(id =>
                Build.Create(id, "page", RecordPointer.Collection(ids[0]), TestWorkspace.Title("same"))
            ),
        ]);
        foreach (var isAscending in new[] { true, false })
        {
            foreach (var limit in new[] { 1, 3, 7 })
            {
                var found = await FindAsync(space.Owner, "same", limit, isAscending: isAscending);
                Assert.Equal(40, found.Count);
                Assert.Equal(40, found.Select(r => r.Record.Pointer).Distinct().Count());
            }
        }
    }

    [Fact]
    public async Task A_cursor_of_another_question_is_refused_and_a_forged_one_never_fails()
    {
        var space = await TestWorkspace.CreateAsync(Store);
        for (var i = 0; i < 3; i++)
            await space.AddPageAsync(title: "page");
        var query = new TitleQuery("page", null, false, new PageRequest(1, null));
        var cursor = (await FindByTitleAsync(space.Owner, query)).NextCursor;
        var next = query with { Page = new PageRequest(1, cursor) };
        Assert.Single((await FindByTitleAsync(space.Owner, next)).Records);

        foreach (
            var other in new[]
            {
                next with
                {
                    Text = "pag",
                },
                next with
                {
                    Kind = RecordTable.Block,
                },
                next with
                {
                    IsAscending = true,
                },
                next with
                {
                    Page = new PageRequest(1, cursor + "AAAA"),
                },
                next with
                {
                    Page = new PageRequest(1, ""),
                },
                next with
                {
                    Page = new PageRequest(1, "?"),
                },
            }
        )
        {
            var refusal = await Assert.ThrowsAsync<BlockStoreException>(() => FindByTitleAsync(space.Owner, other));
            Assert.Equal(ErrorCode.ValidationError, refusal.Code);
            Assert.StartsWith("start_cursor ", refusal.Message, StringComparison.Ordinal);
        }

        var question = KeysetCursor.QuestionOf(space.Owner, "title", "page", null, "descending");
        foreach (
            var keys in new string?[][]
            {
                ["0", "0"],
                ["3155378975999999999", "1"],
                ["0", "2"],
                ["x", "0"],
                [null, null],
            }
        )
        {
            var forged = new KeysetCursor(space.SpaceId, question, DateTimeOffset.UtcNow, keys, Guid.Empty).Encode();
            try
            {
                await FindByTitleAsync(space.Owner, query with { Page = new PageRequest(1, forged) });
            }
            catch (BlockStoreException refusal)
            {
                Assert.Equal(ErrorCode.ValidationError, refusal.Code);
            }
        }
    }

    private Task<List<PlacedRecord>> FindAsync(
        Actor actor,
        string text,
        int limit = 50,
        RecordTable? kind = null,
        bool isAscending = false
    ) =>
        TestWorkspace.ReadListAsync(
            page => FindByTitleAsync(actor, new TitleQuery(text, kind, isAscending, page)),
            limit
        );

    private static List<Guid> Ids(IEnumerable<PlacedRecord> records) => [.. records.Select(r => r.Record.Pointer.Id)];

    private static List<string> Titles(IEnumerable<PlacedRecord> records) =>
        [.. records.Select(r => (string)r.Record.Properties.Node!["title"]![0]![0]!)];
}
