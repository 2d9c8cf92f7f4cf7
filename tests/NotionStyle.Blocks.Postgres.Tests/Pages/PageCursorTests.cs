using System.Text.Json.Nodes;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.Testing;

namespace NotionStyle.Blocks.Postgres.Tests.Pages;

/// <summary>Reading a page in chunks, while nothing happens and while others edit it.</summary>
public sealed class PageCursorTests(PostgresServers servers)
{
    [Fact]
    public Task Chunks_of_any_size_make_up_the_whole() =>
        SeedsAsync.ForEachAsync(
            6,
            first: 1,
            async seed =>
            {
                var random = new Random(seed);
                var space = await TestWorkspace.CreateAsync(servers.Store);
                var page = await RandomPageAsync(space, random, 45);
                var whole = await space.ReadAsync(page);
                Assert.Null(whole.Next);

                for (var limit = 1; limit <= whole.Records.Count + 1; limit++)
                {
                    var chunks = await space.ReadWholeAsync(page, limit);
                    Assert.Equal(
                        whole.Records.Select(v => (v.Record.Pointer.Id, v.Depth)),
                        chunks.Select(v => (v.Record.Pointer.Id, v.Depth))
                    );
                }
            }
        );

    [Fact]
    public Task A_cursor_survives_inserts_and_trash_between_chunks() =>
        EditedBetweenChunksAsync(10, InsertOrTrashAsync);

    /// <remarks>
    /// One move between two chunks, half of them of the very block that the cursor stands on. See <c>ReadingPlace</c> for what no cursor of a bounded size can do; over
    /// several hundred seeds about one block in as many pages is missed for it.
    /// </remarks>
    [Fact]
    public Task A_cursor_survives_a_move_between_chunks() =>
        EditedBetweenChunksAsync(
            40,
            async (random, space, cursor) =>
            {
                var records = OnPage(await space.SnapshotAsync(), cursor.PageId);
                var moved = Victim(random, records, cursor);
                var below = Subtree(records, moved.Pointer.Id);
                var targets = records
                    .Where(r => r.Type != "page" || r.Pointer.Id == cursor.PageId)
                    .Where(r => !below.Contains(r.Pointer.Id))
                    .ToList();
                // Half of the moves stay among the same children: those are what a position among them suffers from most.
                var target = random.Chance(0.5) ? records.Single(r => r.Pointer == moved.Parent) : random.Pick(targets);
                var anchor = target.Content.Count > 0 && random.Chance(0.7) ? random.Pick(target.Content) : (Guid?)null;
                if (anchor == moved.Pointer.Id)
                    anchor = null;
                var listed = random.Chance(0.5)
                    ? Build.ListBefore(target.Pointer, moved.Pointer.Id, anchor)
                    : Build.ListAfter(target.Pointer, moved.Pointer.Id, anchor);
                await space.CommitAsync(
                    moved.Parent == target.Pointer
                        ? [listed]
                        :
                        [
                            Build.Reparent(moved.Pointer.Id, target.Pointer),
                            Build.ListRemove(moved.Parent!.Value, moved.Pointer.Id),
                            listed,
                        ]
                );
                return below;
            }
        );

    [Fact]
    public Task A_cursor_survives_changes_of_type_between_chunks() =>
        EditedBetweenChunksAsync(
            10,
            async (random, space, cursor) =>
            {
                var records = OnPage(await space.SnapshotAsync(), cursor.PageId);
                var block = Victim(random, records, cursor);
                var below = Subtree(records, block.Pointer.Id);
                var toPage = block.Type != "page";
                await space.CommitAsync(Build.Set(block.Pointer, "type", toPage ? "page" : "toggle"));
                // What is below a block that became a page is not on this page any more, or is from now on; the block itself stays.
                below.Remove(block.Pointer.Id);
                return below;
            }
        );

    [Fact]
    public async Task A_cursor_of_another_page_or_a_made_up_one_leaks_nothing()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var member = await space.AddMemberAsync(Role.Reader);
        var page = await space.AddPageAsync();
        await space.AddManyAsync(page, 5);
        var closed = await space.AddPageAsync(title: "closed");
        var secrets = await space.AddManyAsync(closed, 5);
        var toggle = await space.AddTextAsync(closed, "toggle", "toggle");
        var inner = await space.AddTextAsync(toggle, "inner");
        await space.RestrictAsync(closed);
        var now = DateTimeOffset.UtcNow;

