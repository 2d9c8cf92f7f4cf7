using System.Text.Json;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Tests.Storage.Queries;

/// <summary>Makes telemetry by the few words that matter in a test.</summary>
internal static class Sample
{
    public const long Epoch = 1_700_000_000_000_000_000;
    public const long Millisecond = 1_000_000;
    public const long Second = 1_000 * Millisecond;

    public static readonly InstrumentationScope Scope = new("Npgsql", "10.0");

    public static TelemetryResource Resource(string service, string instance = "1", object? attributes = null) =>
        new(service, instance, Attributes(attributes ?? new { host = "h" }));

    public static TelemetryAttributes Attributes(object attributes) => new(JsonSerializer.Serialize(attributes));

    public static TelemetryAttributes Attributes(params (string Key, object Value)[] attributes) =>
        new(JsonSerializer.Serialize(attributes.ToDictionary(a => a.Key, a => a.Value)));

    /// <summary>A span; times in milliseconds after <see cref="Epoch" />.</summary>
    public static Span Span(
        int trace,
        int span,
        int? parent = null,
        double start = 0,
        double milliseconds = 1,
        string name = "work",
        string service = "api",
        SpanStatus status = SpanStatus.Unset,
        SpanKind kind = SpanKind.Internal,
        TelemetryAttributes? attributes = null
    ) =>
        new()
        {
            TraceId = Trace(trace),
            SpanId = new SpanId((ulong)span),
            ParentSpanId = parent is { } p ? new SpanId((ulong)p) : null,
            Resource = Resource(service),
            Scope = Scope,
            Name = name,
            Kind = kind,
            Status = status,
            Start = At(start),
            DurationNano = (long)(milliseconds * Millisecond),
            Attributes = attributes ?? TelemetryAttributes.None,
        };

    /// <summary>A log record; the time in milliseconds after <see cref="Epoch" />.</summary>
    public static LogRecord Log(
        double time,
        string body,
        int severity = 9,
        string service = "api",
        int? trace = null,
        int? span = null,
        TelemetryAttributes? attributes = null
    ) =>
        new()
        {
            Time = At(time),
            Body = body,
            Severity = severity,
            SeverityText = "Level",
            Resource = Resource(service),
            Scope = new InstrumentationScope("App.Category", ""),
            TraceId = trace is { } t ? Trace(t) : null,
            SpanId = span is { } s ? new SpanId((ulong)s) : null,
            Attributes = attributes ?? TelemetryAttributes.None,
        };

    public static MetricSeries Series(
        string name,
        InstrumentKind kind,
        bool isDelta = false,
        string service = "api",
        string instance = "1",
        TelemetryAttributes? attributes = null
    ) =>
        new(
            Resource(service, instance),
            new InstrumentationScope("Meter", ""),
            name,
            "What it is",
            "{request}",
            kind,
            isDelta,
            attributes ?? TelemetryAttributes.None
        );

    /// <summary>A point; times in seconds after <see cref="Epoch" />, no start when it is null.</summary>
    public static MetricPoint Point(MetricSeries series, double time, double value, double? start = null) =>
        new()
        {
            Series = series,
            Time = At(time * 1000),
            Start = start is { } s ? At(s * 1000) : default,
            Value = value,
        };

    /// <summary>A point of a histogram with the bounds 10, 20, 50 unless others are given.</summary>
    public static MetricPoint Buckets(
        MetricSeries series,
        double time,
        double[] buckets,
        double? start = null,
        double[]? bounds = null,
        double? min = null,
        double? max = null
    ) =>
        Point(series, time, 0, start) with
        {
            Count = (long)buckets.Sum(),
            Bounds = bounds ?? [10, 20, 50],
            Buckets = buckets,
            Min = min,
            Max = max,
        };

    /// <summary>An id with all 16 bytes in use.</summary>
    public static TraceId Trace(int number) =>
        new(((UInt128)(0xf000_0000_0000_0000 + (ulong)number) << 64) | (0xabcd_0000_0000_0000 + (ulong)number));

    public static Timestamp At(double milliseconds) => new(Epoch + (long)(milliseconds * Millisecond));
}
