using NotionStyle.Dashboard.Storage.Queries;
using NotionStyle.Dashboard.Telemetry;
using static NotionStyle.Dashboard.Tests.Storage.Queries.Sample;

namespace NotionStyle.Dashboard.Tests.Storage.Queries;

public sealed class TraceQueriesTests : IDisposable
{
    private readonly TemporaryStore _store = new();
    private readonly TraceQueries _queries;

    public TraceQueriesTests() => _queries = new TraceQueries(_store);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    private async Task<TracePage> ListAsync(TraceFilter? filter = null) =>
        await _queries.ListAsync(filter ?? new TraceFilter(), Token);

    private async Task AssertFoundAsync(TraceFilter filter, bool inOrder, params int[] expected)
    {
        var found = (await ListAsync(filter)).Traces.Select(t => (int)(uint)t.TraceId.Value);
        Assert.Equal(expected, inOrder ? found : found.Order());
    }

    [Fact]
    public async Task A_trace_in_the_list_is_the_sum_of_its_spans()
    {
        _store.Add(
            3,
            Span(
                1,
                12,
                parent: 11,
                start: 5,
                milliseconds: 20,
                name: "SELECT",
                service: "db",
                status: SpanStatus.Error
            ),
            Span(1, 11, start: 1, milliseconds: 10, name: "GET /", service: "api"),
            Span(1, 13, parent: 11, start: 2, milliseconds: 1, name: "inner", service: "api")
        );
        var page = await ListAsync();
        Assert.Equal(1, page.Total);
        var trace = Assert.Single(page.Traces);
        Assert.Equal(Trace(1), trace.TraceId);
        Assert.Equal(("GET /", "api", true), (trace.Name, trace.Service, trace.HasRoot));
        Assert.Equal((At(1), 24 * Millisecond), (trace.Start, trace.DurationNano));
        Assert.Equal((3, 1, 3), (trace.Spans, trace.Errors, trace.Run));
        Assert.Equal([new("api", 2), new("db", 1)], trace.Services);
    }

    [Fact]
    public async Task A_trace_without_its_root_has_the_name_of_its_first_span_until_the_root_comes()
    {
        _store.Add(
            1,
            Span(1, 13, parent: 11, start: 9, name: "later"),
            Span(1, 12, parent: 11, start: 5, name: "first")
        );
        var before = Assert.Single((await ListAsync()).Traces);
        Assert.Equal(("first", false), (before.Name, before.HasRoot));
        _store.Add(2, Span(1, 11, start: 7, name: "root"));
        var after = Assert.Single((await ListAsync()).Traces);
        Assert.Equal(("root", true, 2, At(5)), (after.Name, after.HasRoot, after.Run, after.Start));
    }

    [Fact]
    public async Task A_span_that_is_stored_twice_counts_once()
    {
        var span = Span(1, 11, status: SpanStatus.Error);
        _store.Add(1, span, span, Span(1, 12, parent: 11));
        _store.Add(2, span);
        var trace = Assert.Single((await ListAsync()).Traces);
        Assert.Equal((2, 1, 1), (trace.Spans, trace.Errors, trace.Run));
        Assert.Equal([new("api", 2)], trace.Services);
        Assert.Equal(2, (await _queries.GetAsync(Trace(1), Token))!.Spans.Count);
    }

    [Fact]
    public async Task A_range_takes_traces_by_the_start_of_their_first_span_and_shows_them_whole()
    {
        _store.Add(1, Span(1, 1, start: 90, milliseconds: 5), Span(1, 2, parent: 1, start: 110));
        _store.Add(1, Span(2, 1, start: 150, milliseconds: 10), Span(2, 2, parent: 1, start: 250, milliseconds: 50));
        _store.Add(1, Span(3, 1, start: 200));
        _store.Add(1, Span(4, 1, start: 100));
        var filter = new TraceFilter { Range = new TimeRange(At(100), At(200)) };
        await AssertFoundAsync(filter, inOrder: true, 2, 4);
        Assert.Equal(
            (2, 150 * Millisecond),
            ((await ListAsync(filter)).Traces[0] is var t ? t.Spans : 0, t.DurationNano)
        );
    }

