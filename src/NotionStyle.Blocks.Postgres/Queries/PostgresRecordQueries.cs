using NotionStyle.Blocks.DataSources.Queries;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Records;

namespace NotionStyle.Blocks.Postgres.Queries;

/// <summary>The questions about records that no content lists, each answered by the one shard of the workspace.</summary>
internal sealed class PostgresRecordQueries(ChildLists lists, TitleSearch titles, RowQueries rows) : IRecordQueries
{
    public Task<RecordPage> ListChildrenAsync(
        Actor actor,
        RecordPointer parent,
        RecordTable table,
        PageRequest page,
        CancellationToken ct
    ) => lists.ChildrenAsync(actor, parent, table, page, ct);

    public Task<RecordPage> ListCommentsAsync(Actor actor, Guid blockId, PageRequest page, CancellationToken ct) =>
        lists.CommentsAsync(actor, blockId, page, ct);

    public Task<RecordPage> ListUploadsAsync(Actor actor, string? status, PageRequest page, CancellationToken ct) =>
        lists.UploadsAsync(actor, status, page, ct);

    public Task<RecordPage> QueryRowsAsync(Actor actor, RowQuery query, CancellationToken ct) =>
        rows.QueryAsync(actor, query, ct);

    public Task<RecordPage> FindByTitleAsync(Actor actor, TitleQuery query, CancellationToken ct) =>
        titles.FindAsync(actor, query, ct);
}
