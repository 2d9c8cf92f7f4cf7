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
/// and rings of waiting are rare (a move may still meet one; it is retried). (2) Each statement sees what is committed when it begins. A statement that waits for a lock
/// gets the new state of the row it waited for, and no row that was added meanwhile: it would show a parent with a child that is not there. So locking
/// is one statement and reading another one behind it, unless there is one record only; and the memory of transactions is asked behind the locks, where a repeat finds the
/// first one that it waited for. (3) A record that is read and was not locked was added between the two: the attempt is made again. (4) Ancestors are read last, so
/// a move that was waited for is seen. (5) Two moves whose records have nothing in common could close a cycle that neither sees; so moves of one workspace take
/// turns on an advisory lock, taken first.
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
        var isSingle = plan.Changed.Count == 1;
        foreach (var (table, ids) in tables)
            batch.Add((isSingle ? route.Sql.Lock : route.Sql.LockIds)[table]).With(transaction.SpaceId).With(ids);
        batch.Add(route.Sql.Fence).With(transaction.SpaceId).With(transaction.Id).With((short)route.LogicalShard);
        if (!isSingle)
        {
            foreach (var (table, ids) in tables)
                batch.Add(route.Sql.Read[table]).With(transaction.SpaceId).With(ids);
        }

        var headIds = plan
            .Changed.Concat(plan.Referenced)
            .Where(p => p.Table == RecordTable.Block)
            .Select(p => p.Id)
            .ToArray();
        batch.Add(route.Sql.Heads).With(transaction.SpaceId).With(headIds);

        await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
        if (plan.IsStructural)
            await reader.NextResultAsync(CancellationToken.None);
        var records = new Dictionary<RecordPointer, Record>(plan.Changed.Count);
        var locked = new HashSet<RecordPointer>(isSingle ? 0 : plan.Changed.Count);
        foreach (var (table, _) in tables)
        {
            while (await reader.ReadAsync(CancellationToken.None))
            {
                if (isSingle)
                    Add(records, RecordReader.ReadRecord(reader, table));
                else
                    locked.Add(new RecordPointer(table, reader.GetGuid(0)));
            }

            await reader.NextResultAsync(CancellationToken.None);
        }

        await reader.ReadAsync(CancellationToken.None);
        long? epoch = reader.IsDBNull(0) ? null : reader.GetInt64(0);
        Guid? fingerprint = reader.IsDBNull(1) ? null : reader.GetGuid(1);
        await reader.NextResultAsync(CancellationToken.None);
        if (!isSingle)
        {
            foreach (var (table, _) in tables)
            {
                while (await reader.ReadAsync(CancellationToken.None))
                    Add(records, RecordReader.ReadRecord(reader, table));
                await reader.NextResultAsync(CancellationToken.None);
            }

            // Who finds a committed repeat changes nothing, and needs no lock.
            if (
                fingerprint is null
                && records.Keys.FirstOrDefault(r => !locked.Contains(r)) is { Id: var id }
                && id != Guid.Empty
            )
                throw new UnlockedRecordException(id);
        }

        var heads = await RecordReader.ReadHeadsAsync(reader, ct);
        return new BeforeAnswer(epoch, fingerprint, new BeforePicture(records, heads));
    }

    private static void Add(Dictionary<RecordPointer, Record> records, Record record) =>
        records.Add(record.Pointer, record);

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

/// <summary>A record was added by another transaction between the locking and the reading of this one.</summary>
internal sealed class UnlockedRecordException(Guid id)
    : Exception($"Record {id} was added while the transaction waited for a lock.");
