using NotionStyle.Dashboard.Storage.Queries;
using NotionStyle.Dashboard.Telemetry;
using Spectre.Console;
using Process = System.Diagnostics.Process;
using Stopwatch = System.Diagnostics.Stopwatch;

namespace NotionStyle.Benchmarks.Scenarios;

/// <summary>
/// The questions of the dashboard's pages with a million spans (100,000 traces, one of 2,000 spans), 500,000 log records and a million points stored, each beside the yardstick of a bare
/// scan of the columns that the answer cannot do without.
/// </summary>
internal static class TelemetryQueries
{
    private const int Runs = 20;
    private const double AimMilliseconds = 300;

    public static async Task RunAsync(CancellationToken ct)
    {
        using var store = new FilledStore();
        AnsiConsole.MarkupLineInterpolated(
            $"[bold]telemetry-queries[/]: 1,000,000 spans, 100,000 traces, 500,000 logs, 1,000,000 points; {Runs} runs each; the process holds {Environment.WorkingSet >> 20:N0} MiB after filling"
        );
        var traces = new TraceQueries(store);
        var logs = new LogQueries(store);
        var metrics = new MetricQueries(store, TimeProvider.System);
        var catalog = new TelemetryCatalog(store, FilledStore.Counters, TimeProvider.System);
        var recent = new TraceFilter { Range = new TimeRange(FilledStore.End - TimeSpan.FromMinutes(15), null) };
        var shard = new AttributeFilter("notionstyle.shard", FilterOperator.Equals, "77");
        var rows = new AttributeFilter("db.response.returned_rows", FilterOperator.GreaterThan, "990");
        var chart = new MetricQuery
        {
            Instrument = "http.server.request.duration",
            Range = new TimeRange(FilledStore.End - TimeSpan.FromMinutes(15), FilledStore.End),
        };
        const string narrow = "SELECT count(*), min(trace_id), min(start), max(duration), max(status) FROM span";
        const string wide = "SELECT count(*), sum(length(attributes)), sum(length(name)) FROM span";
        const string log = "SELECT count(*), sum(length(body)), sum(length(attributes)) FROM log";
        const string point = "SELECT count(*), max(series), max(time), sum(count), sum(len(buckets)) FROM point";
        (string What, Func<Task<string>> Ask, string Bare)[] cases =
        [
            ("traces, last 15 minutes", () => ListAsync(recent), narrow),
            ("traces, all time", () => ListAsync(new TraceFilter()), narrow),
            ("traces, longest first", () => ListAsync(new TraceFilter { Order = TraceOrder.Longest }), narrow),
            ("traces, 15 minutes, shard = 77", () => ListAsync(recent with { Attributes = [shard] }), wide),
            ("traces, all time, shard = 77", () => ListAsync(new TraceFilter { Attributes = [shard] }), wide),
            ("traces, all time, rows > 990", () => ListAsync(new TraceFilter { Attributes = [rows] }), wide),
            (
                "traces, all time, service, errors",
                () => ListAsync(new TraceFilter { Service = "service-3", ErrorsOnly = true }),
                narrow
            ),
            ("traces, all time, rare text", () => ListAsync(new TraceFilter { Text = "shard_77.block" }), wide),
            ("traces, all time, text in every key", () => ListAsync(new TraceFilter { Text = "server.addr" }), wide),
            ("traces, 15 minutes, rare text", () => ListAsync(recent with { Text = "shard_77.block" }), wide),
            ("latency histogram, all time", HistogramAsync, narrow),
            ("trace of 2,000 spans", TraceAsync, "SELECT count(*), min(trace_id) FROM span"),
            (
                "linked from",
                async () => $"{(await traces.LinkedFromAsync(FilledStore.Trace(5), ct)).Count} spans",
                "SELECT count(*), sum(length(links)) FROM span"
            ),
            ("logs, newest 500", () => LogsAsync(new LogFilter()), "SELECT count(*), max(time) FROM log"),
            ("logs with a text", () => LogsAsync(new LogFilter { Text = "shard 77" }), log),
            (
                "logs per slot",
                async () => $"{(await logs.CountsAsync(new LogFilter(), 60, ct)).Count} slots",
                "SELECT count(*), max(time), max(severity) FROM log"
            ),
            ("chart of a histogram", () => ChartAsync(chart), point),
            ("chart of a histogram by route", () => ChartAsync(chart with { GroupBy = "http.route" }), point),
            (
                "chart of a counter, all hour",
                () =>
                    ChartAsync(
                        chart with
                        {
                            Instrument = "requests",
                            Range = new TimeRange(FilledStore.Begin, FilledStore.End),
                        }
                    ),
                point
            ),
            (
                "instruments",
                async () => $"{(await metrics.InstrumentsAsync(null, null, ct)).Count} instruments",
                "SELECT count(*), sum(length(attributes)) FROM series"
            ),
            ("services", async () => $"{(await catalog.ServicesAsync(null, ct)).Count} services", narrow),
            ("runs", async () => $"{(await catalog.RunsAsync(ct)).Count} runs", narrow),
            ("compare two runs", async () => $"{(await catalog.CompareAsync(1, 2, ct)).Count} operations", narrow),
        ];
        var table = new Table().AddColumns(
            "question",
            "answer",
            "p50 ms",
            "p95 ms",
            "bare scan p50 ms",
            "ratio",
            "aim"
        );
        foreach (var (what, ask, bare) in cases)
        {
            var answer = await ask();
            // In turn, so that what else the machine does meets both.
            var (ours, yardstick) = (new double[Runs], new double[Runs]);
            for (var run = 0; run < Runs; run++)
            {
                ours[run] = await MeasureAsync(ask);
                yardstick[run] = await MeasureAsync(() => store.ReadAsync(c => FilledStore.Scan(c, bare), ct));
            }

            Array.Sort(ours);
            Array.Sort(yardstick);
            var (p50, p95, scan) = (ours[Runs / 2], ours[Runs * 95 / 100], yardstick[Runs / 2]);
            table.AddRow(
                what,
                answer,
                $"{p50:F1}",
                $"{p95:F1}",
                $"{scan:F1}",
                $"{p50 / scan:F1}",
                p95 < AimMilliseconds ? "met" : "MISSED"
            );
        }

        AnsiConsole.Write(table);
        using var process = Process.GetCurrentProcess();
        AnsiConsole.MarkupLineInterpolated(
            $"The process holds {process.WorkingSet64 >> 20:N0} MiB now and held {process.PeakWorkingSet64 >> 20:N0} MiB at most (the filling included); the store takes {store.Bytes >> 20:N0} MiB on disk."
        );

        async Task<string> ListAsync(TraceFilter filter) => $"{(await traces.ListAsync(filter, ct)).Total:N0} traces";

        async Task<string> HistogramAsync()
        {
            var histogram = await traces.HistogramAsync(new TraceFilter(), ct);
            return $"{histogram.Slots.Count} slots";
        }

        async Task<string> TraceAsync() =>
            $"{(await traces.GetAsync(FilledStore.LargeTrace, ct))!.Spans.Count:N0} spans";

        async Task<string> LogsAsync(LogFilter filter) => $"{(await logs.ListAsync(filter, ct)).Total:N0} records";

        async Task<string> ChartAsync(MetricQuery query)
        {
            var drawn = (await metrics.ChartAsync(query, ct))!;
            return $"{drawn.Curves.Count} curves";
        }
    }

    private static async Task<double> MeasureAsync<T>(Func<Task<T>> ask)
    {
        var start = Stopwatch.GetTimestamp();
        await ask();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
