using System.Text.Json;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Tests.Pages.Traces;

/// <summary>Traces as services of this project send them.</summary>
internal static class SampleTraces
{
    public const string Statement =
        "SELECT id, parent_id, type, properties FROM s017.block WHERE id = ANY($1) AND archived IS NOT TRUE ORDER BY position LIMIT 100";

    public static readonly Timestamp Origin = new(1_790_000_000_000_000_000);

    public static readonly TelemetryResource Api = Resource("notion-api");
    public static readonly TelemetryResource Blocks = Resource("block-service");
    public static readonly TelemetryResource Indexer = Resource("search-indexer");

    public static TelemetryResource Resource(string service, string instance = "i1") =>
        new(
            service,
            instance,
            Attributes(("service.name", service), ("service.instance.id", instance), ("host.name", "node-1"))
        );

    public static TelemetryAttributes Attributes(params (string Key, object Value)[] pairs) =>
        new(JsonSerializer.Serialize(pairs.ToDictionary(p => p.Key, p => p.Value)));

    public static TraceId TraceOf(int number) => new(((UInt128)0xabcdef << 64) + (UInt128)number);

    public static SpanId SpanOf(int number) => new(0xa0000000UL + (ulong)number);

    /// <summary>A span by numbers; times in microseconds after the origin.</summary>
    public static Span Span(
        int id,
        int? parent,
        string name,
        long start,
        long length,
        TelemetryResource? resource = null,
        SpanKind kind = SpanKind.Internal,
        TelemetryAttributes? attributes = null,
        int trace = 1
    ) =>
        new()
        {
            TraceId = TraceOf(trace),
            SpanId = SpanOf(id),
            ParentSpanId = parent is { } number ? SpanOf(number) : null,
            Resource = resource ?? Api,
            Scope = new InstrumentationScope("Test.Scope", "1.0"),
            Name = name,
            Kind = kind,
            Start = new Timestamp(Origin.UnixNano + start * 1_000),
            DurationNano = length * 1_000,
            Attributes = attributes ?? TelemetryAttributes.None,
        };

    /// <summary>A call of the API with SQL, a failure, an event, links and a clock that is behind.</summary>
    public static Trace Edit(int trace = 1)
    {
        var failed = SampleSpans.Sql(6, 4, 9_000, 6_200, trace) with
        {
            Status = SpanStatus.Error,
            StatusMessage = "40001: could not serialize access",
            Events =
            [
                new SpanEvent(
                    new Timestamp(Origin.UnixNano + 15_000_000),
                    "exception",
                    Attributes(
                        ("exception.type", "Npgsql.PostgresException"),
                        ("exception.message", "40001: could not serialize access due to concurrent update"),
                        ("exception.stacktrace", SampleSpans.Stack)
                    )
                ),
            ],
        };
        Span[] spans =
        [
            Span(
                1,
                null,
                "PATCH /v1/blocks/{id}/children",
                0,
                48_000,
                Api,
                SpanKind.Server,
                Attributes(
                    ("http.request.method", "PATCH"),
                    ("http.route", "/v1/blocks/{id}/children"),
                    ("http.response.status_code", 200),
                    ("url.path", "/v1/blocks/1/children")
                ),
                trace
            ),
            Span(2, 1, "authorize", 500, 1_200, Api, trace: trace),
            Span(
                3,
                1,
                "POST",
                2_000,
                38_000,
                Api,
                SpanKind.Client,
                Attributes(("http.request.method", "POST"), ("server.address", "block-service")),
                trace
            ),
            Span(
                4,
                3,
                "POST /transactions",
                -9_000,
                34_000,
                Blocks,
                SpanKind.Server,
                Attributes(
                    ("http.request.method", "POST"),
                    ("http.route", "/transactions"),
                    (SqlShard, 17),
                    ("notionstyle.server", "db-2")
                ),
                trace
            ) with
            {
                Links = [new SpanLink(TraceOf(2), SpanOf(1), Attributes(("reason", "retry of")))],
            },
            SampleSpans.Sql(5, 4, -8_000, 7_300, trace),
            failed with
            {
                Start = new Timestamp(Origin.UnixNano + 100_000),
            },
            SampleSpans.Sql(7, 4, 7_500, 14_000, trace),
            Span(
                8,
                1,
                "send block.changed",
                41_000,
                900,
                Api,
                SpanKind.Producer,
                Attributes(("messaging.system", "kafka"), ("messaging.destination.name", "block.changed")),
                trace
            ),
            Span(
                9,
                8,
                "process block.changed",
                60_000,
                22_000,
                Indexer,
                SpanKind.Consumer,
                Attributes(("messaging.system", "kafka")),
                trace
            ),
            Span(
                10,
                9,
                "PUT blocks/_doc",
                62_000,
                17_000,
                Indexer,
                SpanKind.Client,
                Attributes(("http.request.method", "PUT")),
                trace
            ),
            Span(11, 99, "late child", 30_000, 2_000, Indexer, trace: trace),
        ];
        return new Trace(
            TraceOf(trace),
            [.. spans.OrderBy(s => s.Start)],
            false,
            new Dictionary<SpanId, int> { [SpanOf(4)] = 3, [SpanOf(6)] = 1 }
        );
    }

    private const string SqlShard = "notionstyle.shard";

    /// <summary>A trace of so many spans, over four services, 12 levels deep.</summary>
    public static Trace Large(int spans, int trace = 3)
    {
        var random = new Random(4);
        TelemetryResource[] resources = [Api, Blocks, Indexer, Resource("lake-writer")];
        var all = new List<Span> { Span(1, null, "reindex workspace", 0, 900_000, Indexer, trace: trace) };
        while (all.Count < spans)
        {
            var parent = all[random.Next(Math.Max(0, all.Count - 30), all.Count)];
            var room = parent.DurationNano / 1_000;
            var begin = (parent.Start.UnixNano - Origin.UnixNano) / 1_000 + random.NextInt64(0, room / 3 + 1);
            var length = Math.Max(20, random.NextInt64(room / 4, room / 2 + 2));
            var resource = room > 4_000 ? resources[random.Next(resources.Length)] : parent.Resource;
            var next = room < 60 ? all[0] : parent;
            var id = all.Count + 1;
            all.Add(
                id % 3 == 0
                    ? SampleSpans.Sql(id, Number(next), begin, length, trace) with
                    {
                        Resource = resource,
                    }
                    : Span(
                        id,
                        Number(next),
                        $"step {id}",
                        begin,
                        length,
                        resource,
                        SpanKind.Internal,
                        Attributes(("step", id)),
                        trace
                    )
            );
        }

        return new Trace(TraceOf(trace), [.. all.OrderBy(s => s.Start)], false, new Dictionary<SpanId, int>());
    }

    private static int Number(Span span) => (int)(span.SpanId.Value - SpanOf(0).Value);
}