    [Fact]
    public async Task Orders_and_pages_are_as_asked_and_the_total_is_of_all()
    {
        for (var i = 1; i <= 5; i++)
            _store.Add(1, Span(i, 1, start: i * 10, milliseconds: (i * 3 % 5) + 1));
        await AssertFoundAsync(new TraceFilter(), inOrder: true, 5, 4, 3, 2, 1);
        await AssertFoundAsync(new TraceFilter { Order = TraceOrder.Oldest }, inOrder: true, 1, 2, 3, 4, 5);
        await AssertFoundAsync(new TraceFilter { Order = TraceOrder.Longest }, inOrder: true, 3, 1, 4, 2, 5);
        await AssertFoundAsync(new TraceFilter { Order = TraceOrder.Shortest }, inOrder: true, 5, 2, 4, 1, 3);
        var page = await ListAsync(new TraceFilter { Skip = 1, Take = 2 });
        Assert.Equal((2, 5), (page.Traces.Count, page.Total));
        await AssertFoundAsync(new TraceFilter { Skip = 1, Take = 2 }, inOrder: true, 4, 3);
        Assert.Equal((0, 5), ((await ListAsync(new TraceFilter { Skip = 9 })).Traces.Count, page.Total));
        Assert.Equal(5, (await ListAsync(new TraceFilter { Skip = 9 })).Total);
        Assert.Single((await ListAsync(new TraceFilter { Take = 0 })).Traces);
    }

    [Fact]
    public async Task Service_run_duration_and_errors_narrow_the_list()
    {
        _store.Add(1, Span(1, 1, milliseconds: 10), Span(1, 2, parent: 1, service: "db"));
        _store.Add(2, Span(2, 1, milliseconds: 20), Span(2, 2, parent: 1, status: SpanStatus.Error));
        _store.Add(2, Span(3, 1, milliseconds: 30, status: SpanStatus.Ok));
        await AssertFoundAsync(new TraceFilter { Service = "db" }, inOrder: true, 1);
        await AssertFoundAsync(new TraceFilter { Run = 2 }, inOrder: false, 2, 3);
        await AssertFoundAsync(new TraceFilter { MinDurationNano = 20 * Millisecond }, inOrder: false, 2, 3);
        await AssertFoundAsync(new TraceFilter { MaxDurationNano = 20 * Millisecond }, inOrder: false, 1, 2);
        await AssertFoundAsync(new TraceFilter { ErrorsOnly = true }, inOrder: true, 2);
        await AssertFoundAsync(new TraceFilter { ErrorsOnly = true, Run = 1 }, inOrder: true);
    }

    [Fact]
    public async Task A_text_finds_names_and_values_but_not_keys_and_an_id_finds_its_trace()
    {
        _store.Add(1, Span(1, 1, name: "GET /Pages"));
        _store.Add(1, Span(2, 1, attributes: Attributes(("Pagesize", "x"), ("b", "say \"Pages\" Ümlaut"))));
        _store.Add(1, Span(3, 1, attributes: Attributes(("Pages", 77))));
        await AssertFoundAsync(new TraceFilter { Text = "pAGES" }, inOrder: false, 1, 2);
        await AssertFoundAsync(new TraceFilter { Text = "\"pages\" ü" }, inOrder: true, 2);
        await AssertFoundAsync(new TraceFilter { Text = "77" }, inOrder: true, 3);
        await AssertFoundAsync(new TraceFilter { Text = Trace(3).ToString().ToUpperInvariant() }, inOrder: true, 3);
        await AssertFoundAsync(new TraceFilter { Text = "Pagesize" }, inOrder: true);
        await AssertFoundAsync(new TraceFilter { Text = "100%'; DROP TABLE span; --" }, inOrder: true);
    }

    [Fact]
    public async Task All_conditions_on_attributes_are_met_by_one_span_and_one_that_is_off_does_not_count()
    {
        _store.Add(1, Span(1, 1, attributes: Attributes(("a", 1), ("b", 2))));
        _store.Add(1, Span(2, 1, attributes: Attributes(("a", 1))), Span(2, 2, attributes: Attributes(("b", 2))));
        var both = new TraceFilter
        {
            Attributes =
            [
                new AttributeFilter("a", FilterOperator.Equals, "1"),
                new AttributeFilter("b", FilterOperator.Equals, "2"),
                new AttributeFilter("c", FilterOperator.Exists, "", IsEnabled: false),
            ],
        };
        await AssertFoundAsync(both, inOrder: true, 1);
    }

