namespace NotionStyle.Dashboard.Telemetry;

/// <summary>What can be asked of the stored traces.</summary>
public interface ITraceQueries
{
    /// <summary>Traces with what a list shows of them.</summary>
    Task<TracePage> ListAsync(TraceFilter filter, CancellationToken cancellationToken);

    /// <summary>How the durations of the traces that meet a filter are spread (its Skip, Take and Order do not matter).</summary>
    Task<LatencyHistogram> HistogramAsync(TraceFilter filter, CancellationToken cancellationToken);

    /// <summary>All spans of a trace in the order of their start; null when there is none. At most <see cref="Trace.MaximumSpans" /> of them.</summary>
    Task<Trace?> GetAsync(TraceId id, CancellationToken cancellationToken);

    /// <summary>The spans of other traces that link to this trace, at most 100: where its messages went.</summary>
    Task<IReadOnlyList<Span>> LinkedFromAsync(TraceId id, CancellationToken cancellationToken);
}

/// <summary>What can be asked of the stored log records.</summary>
public interface ILogQueries
{
    /// <summary>Log records.</summary>
    Task<LogPage> ListAsync(LogFilter filter, CancellationToken cancellationToken);

    /// <summary>How many records meet a filter, by time and severity: at most <paramref name="slots" /> slots over the time that they span.</summary>
    Task<IReadOnlyList<LogSlot>> CountsAsync(LogFilter filter, int slots, CancellationToken cancellationToken);
}

/// <summary>What can be asked of the stored metrics.</summary>
public interface IMetricQueries
{
    /// <summary>The instruments that there are, by service, meter and name.</summary>
    Task<IReadOnlyList<Instrument>> InstrumentsAsync(string? service, int? run, CancellationToken cancellationToken);

    /// <summary>The curves of an instrument; null when there is none.</summary>
    Task<MetricChart?> ChartAsync(MetricQuery query, CancellationToken cancellationToken);
}

/// <summary>What is known of the store as a whole.</summary>
public interface ITelemetryCatalog
{
    /// <summary>Who has sent telemetry, with how much of it and how many errors.</summary>
    Task<IReadOnlyList<ServiceSummary>> ServicesAsync(int? run, CancellationToken cancellationToken);

    /// <summary>The runs, the newest first: one begins each time this dashboard starts.</summary>
    Task<IReadOnlyList<Run>> RunsAsync(CancellationToken cancellationToken);

    /// <summary>What was taken, dropped and is stored.</summary>
    Task<StoreStatistics> StatisticsAsync(CancellationToken cancellationToken);

    /// <summary>The keys of attributes of spans or logs that are known, for completion; at most 1,000, ordered.</summary>
    Task<IReadOnlyList<string>> AttributeKeysAsync(TelemetrySignal signal, CancellationToken cancellationToken);

    /// <summary>Operations (service and name of server, consumer and root spans) of two runs side by side.</summary>
    Task<IReadOnlyList<OperationComparison>> CompareAsync(int runA, int runB, CancellationToken cancellationToken);
}

/// <summary>A kind of telemetry.</summary>
public enum TelemetrySignal
{
    /// <summary>Spans.</summary>
    Traces,

    /// <summary>Log records.</summary>
    Logs,

    /// <summary>Points of metrics.</summary>
    Metrics,
}

/// <summary>A part of a list of traces.</summary>
/// <param name="Traces">The traces.</param>
/// <param name="Total">How many meet the filter in all.</param>
public sealed record TracePage(IReadOnlyList<TraceSummary> Traces, long Total);

/// <summary>A trace in a list.</summary>
/// <param name="TraceId">Its id.</param>
/// <param name="Name">The name of its root span; of its first span while the root has not come.</param>
/// <param name="Service">The service of that span.</param>
/// <param name="HasRoot">Whether the root has come.</param>
/// <param name="Start">When its first span began.</param>
/// <param name="DurationNano">From the start of its first span to the end of its last, in nanoseconds.</param>
/// <param name="Spans">How many spans it has.</param>
/// <param name="Errors">How many of them failed.</param>
/// <param name="Services">Its services with the number of their spans, the one with most first.</param>
/// <param name="Run">The run in which it began.</param>
public sealed record TraceSummary(
    TraceId TraceId,
    string Name,
    string Service,
    bool HasRoot,
    Timestamp Start,
    long DurationNano,
    int Spans,
    int Errors,
    IReadOnlyList<KeyValuePair<string, int>> Services,
    int Run
);

