using System.Text.Json.Nodes;
using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.DataSources.Queries;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.Blocks.Records;
using NotionStyle.Testing;

namespace NotionStyle.Blocks.Postgres.Tests.Queries;

/// <summary>Queries of rows: who sees what, and parts of a list that is edited meanwhile.</summary>
public sealed class RowQueryTests(PostgresServers servers)
{
    private static readonly PropertyDefinition Points = new()
    {
        Id = "numb",
        Name = "Points",
        Type = PropertyType.Number,
    };

    private static readonly IReadOnlyList<RowSort> ByPoints = [new(new RowKey.Property(Points), IsDescending: false)];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task A_list_that_is_edited_meanwhile_gives_all_that_stays_exactly_once(int limit)
    {
        var (space, source) = await NewSourceAsync();
        var stays = await AddAsync(space, source, 10, 20, null, 30, 20, null, 40);
        var goes = await AddAsync(space, source, 15, 35);
        var part = 0;

        var read = await TestWorkspace.ReadListAsync(
            page => AskAsync(space.Owner, source, page, ByPoints),
            limit,
            async () =>
            {
                // Ahead of what was read and behind it, rows come, go and change their place.
                part++;
                if (part == 1)
                    await space.CommitAsync(Build.Set(Build.Block(goes[0]), "alive", false));
                if (part > 5)
                    return;
                await AddAsync(space, source, 0, 100 + part, null);
                await space.CommitAsync(Build.Set(Build.Block(goes[1]), "properties/numb", part));
            }
        );

        var ids = read.Select(r => r.Record.Pointer.Id).Where(stays.Contains).ToList();
        Assert.Equal([stays[0], stays[1], stays[4], stays[3], stays[6], stays[2], stays[5]], ids);
    }

    [Fact]
    public async Task A_row_that_is_closed_to_the_actor_is_left_out_and_the_list_goes_on()
    {
        var (space, source) = await NewSourceAsync();
        var member = await space.AddMemberAsync(Role.Reader);
        var rows = await AddAsync(space, source, 1, 2, 3, 4);
        await space.RestrictAsync(rows[1]);
        foreach (var limit in new[] { 1, 2, 10 })
        {
            var read = await TestWorkspace.ReadListAsync(page => AskAsync(member, source, page, ByPoints), limit);
            Assert.Equal([rows[0], rows[2], rows[3]], read.Select(r => r.Record.Pointer.Id));
            Assert.All(read, r => Assert.Equal(Role.Reader, r.Role));
            Assert.Equal(
                4,
                (await TestWorkspace.ReadListAsync(page => AskAsync(space.Owner, source, page), limit)).Count
            );
        }
    }

    [Fact]
    public async Task A_data_source_that_the_actor_may_not_read_is_not_found_nor_is_one_of_another_workspace()
    {
        var (space, source) = await NewSourceAsync();
        var stranger = await space.AddMemberAsync(Role.None);
        var other = await TestWorkspace.CreateAsync(servers.Store);
        foreach (var (actor, id) in new[] { (stranger, source), (other.Owner, source), (space.Owner, Guid.NewGuid()) })
        {
            var refused = await Assert.ThrowsAsync<BlockStoreException>(() =>
                AskAsync(actor, id, new PageRequest(1, null))
            );
            Assert.Equal(ErrorCode.ObjectNotFound, refused.Code);
        }
    }

