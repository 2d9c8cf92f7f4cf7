using HdrHistogram;

namespace NotionStyle.Lab.Load;

/// <summary>What was seen of one kind of request; safe to use from several threads.</summary>
internal sealed class LoadStatistics
{
    private const long MicrosecondsMaximum = 600_000_000;
    private readonly Lock _lock = new();
    private readonly LongHistogram _latency = new(MicrosecondsMaximum, 3);
    private readonly Dictionary<string, int> _errors = [];
    private int _late;
    private int _dropped;

    /// <summary>Counts an answer.</summary>
    /// <param name="latency">From the time at which the request arrived.</param>
    /// <param name="isLate">Whether it was sent noticeably after that, because all clients were busy.</param>
    /// <param name="error">Why it failed; null when it did not.</param>
    public void Answered(TimeSpan latency, bool isLate, string? error)
    {
        lock (_lock)
        {
            if (isLate)
                _late++;
            if (error is null)
                _latency.RecordValue(Math.Clamp((long)latency.TotalMicroseconds, 1, MicrosecondsMaximum));
            else
                _errors[error] = _errors.GetValueOrDefault(error) + 1;
        }
    }

    /// <summary>Counts a request that was never sent.</summary>
    public void Dropped()
    {
        lock (_lock)
            _dropped++;
    }

    public LoadResult Result(LoadKind kind, TimeSpan elapsed)
    {
        lock (_lock)
        {
            double At(double percentile) =>
                _latency.TotalCount == 0 ? 0 : _latency.GetValueAtPercentile(percentile) / 1000.0;
            return new LoadResult(
                kind,
                _latency.TotalCount,
                _latency.TotalCount / Math.Max(elapsed.TotalSeconds, 0.001),
                At(50),
                At(90),
                At(99),
                At(100),
                _late,
                _dropped,
                new SortedDictionary<string, int>(_errors, StringComparer.Ordinal)
            );
        }
    }
}

/// <summary>The outcome for one kind of request. Latencies in milliseconds, from arrival to answer.</summary>
internal sealed record LoadResult(
    LoadKind Kind,
    long Answered,
    double PerSecond,
    double P50,
    double P90,
    double P99,
    double Maximum,
    int Late,
    int Dropped,
    IReadOnlyDictionary<string, int> Errors
);
