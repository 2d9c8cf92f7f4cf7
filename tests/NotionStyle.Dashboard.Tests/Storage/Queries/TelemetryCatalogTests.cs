using NotionStyle.Dashboard.Storage.Queries;
using NotionStyle.Dashboard.Telemetry;
using static NotionStyle.Dashboard.Tests.Storage.Queries.Sample;

namespace NotionStyle.Dashboard.Tests.Storage.Queries;

public sealed class TelemetryCatalogTests : IDisposable
{
    private readonly TemporaryStore _store = new();
    private readonly ManualTime _time = new();
    private readonly TelemetryCatalog _catalog;

    public TelemetryCatalogTests() => _catalog = new TelemetryCatalog(_store, _store, _time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Services_have_their_processes_with_what_they_sent_and_when()
    {
        _store.Add(
            1,
            Span(1, 1, start: 10, milliseconds: 90, status: SpanStatus.Error),
            Span(1, 2, parent: 1, service: "db")
        );
        _store.Add(2, Span(2, 1, start: 50) with { Resource = Resource("api", "2") });
        _store.Add(2, Log(70, "x", 17), Log(60, "y"));
        _store.Add(2, Point(Series("m", InstrumentKind.Gauge, service: "web"), 3, 1));
        var all = await _catalog.ServicesAsync(null, Token);
        Assert.Equal(["api", "db", "web"], all.Select(s => s.Name));
        Assert.Equal(["1", "2"], all[0].Instances);
        Assert.Equal(
            (2, 1, 2, 1, At(100)),
            (all[0].Spans, all[0].SpanErrors, all[0].Logs, all[0].LogErrors, all[0].LastSeen)
        );
        Assert.Equal((0, At(3000)), (all[2].Spans, all[2].LastSeen));
        var second = await _catalog.ServicesAsync(2, Token);
        Assert.Equal(["api", "web"], second.Select(s => s.Name));
        Assert.Equal((1, 0, 2), (second[0].Spans, second[0].SpanErrors, second[0].Logs));
        _store.Execute("DELETE FROM point");
        Assert.Null((await _catalog.ServicesAsync(null, Token))[2].LastSeen);
    }

    [Fact]
    public async Task A_run_ends_when_the_next_begins_and_counts_the_traces_that_began_in_it()
    {
        _store.AddRun(1, 100, "--stage 1");
        _store.AddRun(2, 200, "--stage 2");
        _store.AddRun(3, 300);
        _store.Add(1, Span(1, 1), Span(2, 1), Span(3, 2, parent: 1));
        _store.Add(2, Span(2, 2, parent: 1), Span(3, 1));
        var runs = await _catalog.RunsAsync(Token);
        Assert.Equal(
            [
                new Run(3, new Timestamp(300), null, "", 0),
                new Run(2, new Timestamp(200), new Timestamp(300), "--stage 2", 1),
                new Run(1, new Timestamp(100), new Timestamp(200), "--stage 1", 2),
            ],
            runs
        );
        var traces = new TraceQueries(_store);
        foreach (var run in runs)
            Assert.Equal(run.Traces, (await traces.ListAsync(new TraceFilter { Run = run.Number }, Token)).Total);
    }

    [Fact]
    public async Task Statistics_join_what_is_stored_with_what_the_writer_counted()
    {
        Assert.Null((await _catalog.StatisticsAsync(Token)).Oldest);
        _store.Add(1, Span(1, 1, start: 30), Span(1, 2, start: 20));
        _store.Add(1, Log(10, "x"));
        _store.Add(1, Point(Series("m", InstrumentKind.Gauge), 1, 1));
        var s = await _catalog.StatisticsAsync(Token);
        Assert.Equal((2, 1, 1, At(10)), (s.SpansStored, s.LogsStored, s.PointsStored, s.Oldest));
        Assert.Equal((1, 2, 3, 4, 5), (s.Received, s.Duplicates, s.Rejected, s.Refused, s.AgedOut));
        Assert.Equal((6, 7, 8, 9), (s.QueueLength, s.QueueMaximum, s.BytesStored, s.BytesMaximum));
        Assert.True(s.MemoryBytes > 0);
    }

    [Fact]
    public async Task Keys_of_attributes_are_ordered_limited_and_known_for_a_few_seconds()
    {
        _store.Add(1, Span(1, 1, attributes: Attributes(("b", 1), ("a\"c", 2))));
        _store.Add(1, Log(1, "x", attributes: Attributes(("k", 1))));
        Assert.Equal(["a\"c", "b", "resource.host"], await _catalog.AttributeKeysAsync(TelemetrySignal.Traces, Token));
        Assert.Equal(["k", "resource.host"], await _catalog.AttributeKeysAsync(TelemetrySignal.Logs, Token));
        Assert.Equal(["resource.host"], await _catalog.AttributeKeysAsync(TelemetrySignal.Metrics, Token));
        _store.Add(
            1,
            Span(1, 2, attributes: Attributes([.. Enumerable.Range(0, 2000).Select(i => ($"k{i:d4}", (object)i))]))
        );
        Assert.Equal(3, (await _catalog.AttributeKeysAsync(TelemetrySignal.Traces, Token)).Count);
        _time.Now += AttributeKeys.Lifetime;
        var many = await _catalog.AttributeKeysAsync(TelemetrySignal.Traces, Token);
        Assert.Equal((1000, "a\"c"), (many.Count, many[0]));
        Assert.Equal(many.Order(StringComparer.Ordinal), many);
    }

    [Fact]
    public async Task Two_runs_are_compared_by_the_operations_that_serve_consume_or_begin()
    {
        for (var i = 1; i <= 20; i++)
            _store.Add(
                1,
                Span(
                    i,
                    1,
                    milliseconds: i,
                    name: "GET",
                    kind: SpanKind.Server,
                    status: i == 20 ? SpanStatus.Error : SpanStatus.Unset
                )
            );
        _store.Add(
            1,
            Span(1, 2, parent: 1, name: "inner"),
            Span(1, 3, parent: 1, name: "take", kind: SpanKind.Consumer)
        );
        _store.Add(
            2,
            Span(31, 1, parent: 9, milliseconds: 7, name: "GET", kind: SpanKind.Server),
            Span(32, 1, name: "root")
        );
        _store.Add(3, Span(41, 1, name: "elsewhere"));
        var compared = await _catalog.CompareAsync(1, 2, Token);
        Assert.Equal(["GET", "root", "take"], compared.Select(c => c.Name));
        Assert.Equal(new OperationFigures(20, 1, 10 * Millisecond, 19 * Millisecond, 20 * Millisecond), compared[0].A);
        Assert.Equal(new OperationFigures(1, 0, 7 * Millisecond, 7 * Millisecond, 7 * Millisecond), compared[0].B);
        Assert.Null(compared[1].A);
        Assert.Null(compared[2].B);
        Assert.Equal("api", compared[2].Service);
    }

    [Fact]
    public async Task A_question_that_nobody_waits_for_any_more_is_not_answered()
    {
        var cancelled = new CancellationToken(canceled: true);
        var (traces, logs) = (new TraceQueries(_store), new LogQueries(_store));
        var metrics = new MetricQueries(_store, _time);
        Func<Task>[] questions =
        [
            () => traces.ListAsync(new TraceFilter(), cancelled),
            () => traces.HistogramAsync(new TraceFilter(), cancelled),
            () => traces.GetAsync(Trace(1), cancelled),
            () => traces.LinkedFromAsync(Trace(1), cancelled),
            () => logs.ListAsync(new LogFilter(), cancelled),
            () => logs.CountsAsync(new LogFilter(), 10, cancelled),
            () => metrics.InstrumentsAsync(null, null, cancelled),
            () => metrics.ChartAsync(new MetricQuery { Instrument = "m" }, cancelled),
            () => _catalog.ServicesAsync(null, cancelled),
            () => _catalog.RunsAsync(cancelled),
            () => _catalog.StatisticsAsync(cancelled),
            () => _catalog.AttributeKeysAsync(TelemetrySignal.Logs, cancelled),
            () => _catalog.CompareAsync(1, 2, cancelled),
        ];
        foreach (var question in questions)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(question);
    }

    private sealed class ManualTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
