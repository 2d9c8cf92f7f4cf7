using System.Buffers.Binary;
using System.Diagnostics;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Postgres.Records;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Postgres.Telemetry;
using NotionStyle.Blocks.Records;
using Npgsql;

namespace NotionStyle.Blocks.Postgres.Transactions;

/// <summary>
/// Commits transactions in two round trips: one reads the before picture under locks, one writes the effect and commits. Between them the pure engine judges.
/// </summary>
/// <remarks>
/// Every attempt is safe to repeat, even when it is not known whether the one before was committed: the row that remembers the transaction is written with it, and
/// its key allows the id once.
/// </remarks>
internal sealed class TransactionCommitter(
    ShardRouter router,
    StoreMetrics metrics,
    CommitListeners listeners,
    TimeProvider time
)
{
    public async Task<TransactionResult> CommitAsync(Actor actor, Transaction transaction, CancellationToken ct)
    {
        if (actor.SpaceId != transaction.SpaceId)
            throw BlockStoreException.Invalid("A transaction changes one workspace only: that of the token.");
        var startedAt = Stopwatch.GetTimestamp();
        using var span = BlockTelemetry.Source.StartActivity("commit transaction");
        try
        {
            var plan = TransactionPlan.Of(transaction);
            span?.SetTag("notionstyle.transaction.operations", transaction.Operations.Count);
            var result = await RetryPolicy.WriteAsync(
                () => AttemptAsync(actor, transaction, plan, ct),
                router,
                isRepeatable: true,
                ct
            );
            span?.SetTag("notionstyle.transaction.duplicate", result.Duplicate);
            span?.SetTag("notionstyle.transaction.records", result.Records.Count);
            if (!result.Duplicate)
                metrics.Committed(router.Route(transaction.SpaceId), startedAt);
            // A duplicate, too: it may be this call's own first attempt, whose answer was lost.
            listeners.Tell(transaction.SpaceId, result.Records, result.CommittedAt ?? time.GetUtcNow());
            return result;
        }
        catch (Exception e)
        {
            span?.TellFailure(e);
            throw;
        }
    }

    private async Task<TransactionResult> AttemptAsync(
        Actor actor,
        Transaction transaction,
        TransactionPlan plan,
        CancellationToken ct
    )
    {
        var route = router.Route(transaction.SpaceId);
        await using var connection = await route.Server.DataSource.OpenConnectionAsync(ct);
        var open = true;
        try
        {
            var before = await BeforeReader.ReadAsync(connection, route, transaction, plan, ct);
            ct.ThrowIfCancellationRequested();
            StaleRouteException.ThrowIfStale(route, before.Epoch);
            var fingerprint = ToGuid(transaction.Fingerprint);
            if (before.Fingerprint is { } committed)
                return Duplicate(transaction, plan, before, committed == fingerprint);

            // PostgreSQL keeps microseconds; what is answered is what is stored.
            var now = Microseconds(time.GetUtcNow());
            var effect = TransactionEngine.Apply(transaction, before.Picture, actor, now);
            await WriteAsync(connection, route, transaction, fingerprint, actor, effect, now, ct);
            open = false;
            return new TransactionResult(
                transaction.Id,
                Duplicate: false,
                [.. effect.Changes.Select(c => new RecordVersion(c.After.Pointer, c.After.Version))]
            )
            {
                CommittedAt = now,
            };
        }
        finally
        {
            if (open)
                await RollbackAsync(connection);
        }
    }

    private static async Task WriteAsync(
        NpgsqlConnection connection,
        ShardRoute route,
        Transaction transaction,
        Guid fingerprint,
        Actor actor,
        TransactionEffect effect,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        batch
            .Add(route.Sql.Remember)
            .With(transaction.SpaceId)
            .With(transaction.Id)
            .With(fingerprint)
            .With(actor.UserId)
            .With(now)
            .With(effect.Pages.ToArray());
        RecordWriter.AddWrites(batch, route.Sql, transaction.SpaceId, effect.Changes);
        batch.Add("COMMIT");
        // From here on a cancelled request must not leave it open whether the commit happened: it runs to its end.
        await batch.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private static TransactionResult Duplicate(
        Transaction transaction,
        TransactionPlan plan,
        BeforeAnswer before,
        bool isSame
    )
    {
        if (!isSame)
            throw new BlockStoreException(
                ErrorCode.ConflictError,
                $"Transaction {transaction.Id} was committed before with other operations. Choose a new id."
            );
        var versions = plan
            .Changed.Where(before.Picture.Records.ContainsKey)
            .Select(p => new RecordVersion(p, before.Picture.Records[p].Version));
        return new TransactionResult(transaction.Id, Duplicate: true, [.. versions]);
    }

    private static async Task RollbackAsync(NpgsqlConnection connection)
    {
        try
        {
            await using var rollback = new NpgsqlCommand("ROLLBACK", connection);
            await rollback.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or IOException)
        {
            // The connection is broken, and with it the transaction has ended.
        }
    }

    private static Guid ToGuid(UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return new Guid(bytes, bigEndian: true);
    }

    private static DateTimeOffset Microseconds(DateTimeOffset time) => new(time.Ticks - time.Ticks % 10, TimeSpan.Zero);
}
