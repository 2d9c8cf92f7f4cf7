using NotionStyle.Blocks;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Records;
using NotionStyle.BlockService.Notion.Blocks.Members;
using NotionStyle.BlockService.Notion.FileUploads;
using NotionStyle.BlockService.Notion.Wire;
using NotionStyle.BlockService.Wire;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Notion.Blocks;

/// <summary>Blocks: retrieve, update, trash, list children, append children.</summary>
internal sealed class BlockEndpoints(IBlockStore store, NotionWriter writer, FileLinkFactory links, TimeProvider clock)
    : INotionEndpoints
{
    private readonly BlockContextReader _contexts = new(store, links);

    private readonly BlockTreeWriter _trees = new(store, new UploadAttachment(store, clock));

    public void Map(NotionApi api)
    {
        api.Map(HttpMethods.Get, "/v1/blocks/{block_id}", BlockDocs.Retrieve, RetrieveAsync);
        api.Map(HttpMethods.Patch, "/v1/blocks/{block_id}", BlockDocs.Update, UpdateAsync);
        api.Map(HttpMethods.Delete, "/v1/blocks/{block_id}", BlockDocs.Trash, TrashAsync);
        api.Map(HttpMethods.Get, "/v1/blocks/{block_id}/children", BlockDocs.ListChildren, ListChildrenAsync);
        api.Map(HttpMethods.Patch, "/v1/blocks/{block_id}/children", BlockDocs.AppendChildren, AppendChildrenAsync);
    }

    private async Task RetrieveAsync(NotionRequest request) =>
        await AnswerAsync(request, await ReadAsync(request.Actor, request.PathId("block_id"), request.Aborted));

    private async Task UpdateAsync(NotionRequest request)
    {
        var id = request.PathId("block_id");
        await request.WithBodyAsync(body =>
            writer.CommitAsync(
                request.Actor,
                async ct =>
                {
                    var placed = await ReadAsync(request.Actor, id, ct);
                    var record = placed.Record;
                    var changes = BlockChanges.Read(body, record, await TableWidthAsync(request.Actor, record, ct));
                    var builder = new TransactionBuilder(request.Actor.SpaceId);
                    if (changes.Draft is { } draft)
                    {
                        if (changes.Trash != false || record.Alive)
                            BlockTrash.CheckOut(placed);
                        await _trees.PrepareAsync(builder, request.Actor, [draft], [], ct);
                        changes.AddTo(builder, record);
                    }

                    if (changes.Trash is { } isTrashed)
                        BlockTrash.AddTo(builder, placed, isTrashed);
                    // What is thought out by where the block is, holds only while it is there.
                    if (builder.Count > 0 && changes.Trash is not null)
                        builder.Expect(record.Pointer, record.Version);
                    return (builder, true);
                },
                request.Aborted
            )
        );
        await AnswerAsync(request, await ReadAsync(request.Actor, id, request.Aborted));
    }

    private async Task TrashAsync(NotionRequest request)
    {
        var id = request.PathId("block_id");
        await writer.CommitAsync(
            request.Actor,
            async ct =>
            {
                var placed = await ReadAsync(request.Actor, id, ct);
                var builder = new TransactionBuilder(request.Actor.SpaceId);
                BlockTrash.AddTo(builder, placed, isTrashed: true);
                if (builder.Count > 0)
                    builder.Expect(placed.Record.Pointer, placed.Record.Version);
                return (builder, true);
            },
            request.Aborted
        );
        await AnswerAsync(request, await ReadAsync(request.Actor, id, request.Aborted));
    }

    private async Task ListChildrenAsync(NotionRequest request)
    {
        var page = Paging.Of(request.Http.Request);
        var (known, views, next) = await ReadChildrenAsync(request, request.PathId("block_id"), page);
        var children = views.Select(v => new PlacedRecord(v.Record, v.Role, [known.Parent])).ToArray();
        var context = await _contexts.ReadAsync(request, [.. children.Select(c => c.Record)]);
        await AnswerListAsync(request, children, context with { TableWidth = known.TableWidth }, next);
    }

    /// <summary>One read for a part of a list; one more when the block is a copy of a synced block, whose children are those of the original.</summary>
    private async Task<(ChildrenCursor Known, IReadOnlyList<RecordView> Children, string? Next)> ReadChildrenAsync(
        NotionRequest request,
        Guid id,
        PageRequest page
    )
    {
        var (actor, ct) = (request.Actor, request.Aborted);
        if (page.Cursor is { } text)
        {
            if (ChildrenCursor.IsOfCopy(text))
                id = SyncedBlocks.OriginalOf((await ReadAsync(actor, id, ct)).Record) ?? id;
            var (known, place) = ChildrenCursor.Read(text, id, clock.GetUtcNow());
            var part = await store.ReadPageAsync(actor, new PageChunkRequest(id, page.Limit, place, 1), ct);
            return (known, part.Records, part.Next is { } after ? known.Encode(after) : null);
        }

        // The first part begins with the block itself.
        var chunk = await store.ReadPageAsync(actor, new PageChunkRequest(id, page.Limit + 1, null, 1), ct);
        var parent = chunk.Records[0].Record;
        var isCopy = false;
        if (SyncedBlocks.OriginalOf(parent) is { } original)
        {
            try
            {
                chunk = await store.ReadPageAsync(actor, new PageChunkRequest(original, page.Limit + 1, null, 1), ct);
            }
            catch (BlockStoreException e) when (e.Code == ErrorCode.ObjectNotFound)
            {
                // The original has gone, or is not this member's to read: the copy shows nothing.
                return (ChildrenCursor.Of(parent, false), [], null);
            }

            (parent, isCopy) = (chunk.Records[0].Record, true);
        }

        var first = ChildrenCursor.Of(parent, isCopy);
        return (first, [.. chunk.Records.Skip(1)], chunk.Next is { } next ? first.Encode(next) : null);
    }

    private async Task AppendChildrenAsync(NotionRequest request)
    {
        var (actor, id) = (request.Actor, RecordPointer.Block(request.PathId("block_id")));
        var (children, context) = await request.WithBodyAsync(async body =>
        {
            body.Object("children", "after", "position");
            var position = BlockPosition.Read(body);
            var trees = BlockTreeInput.Read(body["children"]);
            var builder = new TransactionBuilder(actor.SpaceId);
            var parent =
                (await _trees.PrepareAsync(builder, actor, trees, [id], request.Aborted))[0]
                ?? throw BlockStoreException.NotFound($"block with ID: {id.Id}");
            BlockTrash.CheckOut(parent);
            ChildRules.CheckAppended(parent.Record, trees, "body.children");
            position.Check(parent.Record);
            BlockTreeWriter.AddTo(builder, id, trees, position);
            var result = await writer.CommitAsync(actor, builder, request.Aborted);
            var at = result?.CommittedAt ?? clock.GetUtcNow();
            var placed = trees
                .Select(t => new PlacedRecord(
                    BlockTreeWriter.RecordOf(t, id, actor, at),
                    parent.Role,
                    [RecordHead.Of(parent.Record), .. parent.Ancestors]
                ))
                .ToArray();
            return (placed, await _contexts.ReadAsync(request, [.. placed.Select(p => p.Record)]));
        });
        await AnswerListAsync(request, children, context, null);
    }

    private async Task<PlacedRecord> ReadAsync(Actor actor, Guid id, CancellationToken ct) =>
        (await store.ReadAsync(actor, [RecordPointer.Block(id)], ct))[0]
        ?? throw BlockStoreException.NotFound($"block with ID: {id}");

    /// <summary>The width of the table that a row is in. Nothing is read for what is no row.</summary>
    private async Task<int?> TableWidthAsync(Actor actor, Record record, CancellationToken ct)
    {
        if (record is not { Type: BlockTypes.TableRow, Parent: { Table: RecordTable.Block } table })
            return null;
        var found = await store.ReadAsync(actor, [table], ct);
        return found[0] is { Record: { Type: BlockTypes.Table } parent } ? TableWidthMember.WidthOf(parent) : null;
    }

    private async Task AnswerAsync(NotionRequest request, PlacedRecord placed)
    {
        var context = await _contexts.ReadAsync(request, [placed.Record]) with
        {
            TableWidth = await TableWidthAsync(request.Actor, placed.Record, request.Aborted),
        };
        var json = JsonAnswer.Begin(request.Http);
        BlockOutput.Write(json, placed, context);
        JsonAnswer.End(json);
    }

    private static async Task AnswerListAsync(
        NotionRequest request,
        IReadOnlyList<PlacedRecord> blocks,
        BlockContext context,
        string? next
    )
    {
        var json = JsonAnswer.Begin(request.Http);
        Paging.BeginList(json);
        foreach (var block in blocks)
        {
            BlockOutput.Write(json, block, context);
            await JsonAnswer.SendPieceAsync(request.Http, json);
        }

        Paging.EndList(json, "block", next);
        JsonAnswer.End(json);
    }
}
