using System.Text.Json.Nodes;
using NotionStyle.Blocks;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Records;
using NotionStyle.BlockService.Notion.FileUploads;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Notion.Blocks;

/// <summary>Makes the blocks of a request: looks at the records that they name, and puts them into a transaction.</summary>
internal sealed class BlockTreeWriter(IBlockStore store, UploadAttachment uploads)
{
    /// <summary>
    /// Reads what the blocks name (file uploads, originals of synced blocks, pages that are linked to) and checks it; file uploads are attached by the same transaction. One read,
    /// none when there is nothing to read.
    /// </summary>
    /// <param name="builder">The transaction that will make the blocks.</param>
    /// <param name="actor">Who makes them.</param>
    /// <param name="trees">The blocks.</param>
    /// <param name="others">Records that the caller wants to see as well, in the same read.</param>
    /// <param name="ct">Cancels the read.</param>
    /// <returns>The other records, in their order; null where there is none for this actor.</returns>
    public async Task<IReadOnlyList<PlacedRecord?>> PrepareAsync(
        TransactionBuilder builder,
        Actor actor,
        IReadOnlyList<BlockDraft> trees,
        IReadOnlyList<RecordPointer> others,
        CancellationToken ct
    )
    {
        var drafts = trees.SelectMany(t => t.All()).Where(d => d.References.Count > 0).ToArray();
        var pointers = others.Concat(drafts.SelectMany(d => d.References).Select(r => r.Pointer)).Distinct().ToArray();
        var found = new Dictionary<RecordPointer, PlacedRecord?>();
        foreach (var part in pointers.Chunk(StoreLimits.ReadMaximum))
        {
            foreach (var (pointer, record) in part.Zip(await store.ReadAsync(actor, part, ct)))
                found[pointer] = record;
        }

        var attached = new Dictionary<Guid, Record>();
        foreach (var draft in drafts)
        {
            foreach (var reference in draft.References)
                Check(builder, actor, draft, reference, found[reference.Pointer], attached);
        }

        return [.. others.Select(o => found[o])];
    }

    /// <summary>Puts blocks and what is below them into a transaction. They have been prepared, and they fit below their parent.</summary>
    /// <param name="builder">The transaction.</param>
    /// <param name="parent">Where they go.</param>
    /// <param name="trees">The blocks.</param>
    /// <param name="position">Where in the parent's content; null for a parent that is made by the same transaction with these as its content.</param>
    public static void AddTo(
        TransactionBuilder builder,
        RecordPointer parent,
        IReadOnlyList<BlockDraft> trees,
        BlockPosition? position
    )
    {
        foreach (var tree in trees)
        {
            var pointer = RecordPointer.Block(tree.Id);
            builder.Create(
                pointer,
                tree.Codec.StoredType,
                parent,
                Present(tree.Properties),
                Present(tree.Format),
                tree.Children.Select(c => c.Id)
            );
            AddTo(builder, pointer, tree.Children, null);
        }

        position?.AddTo(builder, parent, trees.Select(t => t.Id));
    }

    /// <summary>The record that a block becomes, for the answer.</summary>
    /// <param name="tree">The block.</param>
    /// <param name="parent">Where it went.</param>
    /// <param name="actor">Who made it.</param>
    /// <param name="at">When the transaction was committed.</param>
    public static Record RecordOf(BlockDraft tree, RecordPointer parent, Actor actor, DateTimeOffset at) =>
        new()
        {
            Pointer = RecordPointer.Block(tree.Id),
            Type = tree.Codec.StoredType,
            Properties = new JsonField(Present(tree.Properties)),
            Format = new JsonField(Present(tree.Format)),
            Content = [.. tree.Children.Select(c => c.Id)],
            Parent = parent,
            Version = 1,
            CreatedTime = at,
            CreatedBy = actor.UserId,
            LastEditedTime = at,
            LastEditedBy = actor.UserId,
        };

    private void Check(
        TransactionBuilder builder,
        Actor actor,
        BlockDraft draft,
        BlockReference reference,
        PlacedRecord? found,
        Dictionary<Guid, Record> attached
    )
    {
        var id = reference.Pointer.Id;
        if (reference.Kind == ReferenceKind.Upload)
        {
            if (!attached.TryGetValue(id, out var upload))
                attached[id] = upload = uploads.AddTo(builder, actor, id, found);
            // A file is called as it was uploaded unless the request says otherwise.
            if (
                draft.Codec.Type == BlockTypes.File
                && !draft.Properties.ContainsKey("title")
                && StoredBlock.FormatText(upload, "filename") is { Length: > 0 } name
            )
                draft.SetPlain("title", name);
            return;
        }

        var what = reference.Kind switch
        {
            ReferenceKind.Page => "page",
            ReferenceKind.Database => "database",
            ReferenceKind.Comment => "comment",
            _ => "block",
        };
        if (found is not { IsTrashed: false, Record: var record })
            throw BlockStoreException.NotFound($"{what} with ID: {id}");
        var problem = reference.Kind switch
        {
            ReferenceKind.Page when record.Type != BlockTypes.Page =>
                $"the id of a page; it is that of a {record.Type}",
            ReferenceKind.Database when record.Type != BlockTypes.ChildDatabase =>
                $"the id of a database; it is that of a {record.Type}",
            ReferenceKind.SyncedOriginal when record.Type != BlockTypes.SyncedBlock =>
                $"the id of a synced_block; it is that of a {record.Type}",
            ReferenceKind.SyncedOriginal when SyncedBlocks.OriginalOf(record) is { } original =>
                $"the id of an original; it is that of a copy of {original}",
            _ => null,
        };
        if (problem is not null)
            throw BlockStoreException.Invalid($"body failed validation: {reference.Place} should be {problem}.");
    }

    /// <summary>The members that are there: for a new block there is nothing to take away.</summary>
    private static JsonObject Present(JsonObject members) =>
        new(members.Where(m => m.Value is not null).Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone())));
}
