using System.Buffers.Binary;
using System.IO.Hashing;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Postgres.Records;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Records;
using Npgsql;

namespace NotionStyle.Blocks.Postgres.Transactions;

/// <summary>What the first round trip of a transaction finds.</summary>
/// <param name="Epoch">The shard's epoch on this server; null when the shard is not writable here.</param>
/// <param name="Fingerprint">The fingerprint under which this transaction's id was committed before; null when it is new.</param>
/// <param name="Picture">The before picture.</param>
internal sealed record BeforeAnswer(long? Epoch, Guid? Fingerprint, BeforePicture Picture);

/// <summary>
/// The first round trip of a transaction: opens it, takes the locks, and reads the before picture.
/// </summary>
/// <remarks>
/// READ COMMITTED is enough, by this argument. (1) Every record that is changed is locked before it is read, in one order for all transactions, so no update is lost
/// and rings of waiting are rare (a move may still meet one; it is retried). (2) Each statement sees what is committed when it begins; ancestors are read after the
/// locks are held, so a move that was waited for is seen. So is the transaction's own row: a sender that waited for the same transaction learns that it is a
/// repeat, before anything is judged by what that transaction left. A record that was made while the lock statement waited is not in its answer, but in that of the
/// heads; then everything is read again. (3) Two moves whose records have nothing in common could close a cycle that neither sees; so moves of one
/// workspace take turns on an advisory lock, taken first.
/// </remarks>
internal static class BeforeReader
{
    public static async Task<BeforeAnswer> ReadAsync(
        NpgsqlConnection connection,
        ShardRoute route,
        Transaction transaction,
        TransactionPlan plan,
        CancellationToken ct
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add("BEGIN");
        if (plan.IsStructural)
            batch.Add("SELECT pg_advisory_xact_lock($1)").With(LockKey(transaction.SpaceId));
        var tables = plan
            .Changed.GroupBy(p => p.Table)
            .Select(g => (Table: g.Key, Ids: g.Select(p => p.Id).ToArray()))
            .ToArray();
        foreach (var (table, ids) in tables)
            batch.Add(route.Sql.Lock[table]).With(transaction.SpaceId).With(ids);
        batch.Add(route.Sql.Fence).With(transaction.SpaceId).With(transaction.Id).With((short)route.LogicalShard);
        batch.AddHeads(route, transaction.SpaceId, plan.Changed.Concat(plan.Referenced));

        await using var reader = await batch.ExecuteReaderAsync(ct);
        if (plan.IsStructural)
            await reader.NextResultAsync(ct);

        var records = new Dictionary<RecordPointer, Record>();
        foreach (var (table, _) in tables)
        {
            while (await reader.ReadAsync(ct))
            {
                var record = RecordReader.ReadRecord(reader, table);
                records.Add(record.Pointer, record);
            }

            await reader.NextResultAsync(ct);
        }

        await reader.ReadAsync(ct);
        long? epoch = reader.IsDBNull(0) ? null : reader.GetInt64(0);
        Guid? fingerprint = reader.IsDBNull(1) ? null : reader.GetGuid(1);
        await reader.NextResultAsync(ct);

        var heads = await RecordReader.ReadHeadsAsync(reader, ct);
        if (records.Count < plan.Changed.Count)
            TornPictureException.ThrowIfTorn(plan, records, heads);
        return new BeforeAnswer(epoch, fingerprint, new BeforePicture(records, heads));
    }

    /// <summary>The advisory lock of a workspace. Two workspaces with one key only wait for each other now and then.</summary>
    internal static long LockKey(Guid spaceId)
    {
        Span<byte> bytes = stackalloc byte[16];
        spaceId.TryWriteBytes(bytes, bigEndian: true, out _);
        Span<byte> hash = stackalloc byte[8];
        XxHash64.Hash(bytes, hash, seed: 1);
        return BinaryPrimitives.ReadInt64BigEndian(hash);
    }
}
