using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Records;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Postgres.Transactions;
using NotionStyle.Blocks.Records;
using Npgsql;

namespace NotionStyle.Blocks.Postgres.Pages;

/// <summary>Reads records by their ids, with the chains above them: one round trip, one statement per table and one for the chains.</summary>
internal sealed class RecordsById(ShardRouter router)
{
    public Task<IReadOnlyList<PlacedRecord?>> ReadAsync(
        Actor actor,
        IReadOnlyList<RecordPointer> pointers,
        CancellationToken ct
    ) => RetryPolicy.ReadAsync(() => AttemptAsync(actor, pointers, ct), router, ct);

    /// <summary>The records that exist, and a tree over them and all that is above them.</summary>
    public static async Task<(Dictionary<RecordPointer, Record> Records, PermissionTree Tree)> ReadAsync(
        ShardRouter router,
        Actor actor,
        IReadOnlyList<RecordPointer> pointers,
        CancellationToken ct
    )
    {
        var route = router.Route(actor.SpaceId);
        await using var connection = await route.Server.DataSource.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection);
        var tables = pointers
            .GroupBy(p => p.Table)
            .Select(g => (Table: g.Key, Ids: g.Select(p => p.Id).Distinct().ToArray()))
            .ToArray();
        batch.AddHeads(route, actor.SpaceId, pointers);
        foreach (var (table, ids) in tables)
            batch.Add(route.Sql.Read[table]).With(actor.SpaceId).With(ids);

        var records = new Dictionary<RecordPointer, Record>();
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var tree = new PermissionTree(await RecordReader.ReadHeadsAsync(reader, ct));
        foreach (var (table, _) in tables)
        {
            await reader.NextResultAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                var record = RecordReader.ReadRecord(reader, table);
                records[record.Pointer] = record;
            }
        }

        return (records, tree);
    }

    private async Task<IReadOnlyList<PlacedRecord?>> AttemptAsync(
        Actor actor,
        IReadOnlyList<RecordPointer> pointers,
        CancellationToken ct
    )
    {
        if (pointers.Count == 0)
            return [];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pointers.Count, StoreLimits.ReadMaximum);
        var (records, tree) = await ReadAsync(router, actor, pointers, ct);
        return [.. pointers.Select(p => records.TryGetValue(p, out var record) ? tree.Place(record, actor) : null)];
    }
}