/// <summary>Durations of traces, in slots that grow by a constant factor.</summary>
/// <param name="Slots">The slots, the shortest first; empty when there are no traces.</param>
/// <param name="P50Nano">Half of the traces are as fast, in nanoseconds.</param>
/// <param name="P90Nano">Nine of ten are as fast.</param>
/// <param name="P99Nano">99 of 100 are as fast.</param>
public sealed record LatencyHistogram(IReadOnlyList<LatencySlot> Slots, long P50Nano, long P90Nano, long P99Nano);

/// <summary>A slot of a histogram of durations.</summary>
/// <param name="FromNano">The shortest duration in it, in nanoseconds.</param>
/// <param name="ToNano">The first duration past it.</param>
/// <param name="Count">How many traces.</param>
/// <param name="Errors">How many of them have a span that failed.</param>
public sealed record LatencySlot(long FromNano, long ToNano, long Count, long Errors);

/// <summary>A whole trace.</summary>
/// <param name="TraceId">Its id.</param>
/// <param name="Spans">Its spans in the order of their start, each id once.</param>
/// <param name="IsTruncated">Whether it has more spans than are here.</param>
/// <param name="LogCounts">How many log records were written in a span, for the spans that have any.</param>
public sealed record Trace(
    TraceId TraceId,
    IReadOnlyList<Span> Spans,
    bool IsTruncated,
    IReadOnlyDictionary<SpanId, int> LogCounts
)
{
    /// <summary>More spans than this of one trace are not shown; they stay stored and can be queried.</summary>
    public const int MaximumSpans = 20_000;
}

/// <summary>A part of a list of log records.</summary>
/// <param name="Records">The records.</param>
/// <param name="Total">How many meet the filter in all.</param>
public sealed record LogPage(IReadOnlyList<LogRecord> Records, long Total);

/// <summary>Log records of a stretch of time.</summary>
/// <param name="From">When it begins.</param>
/// <param name="Length">How long it is.</param>
/// <param name="Errors">Records of severity 17 and more.</param>
/// <param name="Warnings">Records of severity 13 to 16.</param>
/// <param name="Others">The others.</param>
public sealed record LogSlot(Timestamp From, TimeSpan Length, long Errors, long Warnings, long Others);

/// <summary>An instrument of a service, over all its processes and attributes.</summary>
/// <param name="Service">The service.</param>
/// <param name="Meter">The meter.</param>
/// <param name="Name">The instrument.</param>
/// <param name="Description">What it measures, or empty.</param>
/// <param name="Unit">Its unit in UCUM, or empty.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Series">How many series it has.</param>
/// <param name="Dimensions">The keys of its attributes, each with its values (at most 500 of each).</param>
public sealed record Instrument(
    string Service,
    string Meter,
    string Name,
    string Description,
    string Unit,
    InstrumentKind Kind,
    int Series,
    IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> Dimensions
);

/// <summary>Which curves to draw.</summary>
public sealed record MetricQuery
{
    /// <summary>The service; null for all together.</summary>
    public string? Service { get; init; }

    /// <summary>The meter; null for any.</summary>
    public string? Meter { get; init; }

    /// <summary>The instrument.</summary>
    public required string Instrument { get; init; }

    /// <summary>Of this run; null for all.</summary>
    public int? Run { get; init; }

    /// <summary>From when to when; an open start is 15 minutes before the end, an open end is now.</summary>
    public TimeRange Range { get; init; }

    /// <summary>Only series with one of these values of the attribute.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Dimensions { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>One curve for each value of this attribute; null for one curve over all.</summary>
    public string? GroupBy { get; init; }

    /// <summary>How many points in a curve, 2 to 1,000.</summary>
    public int Points { get; init; } = 120;
}

