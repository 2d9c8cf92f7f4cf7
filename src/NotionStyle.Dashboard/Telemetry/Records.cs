namespace NotionStyle.Dashboard.Telemetry;

/// <summary>Who sent telemetry: one process of a service.</summary>
/// <param name="ServiceName"><c>service.name</c>; <c>unknown_service</c> when it was not given.</param>
/// <param name="InstanceId"><c>service.instance.id</c>; empty when it was not given.</param>
/// <param name="Attributes">All attributes of the resource.</param>
public sealed record TelemetryResource(string ServiceName, string InstanceId, TelemetryAttributes Attributes);

/// <summary>The library that made the telemetry.</summary>
/// <param name="Name">Its name: in .NET that of the ActivitySource, the Meter or the logger's category.</param>
/// <param name="Version">Its version, or empty.</param>
public sealed record InstrumentationScope(string Name, string Version);

/// <summary>What a span is to the spans around it; the numbers are OTLP's.</summary>
public enum SpanKind
{
    /// <summary>Not given.</summary>
    Unspecified = 0,

    /// <summary>Work inside a process.</summary>
    Internal = 1,

    /// <summary>A request that is answered.</summary>
    Server = 2,

    /// <summary>A request that is made.</summary>
    Client = 3,

    /// <summary>A message that is sent.</summary>
    Producer = 4,

    /// <summary>A message that is worked on.</summary>
    Consumer = 5,
}

/// <summary>How the work of a span ended; the numbers are OTLP's.</summary>
public enum SpanStatus
{
    /// <summary>Not said, which is the usual case of success.</summary>
    Unset = 0,

    /// <summary>Declared a success.</summary>
    Ok = 1,

    /// <summary>Failed.</summary>
    Error = 2,
}

/// <summary>One piece of work.</summary>
public sealed record Span
{
    /// <summary>The trace that it belongs to.</summary>
    public required TraceId TraceId { get; init; }

    /// <summary>Its id, unique in its trace.</summary>
    public required SpanId SpanId { get; init; }

    /// <summary>The span that caused it; null for a root.</summary>
    public SpanId? ParentSpanId { get; init; }

    /// <summary>Who did the work.</summary>
    public required TelemetryResource Resource { get; init; }

    /// <summary>What recorded it.</summary>
    public required InstrumentationScope Scope { get; init; }

    /// <summary>What was done; hostile input like every other text here.</summary>
    public required string Name { get; init; }

    /// <summary>What it is to the spans around it.</summary>
    public SpanKind Kind { get; init; }

    /// <summary>When it began, by the clock of its process.</summary>
    public required Timestamp Start { get; init; }

    /// <summary>How long it took, in nanoseconds; never negative (an end before the start is stored as 0).</summary>
    public required long DurationNano { get; init; }

    /// <summary>How it ended.</summary>
    public SpanStatus Status { get; init; }

    /// <summary>What was said of the failure, or empty.</summary>
    public string StatusMessage { get; init; } = "";

    /// <summary>W3C trace state, or empty.</summary>
    public string TraceState { get; init; } = "";

    /// <summary>Its attributes.</summary>
    public TelemetryAttributes Attributes { get; init; } = TelemetryAttributes.None;

    /// <summary>What happened during it, in the order of time.</summary>
    public IReadOnlyList<SpanEvent> Events { get; init; } = [];

    /// <summary>Other spans that it belongs with.</summary>
    public IReadOnlyList<SpanLink> Links { get; init; } = [];

    /// <summary>When it ended.</summary>
    public Timestamp End => new(Start.UnixNano + DurationNano);
}

/// <summary>Something that happened during a span; an exception, for one.</summary>
/// <param name="Time">When.</param>
/// <param name="Name">What.</param>
/// <param name="Attributes">Its attributes.</param>
public sealed record SpanEvent(Timestamp Time, string Name, TelemetryAttributes Attributes);

/// <summary>Another span, mostly of another trace, that a span belongs with.</summary>
/// <param name="TraceId">Its trace.</param>
/// <param name="SpanId">The span.</param>
/// <param name="Attributes">The attributes of the link.</param>
public sealed record SpanLink(TraceId TraceId, SpanId SpanId, TelemetryAttributes Attributes);

