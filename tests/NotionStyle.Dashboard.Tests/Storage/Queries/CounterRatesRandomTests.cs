using NotionStyle.Dashboard.Storage.Queries;
using NotionStyle.Dashboard.Telemetry;
using NotionStyle.Testing;
using static NotionStyle.Dashboard.Tests.Storage.Queries.Sample;

namespace NotionStyle.Dashboard.Tests.Storage.Queries;

/// <summary>The same counting told as cumulative points (with restarts) and as deltas gives the same rates, those of a plain evaluation in memory.</summary>
public sealed class CounterRatesRandomTests
{
    private const int RangeSeconds = 300;

    [Fact]
    public void Cumulative_and_delta_points_of_the_same_counting_draw_the_same_curve() =>
        Seeds.ForEach(25, seed => Check(seed).GetAwaiter().GetResult(), first: 1000);

    private static async Task Check(int seed)
    {
        var random = new Random(seed);
        using var store = new TemporaryStore();
        var increments = new List<(long Since, long Time, double Amount)>();
        for (var i = 0; i < 4; i++)
            AddSeries(random, store, i, increments);
        var query = new MetricQuery
        {
            Instrument = "cumulative",
            Range = new TimeRange(At(0), At(RangeSeconds * 1000)),
            Points = random.Next(2, 120),
        };
        var queries = new MetricQueries(store, TimeProvider.System);
        var cumulative = (await queries.ChartAsync(query, default))!;
        var delta = (await queries.ChartAsync(query with { Instrument = "delta" }, default))!;
        var expected = Rates(increments, cumulative.Times);
        AssertSame(expected, cumulative);
        AssertSame(expected, delta);
    }

    // One process after another (a restart) counts and is read at uneven intervals.
    private static void AddSeries(
        Random random,
        TemporaryStore store,
        int number,
        List<(long, long, double)> increments
    )
    {
        var cumulative = Series("cumulative", InstrumentKind.Counter, false, instance: $"{number}");
        var delta = Series("delta", InstrumentKind.Counter, true, instance: $"{number}");
        var points = new List<MetricPoint>();
        double began = random.Next(-400, 200);
        double before = began;
        var count = 0.0;
        while (before < RangeSeconds + 100)
        {
            var time = before + random.Next(1, 90);
            if (random.Chance(0.2))
            {
                began = before + (time - before) * random.NextDouble() * 0.9;
                count = 0;
            }

            var since = Math.Max(before, began);
            double amount = random.Chance(0.2) ? 0 : random.Next(1000);
            count += amount;
            points.Add(Point(cumulative, time, count, start: began));
            points.Add(Point(delta, time, amount, start: since));
            if (random.Chance(0.1))
                points.AddRange(points[^2], points[^1]);
            increments.Add((At(since * 1000).UnixNano, At(time * 1000).UnixNano, amount));
            before = time;
        }

        var shuffled = points.ToArray();
        random.Shuffle(shuffled);
        store.Add(1, shuffled);
    }

    private static double?[] Rates(
        List<(long Since, long Time, double Amount)> increments,
        IReadOnlyList<Timestamp> times
    )
    {
        var length = times[1].UnixNano - times[0].UnixNano;
        var end = At(RangeSeconds * 1000).UnixNano;
        var newest = increments.Max(i => Math.Min(i.Time, end));
        return
        [
            .. times.Select(slot =>
            {
                var (from, to) = (slot.UnixNano, Math.Min(slot.UnixNano + length, end));
                var here = increments.Where(i => i.Since < to && i.Time > from).ToList();
                var sum = here.Sum(i =>
                    i.Amount * (Math.Min(i.Time, to) - Math.Max(i.Since, from)) / (i.Time - i.Since)
                );
                var measured = newest < from + length ? newest - from : length;
                return here.Count == 0 ? (double?)null : sum / (measured / 1e9);
            }),
        ];
    }

    private static void AssertSame(double?[] expected, MetricChart chart)
    {
        var values = Assert.Single(chart.Curves).Values;
        Assert.Equal(expected.Select(v => v is null), values.Select(v => v is null));
        Assert.All(
            expected.Zip(values),
            pair => Assert.Equal(pair.First ?? 0, pair.Second ?? 0, 1e-6 * (1 + (pair.First ?? 0)))
        );
    }
}