    [Theory]
    [InlineData("http.status", FilterOperator.Equals, "404", 1)]
    [InlineData("http.status", FilterOperator.Equals, "40", 0)]
    [InlineData("http.status", FilterOperator.NotEquals, "404", 0)]
    [InlineData("none", FilterOperator.NotEquals, "404", 1)]
    [InlineData("none", FilterOperator.NotContains, "404", 1)]
    [InlineData("none", FilterOperator.Contains, "404", 0)]
    [InlineData("http.status", FilterOperator.GreaterThan, "403.5", 1)]
    [InlineData("http.status", FilterOperator.GreaterThan, "404", 0)]
    [InlineData("http.status", FilterOperator.LessThan, "1e3", 1)]
    [InlineData("http.status", FilterOperator.LessThan, "many", 0)]
    [InlineData("nan", FilterOperator.GreaterThan, "1", 0)]
    [InlineData("size", FilterOperator.Equals, "1E+20", 1)]
    [InlineData("size", FilterOperator.NotEquals, "1E+20", 0)]
    [InlineData("flag", FilterOperator.Equals, "true", 1)]
    [InlineData("list", FilterOperator.Contains, "\"B\"", 1)]
    [InlineData("a\"b.c/d~e $[0]", FilterOperator.Equals, "tricky", 1)]
    [InlineData("clé", FilterOperator.Contains, "ÉTÉ", 1)]
    [InlineData("it's", FilterOperator.Exists, "", 1)]
    [InlineData("its", FilterOperator.Exists, "", 0)]
    [InlineData("empty", FilterOperator.Equals, "", 1)]
    [InlineData("name", FilterOperator.Equals, "work", 1)]
    [InlineData("name", FilterOperator.Contains, "WOR", 1)]
    [InlineData("kind", FilterOperator.Equals, "Server", 1)]
    [InlineData("kind", FilterOperator.Equals, "2", 1)]
    [InlineData("kind", FilterOperator.NotEquals, "server", 0)]
    [InlineData("status", FilterOperator.Equals, "error", 1)]
    [InlineData("status", FilterOperator.Equals, "ok", 0)]
    [InlineData("scope", FilterOperator.Equals, "Npgsql", 1)]
    [InlineData("trace_id", FilterOperator.Equals, "f000000000000001abcd000000000001", 1)]
    [InlineData("trace_id", FilterOperator.Equals, "f000000000000001abcd000000000002", 0)]
    [InlineData("trace_id", FilterOperator.NotEquals, "f0", 1)]
    [InlineData("trace_id", FilterOperator.Contains, "1ABCD", 1)]
    [InlineData("resource.host", FilterOperator.Equals, "h", 1)]
    [InlineData("resource.host", FilterOperator.NotEquals, "h", 0)]
    [InlineData("resource.none", FilterOperator.NotEquals, "h", 1)]
    public async Task A_condition_is_met_as_its_operator_says(
        string key,
        FilterOperator comparison,
        string value,
        int found
    )
    {
        var attributes = Attributes(
            ("name", "an attribute called name"),
            ("http.status", 404),
            ("nan", "NaN"),
            ("size", 1e20),
            ("flag", true),
            ("list", new[] { "a", "b" }),
            ("a\"b.c/d~e $[0]", "tricky"),
            ("clé", "l'été"),
            ("it's", "1"),
            ("empty", "")
        );
        _store.Add(1, Span(1, 1, kind: SpanKind.Server, status: SpanStatus.Error, attributes: attributes));
        var filter = new TraceFilter { Attributes = [new AttributeFilter(key, comparison, value)] };
        Assert.Equal(found, (await ListAsync(filter)).Total);
    }

    [Fact]
    public async Task A_histogram_counts_every_trace_once_in_slots_that_grow_by_a_constant_factor()
    {
        double[] durations = [1, 2, 3, 4, 5, 10, 20, 40, 80, 1000];
        for (var i = 0; i < durations.Length; i++)
            _store.Add(
                1,
                Span(i + 1, 1, milliseconds: durations[i], status: i == 9 ? SpanStatus.Error : SpanStatus.Unset)
            );
        var histogram = await _queries.HistogramAsync(new TraceFilter { Take = 1, Skip = 5 }, Token);
        Assert.Equal(10, histogram.Slots.Sum(s => s.Count));
        Assert.InRange(histogram.Slots.Count, 10, 40);
        Assert.Equal((1, 1), (histogram.Slots[^1].Count, histogram.Slots[^1].Errors));
        foreach (var (slot, next) in histogram.Slots.Zip(histogram.Slots.Skip(1)))
            Assert.Equal(slot.ToNano, next.FromNano);
        var factors = histogram.Slots.Select(s => (double)s.ToNano / s.FromNano).ToArray();
        Assert.All(factors, factor => Assert.Equal(factors[0], factor, 0.0001));
        Assert.Equal(
            (5 * Millisecond, 80 * Millisecond, 1000 * Millisecond),
            (histogram.P50Nano, histogram.P90Nano, histogram.P99Nano)
        );
        Assert.All(
            durations,
            d => Assert.Single(histogram.Slots, s => s.FromNano <= d * Millisecond && d * Millisecond < s.ToNano)
        );
    }