/// <summary>A log record.</summary>
public sealed record LogRecord
{
    /// <summary>When it happened; when it was received, if that was not said.</summary>
    public required Timestamp Time { get; init; }

    /// <summary>Who wrote it.</summary>
    public required TelemetryResource Resource { get; init; }

    /// <summary>The logger.</summary>
    public required InstrumentationScope Scope { get; init; }

    /// <summary>OTLP's severity: 1-4 trace, 5-8 debug, 9-12 information, 13-16 warning, 17-20 error, 21-24 fatal, 0 not given.</summary>
    public int Severity { get; init; }

    /// <summary>The severity in the words of its source, or empty.</summary>
    public string SeverityText { get; init; } = "";

    /// <summary>The text (what is no string as JSON).</summary>
    public required string Body { get; init; }

    /// <summary>The name of the kind of event, or empty.</summary>
    public string EventName { get; init; } = "";

    /// <summary>The trace in which it was written.</summary>
    public TraceId? TraceId { get; init; }

    /// <summary>The span in which it was written.</summary>
    public SpanId? SpanId { get; init; }

    /// <summary>Its attributes.</summary>
    public TelemetryAttributes Attributes { get; init; } = TelemetryAttributes.None;
}

/// <summary>What an instrument measures.</summary>
public enum InstrumentKind
{
    /// <summary>A value that is as it is: memory in use.</summary>
    Gauge = 0,

    /// <summary>A count that only grows: requests.</summary>
    Counter = 1,

    /// <summary>A sum that goes up and down: open connections.</summary>
    UpDownCounter = 2,

    /// <summary>A distribution with given bounds. Exponential histograms are stored with the bounds that follow from their scale.</summary>
    Histogram = 3,

    /// <summary>Quantiles that were computed at the source.</summary>
    Summary = 4,
}

/// <summary>One instrument of one library in one process, with one set of attributes: what a curve is drawn of.</summary>
/// <param name="Resource">Who measures.</param>
/// <param name="Scope">The meter.</param>
/// <param name="Name">The instrument.</param>
/// <param name="Description">What it measures, or empty.</param>
/// <param name="Unit">The unit in UCUM, or empty.</param>
/// <param name="Kind">What kind of instrument.</param>
/// <param name="IsDelta">Whether each point counts from the one before it (delta) and not from the start of the process (cumulative). Says nothing of gauges.</param>
/// <param name="Attributes">The attributes that tell its series apart.</param>
public sealed record MetricSeries(
    TelemetryResource Resource,
    InstrumentationScope Scope,
    string Name,
    string Description,
    string Unit,
    InstrumentKind Kind,
    bool IsDelta,
    TelemetryAttributes Attributes
);

/// <summary>A measured value of a series.</summary>
public sealed record MetricPoint
{
    /// <summary>The series.</summary>
    public required MetricSeries Series { get; init; }

    /// <summary>When counting began; 0 when it was not said.</summary>
    public Timestamp Start { get; init; }

    /// <summary>When it was read.</summary>
    public required Timestamp Time { get; init; }

    /// <summary>The value of a gauge or a sum; the sum of the values of a histogram or a summary.</summary>
    public required double Value { get; init; }

    /// <summary>How many values a histogram or a summary has; 0 for others.</summary>
    public long Count { get; init; }

    /// <summary>The smallest value of a histogram, when it was sent.</summary>
    public double? Min { get; init; }

    /// <summary>The largest value of a histogram, when it was sent.</summary>
    public double? Max { get; init; }

    /// <summary>The upper bounds of a histogram's buckets but the last, ascending; of a summary its quantiles from 0 to 1.</summary>
    public IReadOnlyList<double> Bounds { get; init; } = [];

    /// <summary>A histogram's counts per bucket, one more than bounds; of a summary the values at its quantiles.</summary>
    public IReadOnlyList<double> Buckets { get; init; } = [];

    /// <summary>Single measurements with the traces in which they were made.</summary>
    public IReadOnlyList<Exemplar> Exemplars { get; init; } = [];
}

/// <summary>A single measurement with the trace in which it was made.</summary>
/// <param name="Time">When.</param>
/// <param name="Value">What was measured.</param>
/// <param name="TraceId">The trace.</param>
/// <param name="SpanId">The span.</param>
public sealed record Exemplar(Timestamp Time, double Value, TraceId TraceId, SpanId SpanId);
