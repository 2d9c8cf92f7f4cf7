using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Records;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Postgres.Transactions;
using NotionStyle.Blocks.Records;
using Npgsql;

namespace NotionStyle.Blocks.Postgres.Pages;

/// <summary>
/// Reads a page, or the part of it behind a cursor, in one round trip of at most three statements: the chain of ancestors (may the actor read it, is it alive),
/// the page itself, and its blocks depth first.
/// </summary>
/// <remarks>
/// A cursor holds one level for each block that was entered and not finished. The deepest level starts at its child, each outer one behind its child (which is the
/// block that the next inner level belongs to). A level whose block has left the page since is dropped: its blocks are not on this page any more.
/// </remarks>
internal sealed class PageReader(ShardRouter router, TimeProvider time)
{
    public Task<PageChunk> ReadAsync(Actor actor, PageChunkRequest request, CancellationToken ct) =>
        RetryPolicy.ReadAsync(() => AttemptAsync(actor, request, ct), router, ct);

    private async Task<PageChunk> AttemptAsync(Actor actor, PageChunkRequest request, CancellationToken ct)
    {
        var route = router.Route(actor.SpaceId);
        await using var connection = await route.Server.DataSource.OpenConnectionAsync(ct);
        var levels = request.Cursor?.Levels ?? [new PageCursor.Level(request.PageId, Guid.Empty, 0)];
        if (request.Cursor is not null)
            levels = await LevelsOnPageAsync(connection, route, actor, request, ct);

        await using var batch = new NpgsqlBatch(connection);
        batch.Add(route.Sql.Heads).With(actor.SpaceId).With(new[] { request.PageId });
        batch.Add(route.Sql.Read[RecordTable.Block]).With(actor.SpaceId).With(new[] { request.PageId });
        // Deepest first: that is where reading goes on.
        var seeds = levels.Reverse().ToArray();
        var isDeepestThere = request.Cursor is null || levels.Count == request.Cursor.Levels.Count;
        // One record is the page itself in the first chunk; one more than asked for tells whether there is a next chunk, and where it begins.
        var wanted = request.Limit - (request.Cursor is null ? 1 : 0) + 1;
        batch
            .Add(route.Sql.Descend)
            .With(actor.SpaceId)
            .With(seeds.Select(l => l.Parent).ToArray())
            .With(seeds.Select(l => l.Child).ToArray())
            .With(seeds.Select(l => l.Index).ToArray())
            .With(seeds.Select((_, i) => i > 0 || !isDeepestThere).ToArray())
            .With(wanted);

        await using var reader = await batch.ExecuteReaderAsync(ct);
        var tree = new PermissionTree(await RecordReader.ReadHeadsAsync(reader, ct));
        var role = RequireReadable(tree, actor, request.PageId);
        await reader.NextResultAsync(ct);
        if (!await reader.ReadAsync(ct))
            throw BlockStoreException.NotFound($"block {request.PageId}");
        var page = RecordReader.ReadRecord(reader, RecordTable.Block);
        await reader.NextResultAsync(ct);

        var rows = new List<(Record Record, int[] Path)>();
        while (await reader.ReadAsync(ct))
            rows.Add((RecordReader.ReadRecord(reader, RecordTable.Block), reader.GetFieldValue<int[]>(14)));

        var views = new List<RecordView>(rows.Count + 1);
        if (request.Cursor is null)
            views.Add(new RecordView(page, role, 0));
        var hasMore = rows.Count == wanted;
        foreach (var (record, path) in hasMore ? rows.SkipLast(1) : rows)
        {
            // Only pages carry grants, and child pages are not entered; so nothing but the record's own grants can differ from the page's role.
            var own = record.Permissions?.RoleOf(actor.UserId) ?? role;
            if (own > Role.None)
                views.Add(new RecordView(record, own, levels.Count - path[0] + path.Length - 1));
        }

        return new PageChunk(views, hasMore ? CursorAt(rows, levels, request.PageId) : null);
    }

    /// <summary>The levels of a cursor that still lead, one to the next, from the page to where reading stopped. At least the page's own.</summary>
    private static async Task<IReadOnlyList<PageCursor.Level>> LevelsOnPageAsync(
        NpgsqlConnection connection,
        ShardRoute route,
        Actor actor,
        PageChunkRequest request,
        CancellationToken ct
    )
    {
        var levels = request.Cursor!.Levels;
        if (levels.Count == 1 && levels[0].Parent == request.PageId)
            return levels;
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(route.Sql.Heads).With(actor.SpaceId).With(levels.Select(l => l.Parent).ToArray());
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var tree = new PermissionTree(await RecordReader.ReadHeadsAsync(reader, ct));

        var kept = new List<PageCursor.Level>();
        var expected = request.PageId;
        foreach (var level in levels)
        {
            // Each inner level is the block that the outer one names, and is still an alive child of it.
            var isRoot = kept.Count == 0;
            var head = tree.Find(RecordPointer.Block(level.Parent));
            if (level.Parent != expected || head is null)
                break;
            if (!isRoot && (!head.Alive || head.Type == "page" || head.Parent?.Id != kept[^1].Parent))
                break;
            kept.Add(level);
            expected = level.Child;
        }

        if (kept.Count == 0)
            throw BlockStoreException.Invalid("cursor is not one that this service gave out. Start again without it.");
        return kept;
    }

    private static Role RequireReadable(PermissionTree tree, Actor actor, Guid pageId)
    {
        var pointer = RecordPointer.Block(pageId);
        var role = tree.RoleOn(pointer, actor);
        if (role == Role.None)
            throw BlockStoreException.NotFound(pointer.ToString());
        if (!tree.IsAlive(pointer))
            throw new BlockStoreException(
                ErrorCode.ObjectNotFound,
                $"{pointer} is in the trash, itself or with a page above it. Restore it to read it."
            );
        return role;
    }

    /// <summary>The cursor for the last row, which is the first of the next chunk.</summary>
    private PageCursor CursorAt(
        List<(Record Record, int[] Path)> rows,
        IReadOnlyList<PageCursor.Level> levels,
        Guid pageId
    )
    {
        var (next, path) = rows[^1];
        var byId = new Dictionary<Guid, Record>(rows.Count);
        foreach (var (record, _) in rows)
            byId[record.Pointer.Id] = record;

        // From the next record up to the seed that it was reached from: one level for each block on the way.
        var inner = new List<PageCursor.Level>();
        var at = next;
        for (var i = path.Length - 1; i >= 1; i--)
        {
            var parent = at.Parent!.Value.Id;
            inner.Add(new PageCursor.Level(parent, at.Pointer.Id, path[i]));
            if (i > 1)
                at = byId[parent];
        }

        inner.Reverse();
        // Seeds are numbered from the deepest, beginning with 1; the levels outside of this one are where they were.
        var outer = levels.Take(levels.Count - path[0]);
        return new PageCursor(pageId, time.GetUtcNow(), [.. outer, .. inner]);
    }
}
