using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Records;
using NotionStyle.BlockService.Notion.FileUploads;
using NotionStyle.BlockService.Notion.RichText;
using NotionStyle.BlockService.Notion.Wire;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Notion.Blocks;

/// <summary>What is needed besides the blocks themselves to answer them.</summary>
/// <param name="Names">The titles and names of what their text mentions.</param>
/// <param name="Files">How stored files become addresses.</param>
/// <param name="Originals">The originals of synced copies among the blocks, those that may be read.</param>
internal sealed record BlockContext(Names Names, FileLinks Files, IReadOnlyDictionary<Guid, Record> Originals)
{
    /// <summary>The columns of the table whose rows are answered; null when that is not known.</summary>
    public int? TableWidth { get; init; }
}

/// <summary>Reads what is needed to answer blocks: nothing for most; one read when something is mentioned, and one when there are synced copies.</summary>
internal sealed class BlockContextReader(IBlockStore store, FileLinkFactory links)
{
    private readonly NameReader _names = new(store);

    public async Task<BlockContext> ReadAsync(NotionRequest request, IReadOnlyCollection<Record> blocks)
    {
        var names = await _names.ReadAsync(request.Actor, blocks, request.Aborted);
        return new BlockContext(
            names,
            links.For(request),
            await ReadOriginalsAsync(request.Actor, blocks, request.Aborted)
        );
    }

    private async Task<Dictionary<Guid, Record>> ReadOriginalsAsync(
        Actor actor,
        IReadOnlyCollection<Record> blocks,
        CancellationToken ct
    )
    {
        var ids = blocks.Select(SyncedBlocks.OriginalOf).OfType<Guid>().Distinct().ToArray();
        if (ids.Length == 0)
            return [];
        var found = await store.ReadAsync(actor, [.. ids.Select(RecordPointer.Block)], ct);
        return found
            .OfType<PlacedRecord>()
            .Where(r => !r.IsTrashed)
            .ToDictionary(r => r.Record.Pointer.Id, r => r.Record);
    }
}
