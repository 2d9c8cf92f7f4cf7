using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Records;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Postgres.Transactions;
using NotionStyle.Blocks.Records;
using Npgsql;

namespace NotionStyle.Blocks.Postgres.Pages;

/// <summary>The version sync: what of these records is newer than what the caller has.</summary>
internal sealed class RecordSync(ShardRouter router)
{
    public Task<IReadOnlyList<SyncResult>> ReadAsync(
        Actor actor,
        IReadOnlyList<RecordVersion> known,
        CancellationToken ct
    ) => RetryPolicy.ReadAsync(() => AttemptAsync(actor, known, ct), router, ct);

    private async Task<IReadOnlyList<SyncResult>> AttemptAsync(
        Actor actor,
        IReadOnlyList<RecordVersion> known,
        CancellationToken ct
    )
    {
        var route = router.Route(actor.SpaceId);
        await using var connection = await route.Server.DataSource.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection);
        var tables = known
            .GroupBy(k => k.Pointer.Table)
            .Select(g => (Table: g.Key, Ids: g.Select(k => k.Pointer.Id).Distinct().ToArray()))
            .ToArray();
        batch
            .Add(route.Sql.Heads)
            .With(actor.SpaceId)
            .With(tables.FirstOrDefault(t => t.Table == RecordTable.Block).Ids ?? []);
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

        return [.. known.Select(k => Answer(k, records.GetValueOrDefault(k.Pointer), tree, actor))];
    }

    private static SyncResult Answer(RecordVersion known, Record? record, PermissionTree tree, Actor actor)
    {
        // A member may be known by every member of the workspace; everything else goes by the permission tree.
        var role =
            record is null ? Role.None
            : record.Pointer.Table == RecordTable.NotionUser
                ? (Role)Math.Min((int)tree.RoleOn(RecordPointer.Space(actor.SpaceId), actor), (int)Role.Reader)
            : tree.RoleOn(record.Pointer, actor);
        if (record is null || role == Role.None)
            return new SyncResult(known.Pointer, SyncStatus.Gone, null);
        return record.Version <= known.Version
            ? new SyncResult(known.Pointer, SyncStatus.Current, null)
            : new SyncResult(known.Pointer, SyncStatus.Newer, new RecordView(record, role, 0));
    }
}
