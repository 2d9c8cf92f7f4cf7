using NotionStyle.Dashboard.Storage.Queries;
using NotionStyle.Dashboard.Telemetry;
using NotionStyle.Testing;
using static NotionStyle.Dashboard.Tests.Storage.Queries.Sample;

namespace NotionStyle.Dashboard.Tests.Storage.Queries;

/// <summary>Random spans (late, twice, skewed, without a root, with hostile texts) and random filters, against a plain evaluation in memory.</summary>
public sealed class TraceQueriesRandomTests
{
    private static readonly string[] Texts =
    [
        "GET /v1/pages/{id}",
        "select \"a\"\\b from t; -- '",
        "<script>alert(1)</script>",
        "ÉTÉ ümlaut 日本",
        "100%_done",
        "{\"k\":\"v\"}",
        "a\nb\tc\0d",
        "42",
        "true",
        "",
    ];

    private static readonly string[] Keys =
    [
        "http.route",
        "a\"b",
        "c/d~e",
        "clé",
        "$[0]",
        "%",
        "k",
        "key",
        "0",
        "null",
    ];

    private static readonly string[] Fields =
    [
        "name",
        "kind",
        "status",
        "scope",
        "trace_id",
        "resource.host",
        "resource.none",
    ];

    private static readonly object[] Values =
    [
        .. Texts,
        42,
        -7,
        1.5,
        0.0025,
        true,
        new[] { "a", "42" },
        "NaN",
        "1e3",
        "Infinity",
    ];

    [Fact]
    public void Lists_and_histograms_are_those_of_the_plain_evaluation() =>
        Seeds.ForEach(12, seed => Check(seed).GetAwaiter().GetResult());

    private static async Task Check(int seed)
    {
        var random = new Random(seed);
        var stored = RandomSpans(random);
        using var store = new TemporaryStore();
        foreach (var (run, span) in stored)
            store.Add(run, span);
        var queries = new TraceQueries(store);
        var reference = new TraceReference(stored);
        for (var i = 0; i < 60; i++)
        {
            var filter = RandomFilter(random, stored);
            var expected = reference.All(filter);
            var page = await queries.ListAsync(filter, default);
            var because =
                $"{System.Text.Json.JsonSerializer.Serialize(filter.Text)} {filter} {string.Join(' ', filter.Attributes)}";
            Assert.True(expected.Count == page.Total, $"{page.Total} traces and not {expected.Count}: {because}");
            Assert.Equivalent(expected.Skip(filter.Skip).Take(filter.Take).ToList(), page.Traces, strict: true);
            Assert.Equal(
                expected.Skip(filter.Skip).Take(filter.Take).Select(t => t.TraceId),
                page.Traces.Select(t => t.TraceId)
            );
            CheckHistogram(expected, await queries.HistogramAsync(filter, default));
        }

        foreach (var trace in stored.GroupBy(s => s.Span.TraceId))
        {
            var expected = trace
                .Select(s => s.Span)
                .DistinctBy(s => s.SpanId)
                .OrderBy(s => s.Start)
                .ThenBy(s => s.SpanId.Value);
            var found = (await queries.GetAsync(trace.Key, default))!;
            Assert.Equal(expected.Select(s => (s.SpanId, s.Name)), found.Spans.Select(s => (s.SpanId, s.Name)));
        }
    }

    private static void CheckHistogram(IReadOnlyList<TraceSummary> traces, LatencyHistogram histogram)
    {
        Assert.Equal(traces.Count, histogram.Slots.Sum(s => s.Count));
        Assert.InRange(histogram.Slots.Count, 0, 40);
        foreach (var slot in histogram.Slots)
        {
            var here = traces.Where(t => t.DurationNano >= slot.FromNano && t.DurationNano < slot.ToNano).ToList();
            Assert.Equal((here.Count, here.Count(t => t.Errors > 0)), (slot.Count, slot.Errors));
        }

        long Rank(double share) =>
            traces.Count == 0
                ? 0
                : traces.Select(t => t.DurationNano).Order().ElementAt((int)Math.Ceiling(share * traces.Count) - 1);
        Assert.Equal((Rank(0.5), Rank(0.9), Rank(0.99)), (histogram.P50Nano, histogram.P90Nano, histogram.P99Nano));
    }

