using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace NotionStyle.BlockService.Telemetry;

/// <summary>The instruments of this service.</summary>
internal sealed class ServiceMetrics : IDisposable
{
    public const string MeterName = "NotionStyle.BlockService";

    private const string Outcome = "notionstyle.transaction.outcome";
    private const string Endpoint = "notionstyle.endpoint";

    /// <summary>In seconds; the SDK's own are for milliseconds.</summary>
    private static readonly double[] DurationBoundaries =
    [
        0.001,
        0.002,
        0.003,
        0.005,
        0.0075,
        0.01,
        0.015,
        0.02,
        0.03,
        0.05,
        0.075,
        0.1,
        0.25,
        0.5,
        1,
        2.5,
        5,
        10,
    ];

    private static readonly int[] OperationsBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];

    private readonly Meter _meter;
    private readonly Counter<long> _transactions;
    private readonly Histogram<double> _transactionDuration;
    private readonly Histogram<int> _transactionOperations;
    private readonly Counter<long> _records;

    public ServiceMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _transactions = _meter.CreateCounter<long>(
            "notionstyle.transactions",
            "{transaction}",
            "Transactions by outcome: committed, duplicate, or the code of the refusal."
        );
        _transactionDuration = _meter.CreateHistogram<double>(
            "notionstyle.transaction.duration",
            "s",
            "From the first byte of the body to the store's answer, by outcome.",
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationBoundaries }
        );
        _transactionOperations = _meter.CreateHistogram<int>(
            "notionstyle.transaction.operations",
            "{operation}",
            "Operations in a committed transaction.",
            tags: null,
            new InstrumentAdvice<int> { HistogramBucketBoundaries = OperationsBoundaries }
        );
        _records = _meter.CreateCounter<long>(
            "notionstyle.records.read",
            "{record}",
            "Records that went out, by endpoint."
        );
    }

    /// <summary>Counts a transaction that ended.</summary>
    /// <param name="outcome">Of a closed set: committed, duplicate, or an error code; a caller who left counts as service_unavailable.</param>
    /// <param name="startedAt">A stamp of <see cref="Stopwatch" />.</param>
    public void TransactionEnded(string outcome, long startedAt)
    {
        var tag = new KeyValuePair<string, object?>(Outcome, outcome);
        _transactions.Add(1, tag);
        if (_transactionDuration.Enabled)
            _transactionDuration.Record(Stopwatch.GetElapsedTime(startedAt).TotalSeconds, tag);
    }

    /// <summary>Counts the operations of a committed transaction.</summary>
    public void OperationsCommitted(int operations) => _transactionOperations.Record(operations);

    /// <summary>Counts records that were sent.</summary>
    public void RecordsRead(string endpoint, int records) =>
        _records.Add(records, new KeyValuePair<string, object?>(Endpoint, endpoint));

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();
}