    [Fact]
    public async Task A_histogram_of_extremes_has_few_slots_and_one_of_nothing_has_none()
    {
        Assert.Empty((await _queries.HistogramAsync(new TraceFilter(), Token)).Slots);
        _store.Add(
            1,
            Span(1, 1) with
            {
                DurationNano = 0,
            },
            Span(2, 1) with
            {
                DurationNano = 1,
            },
            Span(3, 1) with
            {
                DurationNano = 2,
            },
            Span(4, 1) with
            {
                Start = new Timestamp(0),
                DurationNano = long.MaxValue - 1,
            },
            Span(5, 1) with
            {
                Start = new Timestamp(long.MaxValue),
                DurationNano = long.MaxValue,
            }
        );
        var histogram = await _queries.HistogramAsync(new TraceFilter(), Token);
        Assert.InRange(histogram.Slots.Count, 1, 40);
        Assert.Equal(5, histogram.Slots.Sum(s => s.Count));
        Assert.Equal(0, histogram.Slots[0].FromNano);
    }

    [Fact]
    public async Task A_whole_trace_comes_back_as_it_was_stored_in_the_order_of_start()
    {
        var child = Span(1, 12, parent: 11, start: 5, attributes: Attributes(("k", "v"))) with
        {
            StatusMessage = "boom",
            TraceState = "a=b",
            Events = [new SpanEvent(At(6), "exception <b>", Attributes(("exception.type", "X")))],
            Links = [new SpanLink(Trace(7), new SpanId(9), TelemetryAttributes.None)],
        };
        var root = Span(1, 11, start: 1);
        _store.Add(1, child, Span(2, 1), root);
        _store.Add(
            1,
            Log(5, "one", trace: 1, span: 12),
            Log(6, "two", trace: 1, span: 12),
            Log(6, "x", trace: 1, span: 99)
        );
        var trace = (await _queries.GetAsync(Trace(1), Token))!;
        Assert.Equal([11UL, 12UL], trace.Spans.Select(s => s.SpanId.Value));
        var stored = trace.Spans[1];
        Assert.Equivalent(child with { Resource = stored.Resource, Attributes = stored.Attributes }, stored);
        Assert.Equal(child.Attributes.Json, stored.Attributes.Json);
        Assert.Equal("X", stored.Events[0].Attributes["exception.type"]);
        Assert.Null(trace.Spans[0].ParentSpanId);
        Assert.False(trace.IsTruncated);
        Assert.Equal([new(new SpanId(12), 2)], trace.LogCounts);
        Assert.Null(await _queries.GetAsync(Trace(3), Token));
    }

    [Fact]
    public async Task A_trace_with_too_many_spans_shows_the_first_of_them()
    {
        _store.Add(1, Span(1, 1));
        _store.Execute(
            $"INSERT INTO span SELECT run, resource, trace_id, i + 1, 1, name, kind, start + i, duration, status, NULL, NULL, scope, NULL, attributes, NULL, NULL FROM span, generate_series(1, {Dashboard.Telemetry.Trace.MaximumSpans + 50}) t(i)"
        );
        var trace = (await _queries.GetAsync(Trace(1), Token))!;
        Assert.True(trace.IsTruncated);
        Assert.Equal(Dashboard.Telemetry.Trace.MaximumSpans, trace.Spans.Count);
        Assert.Equal(1UL, trace.Spans[0].SpanId.Value);
        Assert.Equal((ulong)Dashboard.Telemetry.Trace.MaximumSpans, trace.Spans[^1].SpanId.Value);
    }

    [Fact]
    public async Task Spans_of_other_traces_that_link_here_are_found_and_ids_elsewhere_are_not()
    {
        var link = new SpanLink(Trace(1), new SpanId(5), TelemetryAttributes.None);
        var decoy = new SpanLink(Trace(8), new SpanId(5), Attributes(("x", Trace(1).ToString())));
        _store.Add(
            1,
            Span(2, 1) with
            {
                Links = [decoy, link],
            },
            Span(3, 1) with
            {
                Links = [decoy],
            },
            Span(1, 1) with
            {
                Links = [link],
            },
            Span(4, 1, attributes: Attributes(("x", Trace(1).ToString())))
        );
        var linked = await _queries.LinkedFromAsync(Trace(1), Token);
        Assert.Equal(Trace(2), Assert.Single(linked).TraceId);
        for (var i = 10; i < 120; i++)
            _store.Add(1, Span(i, 1) with { Links = [link] });
        Assert.Equal(100, (await _queries.LinkedFromAsync(Trace(1), Token)).Count);
    }
}