/// <summary>What is drawn of an instrument.</summary>
/// <param name="Instrument">The instrument.</param>
/// <param name="Times">The starts of the slots, ascending, equally far apart.</param>
/// <param name="Curves">
/// The curves. Counters are rates per second (a cumulative counter that starts again at 0 does not go below 0); gauges and up-down counters are values; histograms have p50, p90, p99
/// and the rate per second of their values.
/// </param>
/// <param name="Exemplars">Single measurements with their traces, at most 500.</param>
/// <param name="IsTruncated">Whether groups were left out: at most 50 are drawn, those with the most.</param>
public sealed record MetricChart(
    Instrument Instrument,
    IReadOnlyList<Timestamp> Times,
    IReadOnlyList<MetricCurve> Curves,
    IReadOnlyList<Exemplar> Exemplars,
    bool IsTruncated
);

/// <summary>A curve.</summary>
/// <param name="Group">The value of the attribute that it stands for; empty without a grouping.</param>
/// <param name="Statistic"><c>value</c>, <c>rate</c>, <c>p50</c>, <c>p90</c> or <c>p99</c>.</param>
/// <param name="Values">One value for each time; null where nothing was measured.</param>
public sealed record MetricCurve(string Group, string Statistic, IReadOnlyList<double?> Values);

/// <summary>A service that has sent telemetry.</summary>
/// <param name="Name"><c>service.name</c>.</param>
/// <param name="Instances">Its processes.</param>
/// <param name="Spans">Stored spans.</param>
/// <param name="SpanErrors">Spans that failed.</param>
/// <param name="Logs">Stored log records.</param>
/// <param name="LogErrors">Records of severity 17 and more.</param>
/// <param name="LastSeen">When its newest telemetry happened; null when there is none.</param>
public sealed record ServiceSummary(
    string Name,
    IReadOnlyList<string> Instances,
    long Spans,
    long SpanErrors,
    long Logs,
    long LogErrors,
    Timestamp? LastSeen
);

/// <summary>A run of the dashboard, and with it of the application that it watches.</summary>
/// <param name="Number">1 for the first; never used again.</param>
/// <param name="Started">When it began.</param>
/// <param name="Ended">When the next one began or the dashboard stopped; null while it goes on.</param>
/// <param name="Label">What the AppHost said of itself: its stage and options; empty when nothing.</param>
/// <param name="Traces">Traces stored of it.</param>
public sealed record Run(int Number, Timestamp Started, Timestamp? Ended, string Label, long Traces);

/// <summary>An operation in two runs.</summary>
/// <param name="Service">The service.</param>
/// <param name="Name">The name of the span.</param>
/// <param name="A">In the first run; null when it did not occur.</param>
/// <param name="B">In the second run; null when it did not occur.</param>
public sealed record OperationComparison(string Service, string Name, OperationFigures? A, OperationFigures? B);

/// <summary>An operation in one run.</summary>
/// <param name="Count">How often.</param>
/// <param name="Errors">How often it failed.</param>
/// <param name="P50Nano">Half are as fast, in nanoseconds.</param>
/// <param name="P95Nano">19 of 20 are as fast.</param>
/// <param name="MaxNano">The slowest.</param>
public sealed record OperationFigures(long Count, long Errors, long P50Nano, long P95Nano, long MaxNano);

/// <summary>The store in figures. Counts since the start of this process unless they say stored.</summary>
/// <param name="SpansStored">Spans that are stored.</param>
/// <param name="LogsStored">Log records that are stored.</param>
/// <param name="PointsStored">Points of metrics that are stored.</param>
/// <param name="BytesStored">Bytes that the data takes on disk.</param>
/// <param name="BytesMaximum">What the oldest is removed at.</param>
/// <param name="Received">Records that were taken and are durable.</param>
/// <param name="Duplicates">Records that were there already.</param>
/// <param name="Rejected">Records that could not be kept.</param>
/// <param name="Refused">Records that were sent back for later because the queue was full.</param>
/// <param name="AgedOut">Records that were removed because of their age or the size of the store.</param>
/// <param name="QueueLength">Records that wait to be stored.</param>
/// <param name="QueueMaximum">What the queue refuses at.</param>
/// <param name="MemoryBytes">What this process holds in memory.</param>
/// <param name="Oldest">The oldest that is stored.</param>
public sealed record StoreStatistics(
    long SpansStored,
    long LogsStored,
    long PointsStored,
    long BytesStored,
    long BytesMaximum,
    long Received,
    long Duplicates,
    long Rejected,
    long Refused,
    long AgedOut,
    int QueueLength,
    int QueueMaximum,
    long MemoryBytes,
    Timestamp? Oldest
);
