using System.Numerics;
using System.Text.Json;
using NotionStyle.Dashboard.Storage.Queries;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Tests.Storage;

public sealed class RecordRoundTripTests
{
    public static TheoryData<string> Texts =>
        [
            "plain",
            "'; DROP TABLE span; --",
            "<script>alert(1)</script>",
            "quote \" back \\ slash \n new line \t tab",
            "before\0after",
            "\0",
            "exactly12byt",
            "thirteen byte",
            "ünïcödé 漢字 🦆 \u202E right to left",
            new string('x', 20_000),
            new string('漢', 400_000),
        ];

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Text_comes_back_as_it_was(string text)
    {
        await using var store = await StoreUnderTest.StartedAsync();
        var json = $$"""{"key":{{JsonSerializer.Serialize(text)}}}""";
        var attributes = new TelemetryAttributes(json);
        var resource = new TelemetryResource(text, text, attributes);
        var scope = new InstrumentationScope(text, text);
        var span = Samples.Span(1) with
        {
            Name = text,
            StatusMessage = text,
            TraceState = text,
            Resource = resource,
            Scope = scope,
            Attributes = attributes,
            Events = [new SpanEvent(new Timestamp(5), text, attributes)],
            Links = [new SpanLink(new TraceId(1), new SpanId(2), attributes)],
        };
        var log = Samples.Log(1) with
        {
            Body = text,
            SeverityText = text,
            EventName = text,
            Resource = resource,
            Scope = scope,
            Attributes = attributes,
        };
        var series = new MetricSeries(resource, scope, text, text, text, InstrumentKind.Gauge, false, attributes);
        await store.WriteAsync(span);
        await store.WriteAsync(log);
        await store.WriteAsync(Samples.Point(1, 1) with { Series = series });
        await store.RestartAsync();

        Assert.Equal(
            [text, text, text, text, text, json, text, text, json],
            (
                await store.RowsAsync(
                    "SELECT s.name, status_message, trace_state, scope, scope_version, s.attributes, service, instance, r.attributes FROM span s JOIN resource r USING (resource)"
                )
            )[0]
        );
        Assert.Equal(
            [text, text, text, text, json],
            (await store.RowsAsync("SELECT body, severity_text, event_name, scope, attributes FROM log"))[0]
        );
        Assert.Equal(
            [text, text, text, text, json],
            (await store.RowsAsync("SELECT scope, name, description, unit, attributes FROM series"))[0]
        );
        var row = (await store.RowsAsync("SELECT events, links FROM span"))[0];
        using var events = JsonDocument.Parse((string)row[0]!);
        Assert.Equal(text, events.RootElement[0].GetProperty("n").GetString());
        Assert.Equal(5, events.RootElement[0].GetProperty("t").GetInt64());
        Assert.Equal(text, events.RootElement[0].GetProperty("a").GetProperty("key").GetString());
        using var links = JsonDocument.Parse((string)row[1]!);
        Assert.Equal("00000000000000000000000000000001", links.RootElement[0].GetProperty("t").GetString());
        Assert.Equal("0000000000000002", links.RootElement[0].GetProperty("s").GetString());
    }

