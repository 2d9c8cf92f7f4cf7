using System.Runtime.CompilerServices;
using NotionStyle.Blocks.Postgres.Records;
using NotionStyle.Blocks.Postgres.Transactions;
using NotionStyle.Blocks.Records;
using Npgsql;

namespace NotionStyle.Blocks.Postgres.Derived;

public sealed partial class RecordSource
{
    /// <summary>
    /// The blocks and data sources below a block or data source, one level, in parts. Of blocks those that its content lists: what is in the trash on its own stands in no content, and
    /// is looked at again when it is taken out.
    /// </summary>
    public async IAsyncEnumerable<IReadOnlyList<RecordPointer>> ChildrenAsync(
        Guid spaceId,
        RecordPointer parent,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        if (parent.Table == RecordTable.Block)
        {
            var (content, sources) = await RetryPolicy.ReadAsync(() => ListedAsync(spaceId, parent.Id, ct), router, ct);
            foreach (
                var part in content
                    .Select(RecordPointer.Block)
                    .Concat(sources.Select(RecordPointer.Collection))
                    .Chunk(ReadMaximum)
            )
                yield return part;
        }
        else if (parent.Table == RecordTable.Collection)
        {
            var after = (Time: DateTimeOffset.MinValue, Id: Guid.Empty);
            while (true)
            {
                var rows = await RetryPolicy.ReadAsync(() => RowsAsync(spaceId, parent.Id, after, ct), router, ct);
                if (rows.Count > 0)
                    yield return [.. rows.Select(r => RecordPointer.Block(r.Id))];
                if (rows.Count < ReadMaximum)
                    yield break;
                after = rows[^1];
            }
        }
    }

    private async Task<(Guid[] Content, List<Guid> Sources)> ListedAsync(Guid spaceId, Guid id, CancellationToken ct)
    {
        var route = router.Route(spaceId);
        await using var connection = await route.Server.DataSource.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection);
        batch
            .Add($"SELECT content FROM {route.Sql.Schema}.block WHERE space_id = $1 AND id = $2")
            .With(spaceId)
            .With(id);
        batch
            .Add($"SELECT id FROM {route.Sql.Schema}.collection WHERE space_id = $1 AND parent_id = $2 ORDER BY id")
            .With(spaceId)
            .With(id);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var content = await reader.ReadAsync(ct) ? reader.GetFieldValue<Guid[]>(0) : [];
        await reader.NextResultAsync(ct);
        var sources = new List<Guid>();
        while (await reader.ReadAsync(ct))
            sources.Add(reader.GetGuid(0));
        return (content, sources);
    }

    private async Task<List<(DateTimeOffset Time, Guid Id)>> RowsAsync(
        Guid spaceId,
        Guid sourceId,
        (DateTimeOffset Time, Guid Id) after,
        CancellationToken ct
    )
    {
        var route = router.Route(spaceId);
        await using var connection = await route.Server.DataSource.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection);
        batch
            .Add(
                $"""
                SELECT created_time, id FROM {route.Sql.Schema}.block
                WHERE space_id = $1 AND parent_table = 'collection' AND parent_id = $2 AND (created_time, id) > ($3, $4)
                ORDER BY created_time, id LIMIT {ReadMaximum}
                """
            )
            .With(spaceId)
            .With(sourceId)
            .With(after.Time)
            .With(after.Id);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var rows = new List<(DateTimeOffset, Guid)>();
        while (await reader.ReadAsync(ct))
            rows.Add((reader.GetFieldValue<DateTimeOffset>(0), reader.GetGuid(1)));
        return rows;
    }
}
