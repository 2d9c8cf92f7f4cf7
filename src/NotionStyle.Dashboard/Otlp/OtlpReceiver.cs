using Google.Protobuf;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Otlp;

/// <summary>Gives what was read to the store and makes the answer of what became of it. Both transports end here.</summary>
internal sealed class OtlpReceiver(ITelemetrySink sink, OtlpMetrics metrics, ILogger<OtlpReceiver> logger)
{
    // A fault of the store is not the sender's: it keeps the batch and comes back.
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(5);

    /// <summary>Stores a request. When the task ends it is on disk.</summary>
    /// <exception cref="OtlpRefusal">It was not stored, and is to be sent again.</exception>
    public async Task<IMessage> TakeAsync(
        OtlpSignal signal,
        DecodedRequest request,
        CancellationToken cancellationToken
    )
    {
        var (batch, rejections) = request;
        var receipt = default(TelemetryReceipt);
        try
        {
            if (batch.Count > 0)
                receipt = await sink.WriteAsync(batch, cancellationToken);
        }
        catch (TelemetryBusyException e)
        {
            metrics.Received(signal, RefusalKind.Busy.Name, batch.Count);
            throw OtlpRefusal.Busy(e.Message, e.RetryAfter);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            metrics.Received(signal, "failed", batch.Count);
            logger.LogError(e, "{Records} records of {Signal} could not be stored", batch.Count, signal.Name);
            throw OtlpRefusal.Busy("The records could not be stored; the log of the dashboard says why.", AfterFault);
        }

        metrics.Received(signal, "stored", batch.Count - receipt.Duplicates - receipt.Rejected);
        metrics.Received(signal, "duplicate", receipt.Duplicates);
        metrics.Received(signal, "rejected", receipt.Rejected + rejections.Count);
        return signal.Answer(receipt.Rejected + rejections.Count, rejections.Message(receipt.Message));
    }
}