    [Fact]
    public async Task Half_a_surrogate_pair_becomes_the_replacement_character()
    {
        await using var store = await StoreUnderTest.StartedAsync();
        await store.WriteAsync(
            Samples.Span(1) with
            {
                Name = "a\uD800b",
                Events = [new SpanEvent(new Timestamp(1), "\uDC00", TelemetryAttributes.None)],
            }
        );

        Assert.Equal(
            ["a\uFFFDb", """[{"t":1,"n":"\uFFFD","a":{}}]"""],
            (await store.RowsAsync("SELECT name, events FROM span"))[0]
                .Select(v => ((string)v!).Replace("\uFFFD\"", "\\uFFFD\"", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task The_numbers_of_spans_come_back_at_both_ends()
    {
        await using var store = await StoreUnderTest.StartedAsync();
        var least = Samples.Span(1) with
        {
            TraceId = new TraceId(1),
            SpanId = new SpanId(1),
            Kind = SpanKind.Unspecified,
            DurationNano = 0,
        };
        var most = Samples.Span(1) with
        {
            TraceId = new TraceId(UInt128.MaxValue),
            SpanId = new SpanId(ulong.MaxValue),
            ParentSpanId = new SpanId(ulong.MaxValue),
            Kind = SpanKind.Consumer,
            Status = SpanStatus.Error,
            Start = new Timestamp(long.MaxValue),
            DurationNano = long.MaxValue,
        };
        await store.WriteAsync(least, most);

        Assert.Equal(
            [
                [BigInteger.One, 1UL, null, (byte)0, least.Start.UnixNano, 0L, (byte)0, null, null, null, null],
                [
                    (BigInteger)UInt128.MaxValue,
                    ulong.MaxValue,
                    ulong.MaxValue,
                    (byte)5,
                    long.MaxValue,
                    long.MaxValue,
                    (byte)2,
                    null,
                    null,
                    null,
                    null,
                ],
            ],
            await store.RowsAsync(
                "SELECT trace_id, span_id, parent_span_id, kind, start, duration, status, status_message, trace_state, events, links FROM span ORDER BY rowid"
            )
        );
    }

    [Fact]
    public async Task The_fields_of_log_records_come_back_or_are_null()
    {
        await using var store = await StoreUnderTest.StartedAsync();
        await store.WriteAsync(
            Samples.Log(1) with
            {
                Time = Samples.Now,
                Body = "",
            },
            Samples.Log(1) with
            {
                Time = new Timestamp(long.MaxValue),
                Severity = 24,
                TraceId = new TraceId(UInt128.MaxValue),
                SpanId = new SpanId(ulong.MaxValue),
            }
        );

        Assert.Equal(
            [
                [1, Samples.Now.UnixNano, (byte)9, "", null, null, null, null],
                [1, long.MaxValue, (byte)24, "line 1", null, null, (BigInteger)UInt128.MaxValue, ulong.MaxValue],
            ],
            await store.RowsAsync(
                "SELECT resource, time, severity, body, severity_text, event_name, trace_id, span_id FROM log ORDER BY rowid"
            )
        );
    }

    [Fact]
    public async Task Points_come_back_with_their_lists_whatever_their_numbers_are()
    {
        await using var store = await StoreUnderTest.StartedAsync();
        // More than one vector of rows, with lists of all lengths.
        MetricPoint[] points =
        [
            .. Enumerable
                .Range(0, 5_000)
                .Select(n =>
                    Samples.Point(n % 3, n, n / 7.0) with
                    {
                        Start = new Timestamp(n),
                        Count = n,
                        Min = n % 2 == 0 ? n : null,
                        Max = n % 3 == 0 ? double.MaxValue : null,
                        Bounds = [.. Enumerable.Range(0, n % 5).Select(i => i + n / 10.0)],
                        Buckets = [.. Enumerable.Range(0, n % 7).Select(i => (double)i * n)],
                    }
                ),
        ];
        await store.WriteAsync(points);

        var rows = await store.RowsAsync(
            "SELECT start, time, value, count, min, max, bounds, buckets, exemplars FROM point ORDER BY rowid"
        );
        for (var n = 0; n < points.Length; n++)
        {
            var point = points[n];
            Assert.Equal(
                [point.Start.UnixNano, point.Time.UnixNano, point.Value, point.Count, point.Min, point.Max],
                rows[n][..6]
            );
            Assert.Equal(point.Bounds, rows[n][6] ?? new List<double>());
            Assert.Equal(point.Buckets, rows[n][7] ?? new List<double>());
            Assert.Null(rows[n][8]);
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.MinValue)]
    [InlineData(double.Epsilon)]
    [InlineData(-0.0)]
    public async Task Any_double_comes_back_as_value_and_in_an_exemplar(double value)
    {
        await using var store = await StoreUnderTest.StartedAsync();
        await store.WriteAsync(
            Samples.Point(1, 1, value) with
            {
                Exemplars = [new Exemplar(new Timestamp(3), value, new TraceId(1), new SpanId(2))],
            }
        );

        var row = (await store.RowsAsync("SELECT value, exemplars FROM point"))[0];
        Assert.Equal(value, row[0]);
        using var exemplars = JsonDocument.Parse((string)row[1]!);
        var written = exemplars.RootElement[0].GetProperty("v");
        Assert.Equal(
            value,
            written.ValueKind == JsonValueKind.String
                ? double.Parse(written.GetString()!, System.Globalization.CultureInfo.InvariantCulture)
                : written.GetDouble()
        );
    }

    [Fact]
    public async Task A_span_comes_back_through_the_queries()
    {
        await using var store = await StoreUnderTest.StartedAsync();
        var span = Samples.Span(1) with
        {
            Events = [new SpanEvent(Samples.Now, "retry", new TelemetryAttributes("""{"attempt":2}"""))],
            Links = [new SpanLink(new TraceId(9), new SpanId(8), TelemetryAttributes.None)],
        };
        await store.WriteAsync(span);

        var trace = await new TraceQueries(store.Database).GetAsync(
            span.TraceId,
            TestContext.Current.CancellationToken
        );

        var found = Assert.Single(trace!.Spans);
        Assert.Equal(span.Events, found.Events);
        Assert.Equal(span.Links, found.Links);
        Assert.Equal(span with { Events = [], Links = [] }, found with { Events = [], Links = [] });
    }
}
