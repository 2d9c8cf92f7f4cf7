using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Postgres.Transactions;
using NotionStyle.Blocks.Records;

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
        var (records, tree) = await RecordsById.ReadAsync(router, actor, [.. known.Select(k => k.Pointer)], ct);
        return [.. known.Select(k => Answer(k, records.GetValueOrDefault(k.Pointer), tree, actor))];
    }

    private static SyncResult Answer(RecordVersion known, Record? record, PermissionTree tree, Actor actor)
    {
        if (record is null || tree.RoleOn(record, actor) is var role && role == Role.None)
            return new SyncResult(known.Pointer, SyncStatus.Gone, null);
        return record.Version <= known.Version
            ? new SyncResult(known.Pointer, SyncStatus.Current, null)
            : new SyncResult(known.Pointer, SyncStatus.Newer, new RecordView(record, role, 0));
    }
}
