using NotionStyle.Dashboard.Telemetry;
using NotionStyle.Dashboard.Tests.Pages;

namespace NotionStyle.Dashboard.Tests.Preview;

/// <summary>What stage 1 measures, in curves that look like work.</summary>
internal static class SampleMetrics
{
    private const int Points = 120;
    private static readonly string[] Routes =
    [
        "/v1/pages",
        "/v1/blocks/{id}/children",
        "/v1/search",
        "/api/v3/saveTransactions",
    ];

    public static FakeMetrics All()
    {
        var metrics = new FakeMetrics();
        metrics.Instruments.AddRange([
            One(
                "Microsoft.AspNetCore.Hosting",
                "http.server.request.duration",
                "s",
                InstrumentKind.Histogram,
                "Duration of HTTP server requests.",
                ("http.route", Routes),
                ("http.response.status_code", ["200", "404", "500"])
            ),
            One(
                "Microsoft.AspNetCore.Hosting",
                "http.server.active_requests",
                "{request}",
                InstrumentKind.UpDownCounter,
                "Number of active HTTP server requests."
            ),
            One(
                "NotionStyle.BlockService",
                "notionstyle.transaction.duration",
                "s",
                InstrumentKind.Histogram,
                "How long a transaction takes.",
                ("notionstyle.transaction.outcome", ["committed", "refused"])
            ),
            One(
                "NotionStyle.BlockService",
                "notionstyle.transactions",
                "{transaction}",
                InstrumentKind.Counter,
                "Transactions."
            ),
            One(
                "Npgsql",
                "db.client.connection.count",
                "{connection}",
                InstrumentKind.UpDownCounter,
                "Connections in the pool.",
                ("db.client.connection.state", ["idle", "used"])
            ),
            One(
                "Npgsql",
                "db.client.operation.duration",
                "s",
                InstrumentKind.Histogram,
                "Duration of database client operations."
            ),
            One(
                "System.Runtime",
                "dotnet.process.cpu.time",
                "s",
                InstrumentKind.Counter,
                "CPU time used by the process.",
                ("cpu.mode", ["user", "system"])
            ),
            One(
                "System.Runtime",
                "dotnet.gc.last_collection.heap.size",
                "By",
                InstrumentKind.UpDownCounter,
                "The managed heap size.",
                ("gc.heap.generation", ["gen0", "gen1", "gen2", "loh"])
            ),
            One(
                "System.Runtime",
                "dotnet.process.memory.working_set",
                "By",
                InstrumentKind.UpDownCounter,
                "Physical memory."
            ),
            One(
                "System.Runtime",
                "dotnet.thread_pool.thread.count",
                "{thread}",
                InstrumentKind.UpDownCounter,
                "Threads of the pool."
            ),
            One(
                "System.Runtime",
                "dotnet.process.memory.working_set",
                "By",
                InstrumentKind.UpDownCounter,
                "Physical memory."
            ) with
            {
                Service = "dashboard",
            },
        ]);
        metrics.Draw = query =>
            metrics.Instruments.Find(i => i.Name == query.Instrument) is { } i ? Draw(i, query) : null;
        return metrics;
    }

    private static Instrument One(
        string meter,
        string name,
        string unit,
        InstrumentKind kind,
        string description,
        params (string Key, string[] Values)[] dimensions
    ) =>
        new(
            "block-service",
            meter,
            name,
            description,
            unit,
            kind,
            dimensions.Length + 1,
            [.. dimensions.Select(d => new KeyValuePair<string, IReadOnlyList<string>>(d.Key, d.Values))]
        );

    private static MetricChart Draw(Instrument instrument, MetricQuery query)
    {
        var now = DateTimeOffset.UtcNow;
        var times = Enumerable
            .Range(0, Points)
            .Select(i => Timestamp.From(now.AddSeconds((i - Points) * 7.5)))
            .ToList();
        var groups = instrument.Dimensions.FirstOrDefault(d => d.Key == query.GroupBy).Value ?? [""];
        var level = instrument.Unit switch
        {
            "By" => 4e7,
            "s" when instrument.Kind == InstrumentKind.Histogram => 0.012,
            "s" => 0.4,
            _ => 14,
        };
        var curves = groups.SelectMany(
            (group, g) =>
                instrument.Kind switch
                {
                    InstrumentKind.Histogram => new[]
                    {
                        ("p50", 1.0),
                        ("p90", 3.1),
                        ("p99", 9.5),
                        ("rate", 900),
                    }.Select(s => Curve(group, s.Item1, level * s.Item2 / (1 + g * 0.6), g)),
                    InstrumentKind.Counter => [Curve(group, "rate", level / (1 + g), g)],
                    _ => [Curve(group, "value", level / (1 + g), g)],
                }
        );
        var random = new Random(3);
        IEnumerable<Exemplar> exemplars =
            instrument.Kind != InstrumentKind.Histogram
                ? []
                : Enumerable
                    .Range(0, 14)
                    .Select(_ => new Exemplar(
                        times[random.Next(Points)],
                        level * (1 + random.NextDouble() * 12),
                        new TraceId((UInt128)random.NextInt64() << 60),
                        new SpanId((ulong)random.NextInt64())
                    ));
        return new MetricChart(instrument, times, [.. curves], [.. exemplars], false);
    }

    private static MetricCurve Curve(string group, string statistic, double level, int seed)
    {
        var random = new Random(seed + statistic.Length * 31 + (int)statistic[1]);
        return new MetricCurve(
            group,
            statistic,
            [
                .. Enumerable
                    .Range(0, Points)
                    .Select(i =>
                        i is > 40 and < 46
                            ? null
                            : (double?)(
                                level * (1 + 0.35 * Math.Sin((i + seed * 17) / 13.0) + random.NextDouble() * 0.25)
                            )
                    ),
            ]
        );
    }
}
