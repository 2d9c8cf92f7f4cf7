using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Api;

/// <summary>Traces, logs, metrics and the store.</summary>
internal static class TelemetryEndpoints
{
    private static readonly ApiParameter[] Common =
    [
        new("range", "15m, 6h, 2d, all, or FROM..TO in ISO 8601; all when left out."),
        new("service", "service.name; all when left out."),
        new("run", "The number of a run; all when left out."),
        new("q", "Text that occurs in names or values, in any case."),
        new("f", "KEY:OPERATOR:VALUE with eq, ne, has, not, gt, lt, exists; may come several times, all must hold."),
        new("skip", "How many to leave out at the front."),
        new("take", "How many at most."),
    ];

    private static readonly ApiParameter[] OfTraces =
    [
        .. Common,
        new("min", "The shortest duration, such as 20ms."),
        new("max", "The longest duration, such as 1.5s."),
        new("errors", "true: only traces with a span that failed."),
        new("order", "newest, oldest, longest or shortest; newest when left out."),
    ];

    private static readonly ApiParameter[] OfLogs =
    [
        .. Common,
        new("severity", "The least severity, OTLP's number from 1 to 24."),
        new("trace", "The id of a trace."),
        new("span", "The id of a span."),
        new("oldest", "true: the oldest first."),
    ];

    public static IEnumerable<ApiEndpoint> All { get; } =
    [
        new(
            "/traces",
            "Traces with what a list shows of them, and how many there are in all.",
            OfTraces,
            (context, query) =>
            {
                var filter = Traces(query);
                return async () => await Of<ITraceQueries>(context).ListAsync(filter, query.Aborted);
            }
        ),
        new(
            "/traces/histogram",
            "How the durations of the traces that meet a filter are spread, with p50, p90 and p99.",
            OfTraces,
            (context, query) =>
            {
                var filter = Traces(query);
                return async () => await Of<ITraceQueries>(context).HistogramAsync(filter, query.Aborted);
            }
        ),
        new(
            "/traces/{traceId}",
            "All spans of a trace.",
            [],
            (context, query) =>
            {
                var id = Id(context, query);
                return async () => await Of<ITraceQueries>(context).GetAsync(id, query.Aborted);
            }
        ),
        new(
            "/traces/{traceId}/links",
            "The spans of other traces that link to a trace.",
            [],
            (context, query) =>
            {
                var id = Id(context, query);
                return async () => await Of<ITraceQueries>(context).LinkedFromAsync(id, query.Aborted);
            }
        ),
        new(
            "/logs",
            "Log records, and how many there are in all.",
            OfLogs,
            (context, query) =>
            {
                var filter = Logs(query);
                return async () => await Of<ILogQueries>(context).ListAsync(filter, query.Aborted);
            }
        ),
        new(
            "/logs/counts",
            "How many log records there are over time, by severity.",
            [.. OfLogs, new("slots", "How many slots at most, 1 to 1,000; 60 when left out.")],
            (context, query) =>
            {
                var filter = Logs(query);
                var slots = query.Number("slots", 60, 1, 1_000);
                return async () => await Of<ILogQueries>(context).CountsAsync(filter, slots, query.Aborted);
            }
        ),
        new(
            "/metrics",
            "The instruments with their dimensions.",
            [new("service", "service.name; all when left out."), new("run", "The number of a run; all when left out.")],
            (context, query) =>
            {
                var (service, run) = (query.TextOrNull("service"), query.NumberOrNull("run"));
                return async () => await Of<IMetricQueries>(context).InstrumentsAsync(service, run, query.Aborted);
            }
        ),
        new(
            "/metrics/chart",
            "The curves of an instrument: rates of counters, values of gauges, p50, p90, p99 and rate of histograms.",
            [
                new("instrument", "The name of the instrument; it must be given."),
                new("meter", "Its meter; any when left out."),
                new("service", "service.name; all together when left out."),
                new("run", "The number of a run; all when left out."),
                new("range", "As for traces; 15m when left out."),
                new("by", "One curve for each value of this attribute."),
                new("d", "KEY:VALUE of an attribute; may come several times."),
                new("points", "How many points in a curve, 2 to 1,000; 120 when left out."),
            ],
            (context, query) =>
            {
                var chart = Chart(query);
                return async () => await Of<IMetricQueries>(context).ChartAsync(chart, query.Aborted);
            }
        ),
        new(
            "/services",
            "Who has sent telemetry, with how much of it and how many errors.",
            [new("run", "The number of a run; all when left out.")],
            (context, query) =>
            {
                var run = query.NumberOrNull("run");
                return async () => await Of<ITelemetryCatalog>(context).ServicesAsync(run, query.Aborted);
            }
        ),
        new(
            "/runs",
            "The runs, the newest first: one begins each time the dashboard starts.",
            [],
            (context, query) => async () => await Of<ITelemetryCatalog>(context).RunsAsync(query.Aborted)
        ),
        new(
            "/runs/compare",
            "Operations of two runs side by side.",
            [new("a", "The number of the first run."), new("b", "The number of the second run.")],
            (context, query) =>
            {
                _ = (query.Required("a"), query.Required("b"));
                var (a, b) = (query.Number("a", 0, 1, int.MaxValue), query.Number("b", 0, 1, int.MaxValue));
                return async () => await Of<ITelemetryCatalog>(context).CompareAsync(a, b, query.Aborted);
            }
        ),
        new(
            "/statistics",
            "What was taken, dropped and is stored.",
            [],
            (context, query) => async () => await Of<ITelemetryCatalog>(context).StatisticsAsync(query.Aborted)
        ),
    ];

    private static T Of<T>(HttpContext context)
        where T : notnull => context.RequestServices.GetRequiredService<T>();

    private static TraceId Id(HttpContext context, ApiQuery query)
    {
        var text = context.Request.RouteValues["traceId"] as string;
        if (!TraceId.TryParse(text, out var id))
            query.Refuse("traceId", $"'{text}' must be the 32 hexadecimal digits of a trace.");
        return id;
    }

    private static TraceFilter Traces(ApiQuery query) =>
        new()
        {
            Range = query.Range(),
            Service = query.TextOrNull("service"),
            Run = query.NumberOrNull("run"),
            MinDurationNano = query.Duration("min"),
            MaxDurationNano = query.Duration("max"),
            ErrorsOnly = query.Flag("errors"),
            Text = query.Text("q"),
            Attributes = query.Filters(),
            Order = query.Choice("order", TraceOrder.Newest),
            Skip = query.Number("skip", 0, 0, int.MaxValue),
            Take = query.Number("take", 100, 1, 1_000),
        };

    private static LogFilter Logs(ApiQuery query) =>
        new()
        {
            Range = query.Range(),
            Service = query.TextOrNull("service"),
            Run = query.NumberOrNull("run"),
            MinSeverity = query.Number("severity", 0, 0, 24),
            Text = query.Text("q"),
            Attributes = query.Filters(),
            TraceId = query.TraceId("trace"),
            SpanId = query.SpanId("span"),
            OldestFirst = query.Flag("oldest"),
            Skip = query.Number("skip", 0, 0, int.MaxValue),
            Take = query.Number("take", 500, 1, 10_000),
        };

    private static MetricQuery Chart(ApiQuery query) =>
        new()
        {
            Instrument = query.Required("instrument"),
            Meter = query.TextOrNull("meter"),
            Service = query.TextOrNull("service"),
            Run = query.NumberOrNull("run"),
            Range = query.Range(),
            GroupBy = query.TextOrNull("by"),
            Dimensions = query.Dimensions(),
            Points = query.Number("points", 120, 2, 1_000),
        };
}
