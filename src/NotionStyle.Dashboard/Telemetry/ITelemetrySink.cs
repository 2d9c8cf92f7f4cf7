namespace NotionStyle.Dashboard.Telemetry;

/// <summary>Takes telemetry in.</summary>
public interface ITelemetrySink
{
    /// <summary>
    /// Stores a batch. When the task ends the batch is on disk: it survives the kill of this process. What was stored before (the same span of the same trace, the same
    /// point of a series: a client that got no answer sends again) is not stored twice.
    /// </summary>
    /// <exception cref="TelemetryBusyException">The queue is full, or no disk space is left: nothing of the batch was taken, and the client is to send it again later.</exception>
    Task<TelemetryReceipt> WriteAsync(TelemetryBatch batch, CancellationToken cancellationToken);
}

/// <summary>What one export request carried.</summary>
public sealed record TelemetryBatch
{
    /// <summary>The spans.</summary>
    public IReadOnlyList<Span> Spans { get; init; } = [];

    /// <summary>The log records.</summary>
    public IReadOnlyList<LogRecord> Logs { get; init; } = [];

    /// <summary>The points of metrics.</summary>
    public IReadOnlyList<MetricPoint> Points { get; init; } = [];

    /// <summary>How many records it has.</summary>
    public int Count => Spans.Count + Logs.Count + Points.Count;
}

/// <summary>What became of a batch.</summary>
/// <param name="Duplicates">Records that were there already.</param>
/// <param name="Rejected">Records that cannot be kept and must not be sent again: the series of metrics are at their maximum.</param>
/// <param name="Message">Why records were rejected, with the remedy; null when none were.</param>
public readonly record struct TelemetryReceipt(int Duplicates, int Rejected, string? Message);

/// <summary>Telemetry comes in faster than it can be stored: the client is to wait and send again.</summary>
public sealed class TelemetryBusyException(string message, TimeSpan retryAfter) : Exception(message)
{
    /// <summary>When to try again.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
