using NotionStyle.Blocks;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Records;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Notion.Pages;

/// <summary>What is said of a page that cannot be what a request wants it to be.</summary>
internal static class PageRefusals
{
    /// <summary>There is no such page for this actor.</summary>
    public static BlockStoreException NotFound(Guid id) => BlockStoreException.NotFound($"page with ID: {id}");

    /// <summary>It is in the trash. The first sentences are the API's own, which clients look for.</summary>
    public static BlockStoreException Trashed(Guid id) =>
        BlockStoreException.Invalid(
            $"Can't edit block that is archived. You must unarchive the block before editing. It is {id}; in_trash false restores it."
        );

    /// <summary>It is in the trash because of something above it, so that restoring it does nothing.</summary>
    public static BlockStoreException TrashedAbove(Guid id) =>
        BlockStoreException.Invalid(
            $"Page {id} is in the trash because something above it is. Restore that, and this page comes back with it."
        );

    /// <summary>The record is there, and is no page.</summary>
    public static BlockStoreException NotAPage(PlacedRecord found)
    {
        var id = found.Record.Pointer.Id;
        var (kind, endpoint) = found.Record switch
        {
            { Pointer.Table: RecordTable.Collection } => ("data source", "data_sources"),
            { Type: BlockTypes.ChildDatabase } => ("database", "databases"),
            _ => ("block", "blocks"),
        };
        return BlockStoreException.Invalid(
            $"Provided ID {id} is a {kind}, not a page. Use /v1/{endpoint}/{id} for it."
        );
    }

    /// <summary>No property has this id or name.</summary>
    public static BlockStoreException NoProperty(string idOrName, string? place = null) =>
        BlockStoreException.Invalid(
            $"{(place is null ? "" : $"body failed validation: {place}: ")}{Quote.Shorten(idOrName)} is not a property that exists. Take an id or a name from the page's properties."
        );
}
