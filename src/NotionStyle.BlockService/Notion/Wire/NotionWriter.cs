using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.BlockService.Errors;
using NotionStyle.BlockService.Telemetry;
using NotionStyle.BlockService.Transactions;

namespace NotionStyle.BlockService.Notion.Wire;

/// <summary>Commits what the Notion API changes: through the same gate and the same engine as the operations protocol. There is no second way to write.</summary>
internal sealed class NotionWriter(IBlockStore store, TransactionGate gate, ServiceMetrics metrics)
{
    /// <summary>Tries of a change that is thought out by records that others change, too.</summary>
    private const int TriesMaximum = 12;

    /// <summary>Commits a transaction. An empty one commits nothing, and has no result.</summary>
    public async Task<TransactionResult?> CommitAsync(Actor actor, TransactionBuilder builder, CancellationToken ct)
    {
        if (builder.Count == 0)
            return null;
        var startedAt = System.Diagnostics.Stopwatch.GetTimestamp();
        var transaction = builder.Build();
        TransactionResult result;
        try
        {
            using var place = await gate.EnterAsync(ct);
            result = await store.CommitAsync(actor, transaction, ct);
            metrics.OperationsCommitted(transaction.Operations.Count);
        }
        catch (Exception e)
        {
            metrics.TransactionEnded(Problem.Of(e).Code, startedAt);
            throw;
        }

        metrics.TransactionEnded("committed", startedAt);
        return result;
    }

    /// <summary>
    /// Reads, thinks out a transaction that holds only for what was read (<see cref="TransactionBuilder.Expect" />) and commits it; when somebody was faster, all of it
    /// again, a stated number of times.
    /// </summary>
    /// <param name="actor">Who changes.</param>
    /// <param name="prepare">Reads and builds; its result is given back when the transaction is committed.</param>
    /// <param name="ct">Cancels the tries.</param>
    /// <exception cref="BlockStoreException"><see cref="ErrorCode.ConflictError" />: somebody was faster every time.</exception>
    public async Task<T> CommitAsync<T>(
        Actor actor,
        Func<CancellationToken, Task<(TransactionBuilder Builder, T Result)>> prepare,
        CancellationToken ct
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            var (builder, result) = await prepare(ct);
            try
            {
                await CommitAsync(actor, builder, ct);
                return result;
            }
            catch (BlockStoreException e) when (e.Code == ErrorCode.ConflictError && attempt < TriesMaximum)
            {
                // Apart, so that those who collided do not collide again.
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(1, 4 << Math.Min(attempt, 6))), ct);
            }
        }
    }
}
