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
/// Reads a page, or the part of it behind a cursor, in one round trip of two or three statements: the chain of ancestors (may the actor read it, is it alive), the
/// blocks depth first, and the page itself (when the chunk begins with it) or the places in the outer blocks (when it goes on inside of one).
/// </summary>
/// <remarks>
/// A cursor gives no rights: which of its blocks are still open, from the page down, is found by the statement itself. A block that has left the page since, or
/// became a page of its own, is dropped with all inside of it: its blocks are not on this page any more.
/// </remarks>
internal sealed class PageReader(ShardRouter router, TimeProvider time)
{
    public Task<PageChunk> ReadAsync(Actor actor, PageChunkRequest request, CancellationToken ct) =>
        RetryPolicy.ReadAsync(() => AttemptAsync(actor, request, ct), router, ct);

    private async Task<PageChunk> AttemptAsync(Actor actor, PageChunkRequest request, CancellationToken ct)
    {
        var route = router.Route(actor.SpaceId);
        var isFirst = request.Cursor is null;
        var place =
            (
                request.Cursor is { } cursor
                    ? ReadingPlace.From(cursor, request.PageId)
                    : ReadingPlace.StartOf(request.PageId)
            )
            ?? throw BlockStoreException.Invalid(
                "cursor is not one that this service gave out. Start again without it."
            );
        await using var connection = await route.Server.DataSource.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(route.Sql.Heads).With(actor.SpaceId).With(new[] { request.PageId });
        if (isFirst)
            batch.Add(route.Sql.Read[RecordTable.Block]).With(actor.SpaceId).With(new[] { request.PageId });
        // One record is the page itself in the first chunk; one more than asked for tells whether there is a next chunk, and where it begins.
        var wanted = request.Limit - (isFirst ? 1 : 0) + 1;
        AddPlace(batch.Add(route.Sql.Descend), actor, place)
            .With(wanted)
            .With(Math.Clamp(request.Levels, 1, StoreLimits.DepthMaximum + 1));
        if (place.Cuts.Count > 1)
            AddPlace(batch.Add(route.Sql.Places), actor, place);

        await using var reader = await batch.ExecuteReaderAsync(ct);
        var tree = new PermissionTree(await RecordReader.ReadHeadsAsync(reader, ct));
        var role = RequireReadable(tree, actor, request.PageId);
        var views = new List<RecordView>(wanted);
        if (isFirst)
        {
            await reader.NextResultAsync(ct);
            if (!await reader.ReadAsync(ct))
                throw BlockStoreException.NotFound(RecordPointer.Block(request.PageId).ToString());
            views.Add(new RecordView(RecordReader.ReadRecord(reader, RecordTable.Block), role, 0));
        }

        await reader.NextResultAsync(ct);
        var rows = new List<Row>(wanted);
        while (await reader.ReadAsync(ct))
            rows.Add(
                new Row(
                    RecordReader.ReadRecord(reader, RecordTable.Block),
                    reader.GetFieldValue<int[]>(14),
                    reader.IsDBNull(15) ? [] : reader.GetFieldValue<Guid?[]>(15)
                )
            );

        if (place.Cuts.Count > 1)
            place = await PlaceOfNowAsync(reader, place, ct);
        var hasMore = rows.Count == wanted;
        foreach (var (record, path, _) in hasMore ? rows.SkipLast(1) : rows)
        {
            // Only pages carry grants, and child pages are not entered; so nothing but the record's own grants can differ from the page's role.
            var own = record.Permissions?.RoleOf(actor.UserId) ?? role;
            if (own > Role.None)
                views.Add(new RecordView(record, own, place.Cuts.Count - path[0] + path.Length - 1));
        }

        return new PageChunk(
            views,
            hasMore ? PlaceAtLast(rows, place).ToCursor(request.PageId, time.GetUtcNow()) : null
        )
        {
            DependsOn = isFirst
                ? PageDependencies.Of(views[0].Record, [.. rows.Select(r => r.Record)], request.Levels, hasMore)
                : null,
        };
    }

    private static NpgsqlBatchCommand AddPlace(NpgsqlBatchCommand command, Actor actor, ReadingPlace place)
    {
        // Deepest first: that is where reading goes on. The statement numbers them from 1.
        var cuts = place.Cuts.Reverse().ToArray();
        var neighbours = cuts.SelectMany((c, i) => c.Neighbours.Select(n => (Number: i + 1, Neighbour: n))).ToArray();
        return command
            .With(actor.SpaceId)
            .With(cuts.Select(c => c.Parent).ToArray())
            // No content is longer, and the index may be anything that somebody wrote into a cursor.
            .With(cuts.Select(c => Math.Clamp(c.Index, 0, StoreLimits.ContentMaximum)).ToArray())
            .With(neighbours.Select(n => n.Number).ToArray())
            .With(neighbours.Select(n => n.Neighbour.Id).ToArray())
            .With(neighbours.Select(n => n.Neighbour.IsBefore).ToArray())
            .With(neighbours.Select(n => n.Neighbour.Index).ToArray());
    }

    /// <summary>The place as it is in the contents of now: what is read later is compared with this, and not with how things were at the beginning.</summary>
    private static async Task<ReadingPlace> PlaceOfNowAsync(
        NpgsqlDataReader reader,
        ReadingPlace place,
        CancellationToken ct
    )
    {
        var cuts = place.Cuts.ToArray();
        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            ref var cut = ref cuts[^reader.GetInt32(0)];
            cut = cut.MovedTo(reader.GetInt32(1), reader.GetFieldValue<Guid?[]>(2));
        }

        return ReadingPlace.Of(cuts);
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

    /// <summary>The place before the last row, which is the first of the next chunk.</summary>
    private static ReadingPlace PlaceAtLast(List<Row> rows, ReadingPlace place)
    {
        var byId = rows.ToDictionary(r => r.Record.Pointer.Id);
        var cuts = new List<Cut>();
        var row = rows[^1];
        var outer = place.Cuts.Count - row.Path[0];
        // From the next record up to the seed that it was reached from: one cut for each block on the way.
        for (var i = row.Path.Length - 1; i >= 1; i--)
        {
            var (record, path, near) = row;
            var (child, parent) = (record.Pointer.Id, record.Parent!.Value.Id);
            var isOpen = cuts.Count > 0;
            var index = path[i] + (isOpen ? 1 : 0);
            if (i == 1)
            {
                // The statement gives two siblings before the child and two behind it.
                Guid?[] around = [near[0], near[1], child, near[2], near[3]];
                cuts.Add(Cut.At(parent, child, isOpen, index, around[(isOpen ? 1 : 0)..][..4], place.Cuts[outer]));
                break;
            }

            row = byId[parent];
            var siblings = row.Record.Content;
            var nearby = Enumerable
                .Range(index - 2, 4)
                .Select(at => at >= 0 && at < siblings.Count ? siblings[at] : (Guid?)null);
            cuts.Add(Cut.At(parent, child, isOpen, index, [.. nearby], earlier: null));
        }

        cuts.Reverse();
        // Seeds are numbered from the deepest, beginning with 1; the cuts outside of this one are where they were.
        return ReadingPlace.Of([.. place.Cuts.Take(outer), .. cuts]);
    }

    /// <summary>A block of the page, where it was found, and which siblings it has when its parent is not among the rows.</summary>
    private sealed record Row(Record Record, int[] Path, Guid?[] Near);
}
