using NotionStyle.Blocks;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Records;

namespace NotionStyle.BlockService.Notion.Pages;

/// <summary>Reads pages by their ids.</summary>
internal sealed class PageReader(IBlockStore store)
{
    /// <summary>Reads a page, in the trash or not. What is no page is refused with where it is found.</summary>
    public async Task<PlacedRecord> ReadAsync(Actor actor, Guid id, CancellationToken ct)
    {
        var found = await store.ReadAsync(actor, [RecordPointer.Block(id), RecordPointer.Collection(id)], ct);
        if (found[0] is { Record.Type: BlockTypes.Page } page)
            return page;
        throw (found[0] ?? found[1]) is { } other ? PageRefusals.NotAPage(other) : PageRefusals.NotFound(id);
    }
}
