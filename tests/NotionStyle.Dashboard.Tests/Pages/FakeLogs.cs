using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Tests.Pages;

/// <summary>Log records in memory; it filters by range, service, severity, text and trace, and remembers what it was asked.</summary>
internal sealed class FakeLogs : ILogQueries
{
    public List<LogRecord> Records { get; } = [];

    public List<LogFilter> Asked { get; } = [];

    public Exception? Failure { get; set; }

    public Task<LogPage> ListAsync(LogFilter filter, CancellationToken cancellationToken)
    {
        Asked.Add(filter);
        if (Failure is not null)
            return Task.FromException<LogPage>(Failure);
        var found = Records.Where(r => Meets(r, filter)).OrderByDescending(r => r.Time).ToList();
        return Task.FromResult(new LogPage([.. found.Skip(filter.Skip).Take(filter.Take)], found.Count));
    }

    public Task<IReadOnlyList<LogSlot>> CountsAsync(LogFilter filter, int slots, CancellationToken cancellationToken)
    {
        var found = Records.Where(r => Meets(r, filter)).ToList();
        if (found.Count == 0)
            return Task.FromResult<IReadOnlyList<LogSlot>>([]);
        var first = found.Min(r => r.Time.UnixNano);
        var length = ((found.Max(r => r.Time.UnixNano) - first) / slots / 100 + 1) * 100;
        return Task.FromResult<IReadOnlyList<LogSlot>>([
            .. Enumerable
                .Range(0, slots)
                .Select(i =>
                {
                    var own = found.Where(r => (r.Time.UnixNano - first) / length == i).ToList();
                    var errors = own.Count(r => r.Severity >= 17);
                    var warnings = own.Count(r => r.Severity is >= 13 and < 17);
                    return new LogSlot(
                        new Timestamp(first + i * length),
                        TimeSpan.FromTicks(length / 100),
                        errors,
                        warnings,
                        own.Count - errors - warnings
                    );
                }),
        ]);
    }

    private static bool Meets(LogRecord record, LogFilter filter) =>
        (filter.Range.From is not { } from || record.Time >= from)
        && (filter.Range.To is not { } to || record.Time < to)
        && (filter.Service is null || record.Resource.ServiceName == filter.Service)
        && record.Severity >= filter.MinSeverity
        && record.Body.Contains(filter.Text, StringComparison.OrdinalIgnoreCase)
        && (filter.TraceId is null || record.TraceId == filter.TraceId)
        && (filter.SpanId is null || record.SpanId == filter.SpanId);
}
