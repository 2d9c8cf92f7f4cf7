using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.Testing;

namespace NotionStyle.Blocks.Postgres.Tests.Pages;

/// <summary>The children of one record alone: a page that is read one level deep.</summary>
public sealed class ChildrenOfPageTests(PostgresServers servers)
{
    [Fact]
    public async Task Children_are_read_and_not_what_is_below_them()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var page = await space.AddPageAsync();
        var children = new List<Guid>();
        for (var i = 0; i < 7; i++)
        {
            children.Add(await space.AddTextAsync(page, $"toggle {i}", "toggle"));
            await space.AddManyAsync(children[^1], 3);
        }

        foreach (var limit in new[] { 2, 3, 8, 100 })
            Assert.Equal(children, await ChildrenAsync(space, page, limit));
    }

    [Fact]
    public async Task A_row_has_children_as_every_page_has()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var (database, source) = await space.AddDatabaseAsync(await space.AddPageAsync());
        var row = (await space.AddRowsAsync(source, 1))[0];
        var children = await space.AddManyAsync(row, 5);

        Assert.Equal(children, await ChildrenAsync(space, row, 3));
        // Rows are no children in this sense.
        Assert.Empty(await ChildrenAsync(space, database, 10));
    }

    [Fact]
    public async Task Children_that_stay_are_read_exactly_once_whatever_is_put_in_taken_out_and_changed_meanwhile()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        await SeedsAsync.ForEachAsync(
            6,
            first: 7_000,
            async seed =>
            {
                var random = new Random(seed);
                var page = await space.AddPageAsync();
                var children = (await space.AddManyAsync(page, 30)).ToList();
                var staying = children.ToHashSet();

                var read = await ChildrenAsync(
                    space,
                    page,
                    5,
                    async () =>
                    {
                        var gone = random.Pick(children);
                        children.Remove(gone);
                        staying.Remove(gone);
                        var added = Guid.NewGuid();
                        await space.CommitAsync([
                            .. Build.Trash(gone, Build.Block(page)),
                            Build.Create(added, "paragraph", Build.Block(page)),
                            Build.ListAfter(Build.Block(page), added, random.Pick(children)),
                            Build.Set(Build.Block(random.Pick(children)), "type", "to_do"),
                            .. Build.Insert(Guid.NewGuid(), "paragraph", Build.Block(random.Pick(children))),
                        ]);
                    }
                );

                Assert.Equal(read.Count, read.Distinct().Count());
                Assert.Equal(children.Where(staying.Contains), read.Where(staying.Contains));
            }
        );
    }

    /// <summary>The children of a record, part by part; each cursor goes over the wire.</summary>
    private async Task<List<Guid>> ChildrenAsync(
        TestWorkspace space,
        Guid parent,
        int limit,
        Func<Task>? between = null
    )
    {
        var ids = new List<Guid>();
        PageCursor? cursor = null;
        do
        {
            var chunk = await servers.Store.Blocks.ReadPageAsync(
                space.Owner,
                new PageChunkRequest(parent, limit, cursor, Levels: 1),
                TestWorkspace.Ct
            );
            Assert.True(chunk.Records.Count <= limit, $"{chunk.Records.Count} records, {limit} asked for");
            ids.AddRange(chunk.Records.Where(r => r.Depth > 0).Select(r => r.Record.Pointer.Id));
            Assert.All(chunk.Records, r => Assert.InRange(r.Depth, 0, 1));
            cursor = chunk.Next is { } next ? PageCursor.Decode(next.Encode(), parent, DateTimeOffset.UtcNow) : null;
            if (between is not null)
                await between();
        } while (cursor is not null);

        return ids;
    }
}
