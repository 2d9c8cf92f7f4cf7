using System.Threading.RateLimiting;
using NotionStyle.Blocks.Errors;

namespace NotionStyle.BlockService.Transactions;

/// <summary>
/// Lets a stated number of transactions into the store at once, the oldest first. Under more load than the store can take, the work that is done stays
/// the same and what cannot wait is told so at once, instead of everybody's time growing without end.
/// </summary>
internal sealed class TransactionGate(ServiceOptions options) : IDisposable
{
    private readonly ConcurrencyLimiter _places = new(
        new ConcurrencyLimiterOptions
        {
            PermitLimit = options.TransactionsAtOnceMaximum,
            QueueLimit = options.TransactionsWaitingMaximum,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        }
    );

    /// <summary>Waits for a place, which is free again when the lease is disposed.</summary>
    /// <exception cref="BlockStoreException">As many are waiting as may wait.</exception>
    public ValueTask<RateLimitLease> EnterAsync(CancellationToken ct)
    {
        var lease = _places.AttemptAcquire();
        if (lease.IsAcquired)
            return ValueTask.FromResult(lease);
        lease.Dispose();
        return WaitAsync(ct);
    }

    /// <inheritdoc />
    public void Dispose() => _places.Dispose();

    private async ValueTask<RateLimitLease> WaitAsync(CancellationToken ct)
    {
        var lease = await _places.AcquireAsync(1, ct);
        if (lease.IsAcquired)
            return lease;
        lease.Dispose();
        throw new BlockStoreException(
            ErrorCode.ServiceUnavailable,
            $"{options.TransactionsAtOnceMaximum} transactions are being committed and {options.TransactionsWaitingMaximum} are waiting, the maximum. Send the same transaction again."
        );
    }
}
