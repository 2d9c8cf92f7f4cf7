using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Tests.Storage;

/// <summary>Records to write, told apart by a number.</summary>
internal static class Samples
{
    public static readonly TelemetryResource Resource = new(
        "blocks",
        "instance-1",
        new TelemetryAttributes("""{"service.name":"blocks","service.instance.id":"instance-1"}""")
    );

    public static readonly InstrumentationScope Scope = new("NotionStyle.Blocks", "1.0");

    public static readonly Timestamp Now = Timestamp.From(DateTimeOffset.UtcNow);

    public static Span Span(int number, string? attributes = null) =>
        new()
        {
            TraceId = new TraceId(new UInt128(7, (ulong)(number / 10) + 1)),
            SpanId = new SpanId((ulong)number + 1),
            Resource = Resource,
            Scope = Scope,
            Name = $"GET /v1/pages/{number}",
            Kind = SpanKind.Server,
            Start = Now + TimeSpan.FromMicroseconds(number),
            DurationNano = 1_000 + number,
            Attributes = new TelemetryAttributes(attributes ?? $$"""{"n":{{number}}}"""),
        };

    public static Span[] Spans(int from, int count) => [.. Enumerable.Range(from, count).Select(n => Span(n))];

    public static LogRecord Log(int number) =>
        new()
        {
            Time = Now + TimeSpan.FromMicroseconds(number),
            Resource = Resource,
            Scope = Scope,
            Severity = 9,
            Body = $"line {number}",
        };

    public static MetricSeries Series(int number) =>
        new(
            Resource,
            new InstrumentationScope("Meter", ""),
            $"requests.{number}",
            "",
            "{request}",
            InstrumentKind.Counter,
            IsDelta: false,
            TelemetryAttributes.None
        );

    public static MetricPoint Point(int series, int time, double value = 1) =>
        new()
        {
            Series = Series(series),
            Time = Now + TimeSpan.FromSeconds(time),
            Value = value,
        };
}
