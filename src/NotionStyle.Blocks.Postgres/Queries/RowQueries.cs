using NotionStyle.Blocks.DataSources.Queries;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;

namespace NotionStyle.Blocks.Postgres.Queries;

/// <summary>Rows of a data source by filter and sorts.</summary>
internal sealed class RowQueries
{
    public Task<RecordPage> QueryAsync(Actor actor, RowQuery query, CancellationToken ct) =>
        throw new NotSupportedException("Being written.");
}