    private static List<(int Run, Span Span)> RandomSpans(Random random)
    {
        var stored = new List<(int Run, Span Span)>();
        for (var trace = 1; trace <= 40; trace++)
        {
            var hasRoot = random.Chance(0.8);
            var began = random.Next(1000);
            for (var span = 1; span <= random.Next(1, 9); span++)
            {
                // A clock that is wrong by up to 30 ms puts children before their parents.
                var start = began + random.Next(20) + (random.Chance(0.1) ? random.Next(-30, 30) : 0);
                stored.Add(
                    (
                        1 + (trace > 25 ? 1 : 0) + (random.Chance(0.05) ? 1 : 0),
                        Span(
                            trace,
                            random.Next(1, 1000),
                            hasRoot && (span == 1 || random.Chance(0.05)) ? null : 7777,
                            Math.Max(0, start),
                            random.Chance(0.1) ? 0 : random.Next(1, 1 << random.Next(1, 16)),
                            // The driver's appender ends a text at its first zero; the store's own does not.
                            random.Pick(Texts).Replace('\0', '\u0001') + (random.Chance(0.5) ? "" : "X"),
                            "service-" + random.Next(4),
                            (SpanStatus)(random.Chance(0.2) ? 2 : random.Next(2)),
                            (SpanKind)random.Next(6),
                            RandomAttributes(random)
                        )
                    )
                );
            }
        }

        // The same id of a span twice in one trace is the same span: the writer's clients send again what they have sent.
        var distinct = stored.DistinctBy(s => (s.Span.TraceId, s.Span.SpanId)).ToList();
        distinct.AddRange(
            distinct.Where(_ => random.Chance(0.15)).Select(s => s with { Run = s.Run + random.Next(2) }).ToList()
        );
        var shuffled = distinct.ToArray();
        random.Shuffle(shuffled);
        return [.. shuffled];
    }

    private static TelemetryAttributes RandomAttributes(Random random) =>
        Attributes([.. Keys.Where(_ => random.Chance(0.3)).Select(key => (key, random.Pick(Values)))]);

    private static TraceFilter RandomFilter(Random random, List<(int Run, Span Span)> stored)
    {
        var some = random.Pick(stored).Span;
        var filters = new List<AttributeFilter>();
        while (random.Chance(0.5) && filters.Count < 3)
        {
            var key = random.Chance(0.7) ? random.Pick(Keys) : random.Pick(Fields);
            filters.Add(
                new AttributeFilter(
                    key,
                    (FilterOperator)random.Next(7),
                    RandomValue(random, some, key),
                    random.Chance(0.9)
                )
            );
        }

        Timestamp? Moment() => random.Chance(0.3) ? At(random.Next(1000)) : null;
        long? Duration() => random.Chance(0.2) ? random.Next(1, 1 << random.Next(1, 16)) * Millisecond : null;
        return new TraceFilter
        {
            Range = new TimeRange(Moment(), Moment()),
            Service = random.Chance(0.2) ? some.Resource.ServiceName : null,
            Run = random.Chance(0.2) ? random.Next(1, 4) : null,
            MinDurationNano = Duration(),
            MaxDurationNano = Duration(),
            ErrorsOnly = random.Chance(0.15),
            Text = random.Chance(0.3) ? RandomText(random, some) : "",
            Attributes = filters,
            Order = (TraceOrder)random.Next(4),
            Skip = random.Chance(0.3) ? random.Next(20) : 0,
            Take = random.Next(1, 30),
        };
    }

    private static string RandomText(Random random, Span some)
    {
        if (random.Chance(0.1))
            return some.TraceId.ToString();
        var text = random.Pick(Texts);
        var from = random.Next(text.Length + 1);
        var part = text[from..random.Next(from, text.Length + 1)];
        return random.Chance(0.5) ? part.ToUpperInvariant() : part;
    }

    private static string RandomValue(Random random, Span some, string key) =>
        key switch
        {
            "trace_id" when random.Chance(0.7) => some.TraceId.ToString(),
            "kind" => some.Kind.ToString().ToLowerInvariant(),
            "status" => some.Status.ToString().ToLowerInvariant(),
            "name" => some.Name,
            "resource.host" => "h",
            _ when random.Chance(0.7) => some.Attributes[key] ?? "40",
            _ => RandomText(random, some),
        };
}
