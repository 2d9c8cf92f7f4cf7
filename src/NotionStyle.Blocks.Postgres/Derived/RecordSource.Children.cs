using System.Runtime.CompilerServices;
using NotionStyle.Blocks.Postgres.Records;
using NotionStyle.Blocks.Postgres.Transactions;
using NotionStyle.Blocks.Records;
using Npgsql;

namespace NotionStyle.Blocks.Postgres.Derived;

public sealed partial class RecordSource
{
    /// <summary>
    /// The blocks and data sources below blocks or data sources, one level, in parts. Of blocks those that a content lists: what is in the trash on its own stands in no content, and
    /// is looked at again when it is taken out.
    /// </summary>
    public async IAsyncEnumerable<IReadOnlyList<RecordPointer>> ChildrenAsync(
        Guid spaceId,
        IReadOnlyCollection<RecordPointer> parents,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var tables = parents.ToLookup(p => p.Table, p => p.Id);
        if (tables.Contains(RecordTable.Block))
        {
            var listed = await RetryPolicy.ReadAsync(
                () => ListedAsync(spaceId, [.. tables[RecordTable.Block]], ct),
                router,
                ct
            );
            foreach (var part in listed.Chunk(ReadMaximum))
                yield return part;
        }

        foreach (var source in tables[RecordTable.Collection])
        {
            var after = (Time: DateTimeOffset.MinValue, Id: Guid.Empty);
            while (true)
            {
                var rows = await RetryPolicy.ReadAsync(() => RowsAsync(spaceId, source, after, ct), router, ct);
                if (rows.Count > 0)
                    yield return [.. rows.Select(r => RecordPointer.Block(r.Id))];
                if (rows.Count < ReadMaximum)
                    break;
                after = rows[^1];
            }
        }
    }

    private async Task<List<RecordPointer>> ListedAsync(Guid spaceId, Guid[] ids, CancellationToken ct)
    {
        var route = router.Route(spaceId);
        await using var connection = await route.Server.DataSource.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection);
        batch
            .Add($"SELECT unnest(content) FROM {route.Sql.Schema}.block WHERE space_id = $1 AND id = ANY($2)")
            .With(spaceId)
            .With(ids);
        batch
            .Add($"SELECT id FROM {route.Sql.Schema}.collection WHERE space_id = $1 AND parent_id = ANY($2)")
            .With(spaceId)
            .With(ids);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var children = new List<RecordPointer>();
        while (await reader.ReadAsync(ct))
            children.Add(RecordPointer.Block(reader.GetGuid(0)));
        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
            children.Add(RecordPointer.Collection(reader.GetGuid(0)));
        return children;
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