        PageCursor[] forged =
        [
            new(closed, now, [new(closed, secrets[1], 1)]),
            new(page, now, [new(closed, secrets[1], 1)]),
            new(page, now, [new(page, closed, 0), new(closed, secrets[0], 0)]),
            new(page, now, [new(page, toggle, 0), new(toggle, inner, 0)]),
            new(page, now, [new(page, Guid.NewGuid(), int.MaxValue)]),
            new(page, now, [new(page, Guid.NewGuid(), int.MinValue)]),
            new(page, now, [new(page, secrets[0], -1)]),
            new(page, now, [.. Enumerable.Repeat(new PageCursor.Level(page, page, 0), 100)]),
        ];
        var allowed = (await space.ReadAsAsync(member, page)).Records.Select(v => v.Record.Pointer.Id).ToHashSet();
        foreach (var cursor in forged)
        {
            try
            {
                var chunk = await space.ReadAsAsync(member, page, 100, cursor);
                Assert.All(chunk.Records, v => Assert.Contains(v.Record.Pointer.Id, allowed));
            }
            catch (BlockStoreException e)
            {
                Assert.Equal(ErrorCode.ValidationError, e.Code);
            }

            // What is hidden and what does not exist are refused in the same words.
            var nowhere = Guid.NewGuid();
            var hidden = await RefusalAsync(closed);
            var absent = await RefusalAsync(nowhere);
            Assert.Equal(absent.Code, hidden.Code);
            Assert.Equal(
                absent.Message,
                hidden.Message.Replace(closed.ToString(), nowhere.ToString(), StringComparison.Ordinal)
            );

            async Task<BlockStoreException> RefusalAsync(Guid pageId)
            {
                var levels = cursor.Levels.Select(l =>
                    l.Parent == page || l.Parent == closed ? l with { Parent = pageId } : l
                );
                var forThis = new PageCursor(pageId, now, [.. levels]);
                return await Assert.ThrowsAsync<BlockStoreException>(() =>
                    space.ReadAsAsync(member, pageId, 100, forThis)
                );
            }
        }
    }

    [Fact]
    public async Task A_cursor_goes_on_for_an_actor_who_may_not_see_all()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var member = await space.AddMemberAsync(Role.Reader);
        var page = await space.AddPageAsync();
        var seen = new List<Guid> { page };
        for (var i = 0; i < 12; i++)
        {
            var child = await space.AddPageAsync(page, $"child {i}");
            if (i % 3 == 0)
                seen.Add(child);
            else
                await space.RestrictAsync(child);
        }

        for (var limit = 1; limit <= 14; limit++)
            Assert.Equal(seen, (await space.ReadWholeAsync(page, limit, member)).Select(v => v.Record.Pointer.Id));
    }

    [Fact]
    public async Task A_cursor_ends_with_the_right_to_read()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var member = await space.AddMemberAsync(Role.Reader);
        var page = await space.AddPageAsync();
        await space.AddManyAsync(page, 5);
        var chunk = await space.ReadAsAsync(member, page, 3);
        await space.RestrictAsync(page);

        await Refused.WithAsync(ErrorCode.ObjectNotFound, () => space.ReadAsAsync(member, page, 3, chunk.Next));
        await space.TrashAsync(page, space.Space);
        await Refused.WithAsync(ErrorCode.ObjectNotFound, () => space.ReadAsync(page, 3, chunk.Next));
    }

    /// <summary>
    /// Reads a random page in chunks with one edit after each. What no edit moved is read exactly once, if it was there from the first to the last chunk.
    /// </summary>
    /// <param name="seeds">How many pages.</param>
    /// <param name="edit">Edits; returns what it moved, made or took away.</param>
    private Task EditedBetweenChunksAsync(
        int seeds,
        Func<Random, TestWorkspace, PageCursor, Task<HashSet<Guid>>> edit
    ) =>
        SeedsAsync.ForEachAsync(
            seeds,
            first: 1,
            async seed =>
            {
                var random = new Random(seed);
                var space = await TestWorkspace.CreateAsync(servers.Store);
                var page = await RandomPageAsync(space, random, 40);
                var stayed = (await space.ReadAsync(page)).Records.Select(v => v.Record.Pointer.Id).ToHashSet();
                var read = new List<Guid>();
                PageCursor? cursor = null;
                var chunks = 0;
                do
                {
                    var chunk = await space.ReadAsync(page, 2 + random.Next(8), cursor);
                    read.AddRange(chunk.Records.Select(v => v.Record.Pointer.Id));
                    cursor = chunk.Next;
                    if (cursor is not null)
                    {
                        stayed.ExceptWith(await edit(random, space, cursor));
                    }

                    Assert.True(++chunks < 200, "Reading does not come to an end.");
                } while (cursor is not null);

                var missed = stayed.Where(id => !read.Contains(id)).ToArray();
                var twice = read.GroupBy(id => id).Where(g => g.Count() > 1 && stayed.Contains(g.Key)).ToArray();
                Assert.True(missed.Length == 0, $"{missed.Length} of {stayed.Count} blocks that stayed were missed.");
                Assert.True(twice.Length == 0, $"{twice.Length} of {stayed.Count} blocks that stayed were read twice.");
                Assert.True(stayed.Count > 0);
                await space.AssertInvariantsAsync();
            }
        );

    private static async Task<HashSet<Guid>> InsertOrTrashAsync(Random random, TestWorkspace space, PageCursor cursor)
    {
        var touched = new HashSet<Guid>();
        var records = OnPage(await space.SnapshotAsync(), cursor.PageId);
        if (random.Chance(0.6))
        {
            var parent = random.Pick(records.Where(r => r.Type != "page" || r.Pointer.Id == cursor.PageId).ToList());
            var id = random.NextGuid();
            var anchor = parent.Content.Count > 0 ? random.Pick(parent.Content) : (Guid?)null;
            await space.CommitAsync(
                Build.Create(id, "paragraph", parent.Pointer),
                Build.ListBefore(parent.Pointer, id, anchor)
            );
            touched.Add(id);
            return touched;
        }

        var block = Victim(random, records, cursor);
        touched.UnionWith(Subtree(records, block.Pointer.Id));
        await space.CommitAsync(Build.Trash(block.Pointer.Id, block.Parent!.Value));
        return touched;
    }

    /// <summary>A block of the page to edit: often one that the cursor stands on, which is where a mistake would show.</summary>
    private static Record Victim(Random random, List<Record> onPage, PageCursor cursor)
    {
        var at = random.Pick(cursor.Levels).Child;
        return random.Chance(0.5) && onPage.Find(r => r.Pointer.Id == at) is { } record
            ? record
            : random.Pick(onPage.Skip(1).ToList());
    }

    /// <summary>A page with blocks at random places below it, among them child pages with blocks of their own.</summary>
    private static async Task<Guid> RandomPageAsync(TestWorkspace space, Random random, int blocks)
    {
        var page = await space.AddPageAsync();
        var open = new List<Guid> { page };
        var operations = new List<JsonObject>();
        for (var i = 0; i < blocks; i++)
        {
            var id = random.NextGuid();
            // Half of the blocks go to the latest parents, so that some chains are long.
            var parent = random.Chance(0.5) ? open[^(1 + random.Next(Math.Min(3, open.Count)))] : random.Pick(open);
            var type = random.Chance(0.1) ? "page" : "toggle";
            operations.AddRange(Build.Insert(id, type, Build.Block(parent)));
            if (random.Chance(0.6))
                open.Add(id);
        }

        await space.CommitAsync(operations);
        return page;
    }

    /// <summary>The alive records that reading the page shows, the page first.</summary>
    private static List<Record> OnPage(List<Record> records, Guid page)
    {
        var byId = records.ToDictionary(r => r.Pointer.Id);
        var found = new List<Record>();
        Visit(byId[page], isRoot: true);
        return found;

        void Visit(Record record, bool isRoot)
        {
            found.Add(record);
            if (record.Type == "page" && !isRoot)
                return;
            foreach (var child in record.Content)
                Visit(byId[child], isRoot: false);
        }
    }

    private static HashSet<Guid> Subtree(List<Record> records, Guid root)
    {
        var found = new HashSet<Guid> { root };
        var grows = true;
        while (grows)
        {
            grows = false;
            foreach (var record in records)
                grows |= record.Parent is { } p && found.Contains(p.Id) && found.Add(record.Pointer.Id);
        }

        return found;
    }
}
