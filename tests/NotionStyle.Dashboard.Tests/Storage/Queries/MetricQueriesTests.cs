using NotionStyle.Dashboard.Storage.Queries;
using NotionStyle.Dashboard.Telemetry;
using static NotionStyle.Dashboard.Tests.Storage.Queries.Sample;

namespace NotionStyle.Dashboard.Tests.Storage.Queries;

public sealed class MetricQueriesTests : IDisposable
{
    private readonly TemporaryStore _store = new();
    private readonly MetricQueries _queries;

    public MetricQueriesTests() => _queries = new MetricQueries(_store, TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Ten slots of ten seconds.
    private static MetricQuery Query =>
        new()
        {
            Instrument = "m",
            Range = new TimeRange(At(0), At(100_000)),
            Points = 10,
        };

    public void Dispose() => _store.Dispose();

    private async Task<MetricChart> ChartAsync(MetricQuery? query = null) =>
        (await _queries.ChartAsync(query ?? Query, Token))!;

    private async Task<double?[]> CurveAsync(string statistic, string group = "", MetricQuery? query = null) =>
        [
            .. (await ChartAsync(query))
                .Curves.Single(c => c.Statistic == statistic && c.Group == group)
                .Values.Select(Rounded),
        ];

    private static double? Rounded(double? value) => value is { } v ? Math.Round(v, 6) : null;

    [Fact]
    public async Task Instruments_have_the_values_of_their_attributes_over_all_processes()
    {
        _store.Add(
            1,
            Point(Series("m", InstrumentKind.Counter, attributes: Attributes(("route", "/a"), ("status", 200))), 1, 1),
            Point(Series("m", InstrumentKind.Counter, instance: "2", attributes: Attributes(("route", "/b"))), 1, 1),
            Point(Series("z", InstrumentKind.Gauge, service: "a-db"), 1, 1)
        );
        _store.Add(2, Point(Series("a", InstrumentKind.Gauge), 1, 1));
        var all = await _queries.InstrumentsAsync(null, null, Token);
        Assert.Equal([("a-db", "z"), ("api", "a"), ("api", "m")], all.Select(i => (i.Service, i.Name)));
        var m = all[2];
        Assert.Equal(
            ("Meter", "What it is", "{request}", InstrumentKind.Counter, 2),
            (m.Meter, m.Description, m.Unit, m.Kind, m.Series)
        );
        Assert.Equal(["route=/a,/b", "status=200"], m.Dimensions.Select(d => $"{d.Key}={string.Join(',', d.Value)}"));
        Assert.Equal(["a"], (await _queries.InstrumentsAsync("api", 2, Token)).Select(i => i.Name));
    }

    [Fact]
    public async Task An_instrument_names_at_most_500_values_of_an_attribute()
    {
        var points = Enumerable
            .Range(0, 600)
            .Select(i => Point(Series("m", InstrumentKind.Gauge, attributes: Attributes(("id", i))), 1, 1));
        _store.Add(1, [.. points]);
        var instrument = Assert.Single(await _queries.InstrumentsAsync(null, null, Token));
        Assert.Equal((600, 500), (instrument.Series, instrument.Dimensions.Single().Value.Count));
    }

    [Fact]
    public async Task There_is_no_chart_of_an_instrument_that_does_not_exist()
    {
        Assert.Null(await _queries.ChartAsync(Query, Token));
        _store.Add(1, Point(Series("m", InstrumentKind.Counter), 1, 1));
        Assert.Null(await _queries.ChartAsync(Query with { Service = "other" }, Token));
        Assert.Null(await _queries.ChartAsync(Query with { Meter = "Other" }, Token));
        Assert.Null(await _queries.ChartAsync(Query with { Run = 2 }, Token));
    }

    [Fact]
    public async Task Slots_are_equally_long_and_an_open_range_is_the_last_15_minutes()
    {
        _store.Add(1, Point(Series("m", InstrumentKind.Counter), 1, 1));
        var chart = await ChartAsync();
        Assert.Equal(Enumerable.Range(0, 10).Select(i => At(i * 10_000)), chart.Times);
        var open = await ChartAsync(Query with { Range = TimeRange.All, Points = 3 });
        Assert.Equal(TimeSpan.FromMinutes(5).Ticks * 100, open.Times[1].UnixNano - open.Times[0].UnixNano);
        Assert.InRange(
            open.Times[2].ToDateTimeOffset(),
            TimeProvider.System.GetUtcNow().AddMinutes(-6),
            TimeProvider.System.GetUtcNow()
        );
        Assert.Empty(open.Curves);
        Assert.Equal(2, (await ChartAsync(Query with { Points = 0 })).Times.Count);
        Assert.Equal(1000, (await ChartAsync(Query with { Points = 5000 })).Times.Count);
    }

    [Fact]
    public async Task A_cumulative_counter_is_the_rate_of_what_it_grew_by()
    {
        var s = Series("m", InstrumentKind.Counter);
        _store.Add(
            1,
            Point(s, -10, 100, start: -1000),
            Point(s, 0, 150, start: -1000),
            Point(s, 10, 200, start: -1000),
            Point(s, 20, 230, start: -1000)
        );
        Assert.Equal([5, 3, null, null, null, null, null, null, null, null], await CurveAsync("rate"));
    }

    [Fact]
    public async Task A_cumulative_counter_that_starts_again_does_not_go_below_zero()
    {
        var s = Series("m", InstrumentKind.Counter);
        _store.Add(1, Point(s, 0, 100), Point(s, 10, 200), Point(s, 20, 50), Point(s, 30, 60));
        Assert.Equal([10, 5, 1], (await CurveAsync("rate"))[..3]);
    }

    [Fact]
    public async Task A_new_start_is_a_new_count_even_if_the_value_is_larger()
    {
        var s = Series("m", InstrumentKind.Counter);
        _store.Add(1, Point(s, 10, 100, start: -50), Point(s, 20, 120, start: 10));
        Assert.Equal(12, (await CurveAsync("rate"))[1]);
    }

    [Fact]
    public async Task The_first_point_of_a_series_that_began_in_the_range_counts_from_zero()
    {
        var s = Series("m", InstrumentKind.Counter);
        _store.Add(1, Point(s, 38, 40, start: 32));
        _store.Add(1, Point(s, 50, 40, start: 32));
        Assert.Equal([null, null, null, 4, 0, null, null, null, null, null], await CurveAsync("rate"));
    }

    [Fact]
    public async Task A_first_point_without_a_start_tells_nothing()
    {
        _store.Add(1, Point(Series("m", InstrumentKind.Counter), 10, 100));
        Assert.Empty((await ChartAsync()).Curves);
    }

    [Fact]
    public async Task Delta_points_are_rates_of_their_own_and_spread_over_the_time_they_counted()
    {
        var s = Series("m", InstrumentKind.Counter, isDelta: true);
        _store.Add(1, Point(s, 10, 50, start: 0), Point(s, 40, 30, start: 10), Point(s, 40, 30, start: 10));
        Assert.Equal([5, 1, 1, 1, null], (await CurveAsync("rate"))[..5]);
    }

    [Fact]
    public async Task The_slot_that_is_not_over_is_a_rate_of_the_time_that_was_measured()
    {
        var s = Series("m", InstrumentKind.Counter, isDelta: true);
        _store.Add(1, Point(s, 10, 50, start: 0), Point(s, 15, 25, start: 10));
        Assert.Equal([5, 5, null], (await CurveAsync("rate"))[..3]);
    }

    [Fact]
    public async Task Rates_add_up_over_series_and_groups_are_drawn_apart()
    {
        var a = Series("m", InstrumentKind.Counter, true, attributes: Attributes(("route", "/a"), ("code", 200)));
        var b = Series(
            "m",
            InstrumentKind.Counter,
            true,
            instance: "2",
            attributes: Attributes(("route", "/b"), ("code", 200))
        );
        var c = Series("m", InstrumentKind.Counter, true, service: "web");
        _store.Add(1, Point(a, 10, 10, start: 0), Point(b, 10, 20, start: 0), Point(c, 10, 40, start: 0));
        _store.Add(2, Point(a, 20, 70, start: 10));
        Assert.Equal(7, (await CurveAsync("rate"))[0]);
        Assert.Equal(3, (await CurveAsync("rate", query: Query with { Service = "api" }))[0]);
        var groups = await ChartAsync(Query with { GroupBy = "route", Run = 1 });
        Assert.Equal(["/a", "/b", ""], groups.Curves.Select(k => k.Group));
        Assert.Equal([1, 2, 4], groups.Curves.Select(k => k.Values[0]));
        Assert.All(groups.Curves, k => Assert.Null(k.Values[1]));
        var filtered = Query with
        {
            Dimensions = new Dictionary<string, IReadOnlyList<string>> { ["route"] = ["/b", "/c"], ["code"] = ["200"] },
        };
        Assert.Equal(2, (await CurveAsync("rate", query: filtered))[0]);
        Assert.Equal(3, (await ChartAsync(filtered)).Instrument.Series);
    }

    [Fact]
    public async Task Of_many_groups_the_50_that_counted_most_are_drawn()
    {
        foreach (var kind in (InstrumentKind[])[InstrumentKind.Counter, InstrumentKind.Gauge])
        {
            var name = kind.ToString();
            _store.Add(
                1,
                [
                    .. Enumerable
                        .Range(0, 60)
                        .Select(i =>
                            Point(Series(name, kind, true, attributes: Attributes(("id", i))), 10, 1000 + i, start: 0)
                        ),
                ]
            );
            var chart = await ChartAsync(Query with { Instrument = name, GroupBy = "id" });
            Assert.True(chart.IsTruncated);
            Assert.Equal(
                Enumerable.Range(10, 50).Select(i => $"{i}").Order(),
                chart.Curves.Select(c => c.Group).Order()
            );
        }
    }

    [Fact]
    public async Task Gauges_are_averaged_and_up_down_counters_added_with_the_last_value_of_each_slot()
    {
        foreach (var kind in (InstrumentKind[])[InstrumentKind.Gauge, InstrumentKind.UpDownCounter])
        {
            var name = kind.ToString();
            var a = Series(name, kind);
            var b = Series(name, kind, instance: "2");
            _store.Add(1, Point(a, 1, 99), Point(a, 9, 10), Point(b, 5, 20), Point(a, 11, 30));
            var curve = await CurveAsync("value", query: Query with { Instrument = name });
            Assert.Equal(kind == InstrumentKind.Gauge ? [15, 25] : [30, 50], curve[..2]);
        }
    }

    [Fact]
    public async Task A_value_holds_until_the_next_one_but_not_for_long()
    {
        var s = Series("m", InstrumentKind.Gauge);
        _store.Add(1, Point(s, -5, 7), Point(s, 12, 8), Point(s, 12, double.NaN));
        Assert.Equal([7, 8, 8, 8, 8, 8, 8, 8, 8, null], await CurveAsync("value"));
    }

    [Fact]
    public async Task Changes_of_an_up_down_counter_add_up_to_its_value()
    {
        var s = Series("m", InstrumentKind.UpDownCounter, isDelta: true);
        _store.Add(1, Point(s, -5000, 5), Point(s, 1, 2), Point(s, 11, -3));
        Assert.Equal([7, 4], (await CurveAsync("value"))[..2]);
    }

    [Fact]
    public async Task Percentiles_lie_between_the_ends_of_their_bucket()
    {
        var s = Series("m", InstrumentKind.Histogram, isDelta: true);
        _store.Add(
            1,
            Buckets(s, 10, [0, 100, 0, 0], start: 0),
            Buckets(s, 20, [50, 0, 45, 5], start: 10, min: 2, max: 80)
        );
        Assert.Equal([15, 10], (await CurveAsync("p50"))[..2]);
        Assert.Equal([19, Math.Round(20 + 30 * 40 / 45.0, 6)], (await CurveAsync("p90"))[..2]);
        Assert.Equal([19.9, 74], (await CurveAsync("p99"))[..2]);
        Assert.Equal([10, 10, null], (await CurveAsync("rate"))[..3]);
    }

    [Fact]
    public async Task Cumulative_buckets_are_differences_and_start_again_with_their_process()
    {
        var s = Series("m", InstrumentKind.Histogram);
        _store.Add(
            1,
            Buckets(s, 0, [100, 0, 0, 0], start: -50),
            Buckets(s, 10, [100, 100, 0, 0], start: -50),
            Buckets(s, 20, [0, 0, 100, 0], start: 12)
        );
        Assert.Equal([15, 35, null], (await CurveAsync("p50"))[..3]);
    }

    [Fact]
    public async Task Buckets_with_other_bounds_meet_in_the_percentile()
    {
        var a = Series("m", InstrumentKind.Histogram, isDelta: true);
        var b = Series("m", InstrumentKind.Histogram, isDelta: true, instance: "2");
        _store.Add(1, Buckets(a, 10, [0, 10, 0, 0], start: 0), Buckets(b, 10, [0, 10, 0], start: 0, bounds: [15, 25]));
        // 10 to 20 and 15 to 25, ten values each: half of all are at 17.5.
        Assert.Equal(17.5, (await CurveAsync("p50"))[0]);
    }

    [Fact]
    public async Task A_cumulative_histogram_that_changes_its_bounds_keeps_its_rate_and_has_percentiles()
    {
        var s = Series("m", InstrumentKind.Histogram);
        _store.Add(
            1,
            Buckets(s, 0, [0, 10, 0, 0], start: -50),
            Buckets(s, 10, [0, 30], start: -50, bounds: [16], max: 18)
        );
        Assert.Equal(2, (await CurveAsync("rate"))[0]);
        Assert.Equal(17, (await CurveAsync("p50"))[0]);
    }

    [Fact]
    public async Task A_summary_shows_the_quantiles_that_it_has_nearest_to_those_asked_for()
    {
        var s = Series("m", InstrumentKind.Summary);
        _store.Add(
            1,
            Point(s, 5, 100, start: -5) with
            {
                Count = 10,
                Bounds = [0, 0.5, 0.95, 1],
                Buckets = [1, 5, 9, 10],
            }
        );
        Assert.Equal(5, (await CurveAsync("p50"))[0]);
        Assert.Equal(9, (await CurveAsync("p90"))[0]);
        Assert.Equal(10, (await CurveAsync("p99"))[0]);
        Assert.Equal(1, (await CurveAsync("rate"))[0]);
    }

    [Fact]
    public async Task Exemplars_of_the_range_come_once_in_the_order_of_time_and_at_most_500()
    {
        var s = Series("m", InstrumentKind.Histogram, attributes: Attributes(("k", "v")));
        Exemplar At(double second, int i) => new(Sample.At(second * 1000), i + 0.5, Trace(i + 1), new SpanId(7));
        _store.Add(
            1,
            Buckets(s, 10, [1, 0, 0, 0]) with
            {
                Exemplars = [At(9, 2), At(8, 1), At(-1, 0)],
            },
            Buckets(s, 20, [1, 0, 0, 0]) with
            {
                Exemplars = [At(9, 2)],
            },
            Buckets(s, 200, [1, 0, 0, 0]) with
            {
                Exemplars = [At(199, 9)],
            }
        );
        Assert.Equal([At(8, 1), At(9, 2)], (await ChartAsync()).Exemplars);
        var other = Query with { Dimensions = new Dictionary<string, IReadOnlyList<string>> { ["k"] = ["w"] } };
        Assert.Empty((await ChartAsync(other)).Exemplars);
        _store.Add(
            1,
            Buckets(s, 30, [1, 0, 0, 0]) with
            {
                Exemplars = [.. Enumerable.Range(0, 700).Select(i => At(20, i))],
            }
        );
        Assert.Equal(500, (await ChartAsync()).Exemplars.Count);
    }

    [Fact]
    public async Task Hostile_numbers_leave_gaps_and_no_errors()
    {
        var histogram = Series("m", InstrumentKind.Histogram, isDelta: true);
        double[] bounds = [double.NegativeInfinity, 10, double.PositiveInfinity];
        _store.Add(1, Buckets(histogram, 10, [0, 10, 10, 0], start: 0, bounds: bounds, min: 30, max: 20));
        _store.Add(1, Buckets(histogram, 20, [0, 10, 10, 0], start: 10, bounds: bounds));
        _store.Add(1, Buckets(histogram, 30, [5], start: 20, bounds: []));
        _store.Add(1, Buckets(histogram, 40, [1, 2, 3], start: 30));
        Assert.Equal([30, 10, null, null, null], (await CurveAsync("p50"))[..5]);
        Assert.Equal([2, 2, 0.5, 0.6, null], (await CurveAsync("rate"))[..5]);
        var gauge = Series("g", InstrumentKind.UpDownCounter);
        var other = Series("g", InstrumentKind.UpDownCounter, instance: "2");
        _store.Add(1, Point(gauge, 5, double.MaxValue), Point(other, 5, double.MaxValue));
        Assert.All((await ChartAsync(Query with { Instrument = "g" })).Curves, c => Assert.All(c.Values, Assert.Null));
    }
}
