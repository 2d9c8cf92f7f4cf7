using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Records;
using NotionStyle.BlockService.Notion.DataSources;

namespace NotionStyle.BlockService.Notion.Pages;

/// <summary>Where a page goes.</summary>
/// <param name="Parent">Its parent.</param>
/// <param name="Page">The page above it, when it goes into one.</param>
/// <param name="Source">The data source, when it becomes a row.</param>
internal sealed record PagePlace(RecordPointer Parent, PlacedRecord? Page, DataSource? Source);

/// <summary>Finds the place that a request names, and refuses what no page can be put under.</summary>
internal sealed class PagePlaceReader(PageReader pages, DataSourceReader sources)
{
    public async Task<PagePlace> ReadAsync(Actor actor, ParentInput parent, CancellationToken ct)
    {
        switch (parent.Kind)
        {
            case ParentKind.Page:
                var page = Alive(await pages.ReadAsync(actor, parent.Id, ct));
                return new PagePlace(page.Record.Pointer, page, null);
            case ParentKind.DataSource:
                return InSource(await sources.ReadAsync(actor, parent.Id, ct));
            case ParentKind.Database:
                return InSource(await OnlySourceAsync(actor, parent.Id, ct));
            default:
                return new PagePlace(RecordPointer.Space(actor.SpaceId), null, null);
        }
    }

    private static PagePlace InSource(DataSource source)
    {
        Alive(source.Placed);
        return new PagePlace(source.Record.Pointer, null, source);
    }

    private static PlacedRecord Alive(PlacedRecord placed) =>
        placed.IsTrashed ? throw PageRefusals.Trashed(placed.Record.Pointer.Id) : placed;

    /// <summary>A database stands for its data source as long as it has one.</summary>
    private async Task<DataSource> OnlySourceAsync(Actor actor, Guid id, CancellationToken ct)
    {
        var database = await sources.ReadDatabaseAsync(actor, id, ct);
        Alive(database);
        var all = await sources.ListAsync(actor, id, ct);
        return all switch
        {
            [var only] => DataSource.Of(only),
            [] => throw BlockStoreException.Invalid(
                $"Database {id} has no data source. Create one with POST /v1/data_sources."
            ),
            _ => throw BlockStoreException.Invalid(
                $"Database {id} has {all.Count} data sources; name one by data_source_id: {string.Join(", ", all.Take(5).Select(s => s.Record.Pointer.Id))}."
            ),
        };
    }
}
