using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Tests.Pages.Traces;

/// <summary>The ports over lists in memory.</summary>
internal sealed class FakeTelemetry : ITraceQueries, ILogQueries, ITelemetryCatalog
{
    private readonly Lock _lock = new();
    private readonly List<TraceFilter> _asked = [];

    public List<TraceSummary> Summaries { get; } = [];

    public Dictionary<TraceId, Trace> Traces { get; } = [];

    public List<Span> Linked { get; } = [];

    public List<LogRecord> Logs { get; } = [];

    public List<Run> Runs { get; } = [];

    public List<OperationComparison> Operations { get; } = [];

    /// <summary>The runs that were compared last.</summary>
    public (int A, int B)? Compared { get; private set; }

    public LatencyHistogram Histogram { get; set; } = new([], 0, 0, 0);

    public string? Failure { get; set; }

    public TraceFilter LastFilter
    {
        get
        {
            lock (_lock)
                return _asked[^1];
        }
    }

    public FakeTelemetry Add(Trace trace, int run = 1)
    {
        Traces[trace.TraceId] = trace;
        var root = trace.Spans.FirstOrDefault(s => s.ParentSpanId is null) ?? trace.Spans[0];
        var start = trace.Spans.Min(s => s.Start.UnixNano);
        Summaries.Add(
            new TraceSummary(
                trace.TraceId,
                root.Name,
                root.Resource.ServiceName,
                root.ParentSpanId is null,
                new Timestamp(start),
                trace.Spans.Max(s => s.End.UnixNano) - start,
                trace.Spans.Count,
                trace.Spans.Count(s => s.Status == SpanStatus.Error),
                [
                    .. trace
                        .Spans.GroupBy(s => s.Resource.ServiceName)
                        .Select(g => KeyValuePair.Create(g.Key, g.Count()))
                        .OrderByDescending(p => p.Value),
                ],
                run
            )
        );
        return this;
    }

    public Task<TracePage> ListAsync(TraceFilter filter, CancellationToken cancellationToken)
    {
        lock (_lock)
            _asked.Add(filter);
        Fail();
        var all = Summaries
            .Where(s => filter.Text.Length == 0 || s.Name.Contains(filter.Text, StringComparison.OrdinalIgnoreCase))
            .Where(s => !filter.ErrorsOnly || s.Errors > 0);
        var ordered = filter.Order switch
        {
            TraceOrder.Longest => all.OrderByDescending(s => s.DurationNano),
            TraceOrder.Shortest => all.OrderBy(s => s.DurationNano),
            TraceOrder.Oldest => all.OrderBy(s => s.Start),
            _ => all.OrderByDescending(s => s.Start),
        };
        var list = ordered.ToList();
        return Task.FromResult(new TracePage([.. list.Skip(filter.Skip).Take(filter.Take)], list.Count));
    }

    public Task<LatencyHistogram> HistogramAsync(TraceFilter filter, CancellationToken cancellationToken) =>
        Answer(Histogram);

    public Task<Trace?> GetAsync(TraceId id, CancellationToken cancellationToken) =>
        Answer(Traces.GetValueOrDefault(id));

    public Task<IReadOnlyList<Span>> LinkedFromAsync(TraceId id, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<Span>>(Linked);

    public Task<LogPage> ListAsync(LogFilter filter, CancellationToken cancellationToken)
    {
        var records = Logs.Where(l => l.SpanId == filter.SpanId && l.TraceId == filter.TraceId).ToList();
        return Answer(new LogPage(records, records.Count));
    }

    public Task<IReadOnlyList<LogSlot>> CountsAsync(LogFilter filter, int slots, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<LogSlot>>([]);

    public Task<IReadOnlyList<ServiceSummary>> ServicesAsync(int? run, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<ServiceSummary>>([
            .. Summaries
                .SelectMany(s => s.Services)
                .GroupBy(s => s.Key)
                .Select(g => new ServiceSummary(g.Key, ["i1"], g.Sum(p => p.Value), 0, 0, 0, null)),
        ]);

    public Task<IReadOnlyList<Run>> RunsAsync(CancellationToken cancellationToken) => Answer<IReadOnlyList<Run>>(Runs);

    public Task<StoreStatistics> StatisticsAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<string>> AttributeKeysAsync(
        TelemetrySignal signal,
        CancellationToken cancellationToken
    ) => Answer<IReadOnlyList<string>>(["db.query.text", "http.route", "notionstyle.shard"]);

    public Task<IReadOnlyList<OperationComparison>> CompareAsync(
        int runA,
        int runB,
        CancellationToken cancellationToken
    )
    {
        Compared = (runA, runB);
        return Answer<IReadOnlyList<OperationComparison>>(Operations);
    }

    private Task<T> Answer<T>(T value)
    {
        Fail();
        return Task.FromResult(value);
    }

    private void Fail()
    {
        if (Failure is not null)
            throw new InvalidOperationException(Failure);
    }
}