    [Fact]
    public async Task A_cursor_goes_on_with_its_own_question_alone()
    {
        var (space, source) = await NewSourceAsync();
        var member = await space.AddMemberAsync(Role.Editor);
        await AddAsync(space, source, 1, 2, 3);
        var cursor = (await AskAsync(space.Owner, source, new PageRequest(1, null), ByPoints)).NextCursor;
        var page = new PageRequest(1, cursor);
        RowFilter filter = new RowFilter.Condition(new RowKey.Property(Points), FilterOperator.IsNotEmpty, null);

        await AskAsync(space.Owner, source, page, ByPoints);
        await RefusedAsync(() => AskAsync(space.Owner, source, page));
        await RefusedAsync(() => AskAsync(space.Owner, source, page, [ByPoints[0] with { IsDescending = true }]));
        await RefusedAsync(() => AskAsync(space.Owner, source, page, ByPoints, filter));
        await RefusedAsync(() => AskAsync(space.Owner, source, page, ByPoints, null, isTrashed: true));
        await RefusedAsync(() => AskAsync(member, source, page, ByPoints));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("NaN")]
    [InlineData("1e999")]
    [InlineData("")]
    public async Task A_cursor_with_a_key_that_the_order_never_has_is_refused(string key)
    {
        var (space, source) = await NewSourceAsync();
        var question = KeysetCursor.QuestionOf(space.Owner, "rows", RowQuestion.Of(null, ByPoints, false));
        var forged = new KeysetCursor(
            source,
            question,
            DateTimeOffset.UtcNow,
            [key, KeysetCursor.TimeKey(DateTimeOffset.UtcNow)],
            Guid.NewGuid()
        );
        await RefusedAsync(() => AskAsync(space.Owner, source, new PageRequest(1, forged.Encode()), ByPoints));
        // The same with a key of the right form is taken, so it was the key that was refused.
        var real = forged with
        {
            Keys = ["1", forged.Keys[1]],
        };
        await AskAsync(space.Owner, source, new PageRequest(1, real.Encode()), ByPoints);
    }

    [Fact]
    public async Task Every_row_has_a_cursor_when_they_are_asked_for()
    {
        var (space, source) = await NewSourceAsync();
        var rows = await AddAsync(space, source, 3, 1, 2);
        var query = Query(source, new PageRequest(10, null), ByPoints, null, false) with { HasCursorOfEach = true };
        var all = await servers.Store.Queries.QueryRowsAsync(space.Owner, query, TestWorkspace.Ct);
        Assert.Equal(3, all.Cursors.Count);
        var rest = await AskAsync(space.Owner, source, new PageRequest(10, all.Cursors[0]), ByPoints);
        Assert.Equal([rows[2], rows[0]], rest.Records.Select(r => r.Record.Pointer.Id));
    }

    private static async Task RefusedAsync(Func<Task> ask)
    {
        var refused = await Assert.ThrowsAsync<BlockStoreException>(ask);
        Assert.Equal(ErrorCode.ValidationError, refused.Code);
    }

    private async Task<(TestWorkspace Space, Guid Source)> NewSourceAsync()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var (_, source) = await space.AddDatabaseAsync(await space.AddPageAsync());
        return (space, source);
    }

    private static async Task<Guid[]> AddAsync(TestWorkspace space, Guid source, params double?[] points)
    {
        var ids = new List<Guid>();
        foreach (var amount in points)
        {
            ids.Add(Guid.NewGuid());
            await space.CommitAsync(
                Build.Create(
                    ids[^1],
                    BlockTypes.Page,
                    RecordPointer.Collection(source),
                    new JsonObject { ["properties"] = new JsonObject { ["numb"] = amount } }
                )
            );
        }

        return [.. ids];
    }

    private Task<RecordPage> AskAsync(
        Actor actor,
        Guid source,
        PageRequest page,
        IReadOnlyList<RowSort>? sorts = null,
        RowFilter? filter = null,
        bool isTrashed = false
    ) =>
        servers.Store.Queries.QueryRowsAsync(
            actor,
            Query(source, page, sorts ?? [], filter, isTrashed),
            TestWorkspace.Ct
        );

    private static RowQuery Query(
        Guid source,
        PageRequest page,
        IReadOnlyList<RowSort> sorts,
        RowFilter? filter,
        bool isTrashed
    ) => new(source, new DataSourceSchema([Points]), filter, sorts, isTrashed, page, DateTimeOffset.UtcNow);
}
