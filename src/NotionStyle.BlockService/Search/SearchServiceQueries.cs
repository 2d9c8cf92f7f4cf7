using NotionStyle.Blocks.DataSources.Queries;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Records;

namespace NotionStyle.BlockService.Search;

/// <summary>The store's queries, but titles are looked for by the search service. What it finds is read from the store, which judges once more who may see it.</summary>
internal sealed class SearchServiceQueries(IRecordQueries store, IBlockStore records, SearchServiceClient search)
    : IRecordQueries
{
    public Task<RecordPage> ListChildrenAsync(
        Actor actor,
        RecordPointer parent,
        RecordTable table,
        PageRequest page,
        CancellationToken ct
    ) => store.ListChildrenAsync(actor, parent, table, page, ct);

    public Task<RecordPage> ListCommentsAsync(Actor actor, Guid blockId, PageRequest page, CancellationToken ct) =>
        store.ListCommentsAsync(actor, blockId, page, ct);

    public Task<RecordPage> ListUploadsAsync(Actor actor, string? status, PageRequest page, CancellationToken ct) =>
        store.ListUploadsAsync(actor, status, page, ct);

    public Task<RecordPage> QueryRowsAsync(Actor actor, RowQuery query, CancellationToken ct) =>
        store.QueryRowsAsync(actor, query, ct);

    public async Task<RecordPage> FindByTitleAsync(Actor actor, TitleQuery query, CancellationToken ct)
    {
        var found = await search.FindTitlesAsync(actor, query, ct);
        var placed = await records.ReadAsync(actor, found.Records, ct);
        return new RecordPage([.. placed.OfType<PlacedRecord>().Where(p => !p.IsTrashed)], found.NextCursor);
    }
}
