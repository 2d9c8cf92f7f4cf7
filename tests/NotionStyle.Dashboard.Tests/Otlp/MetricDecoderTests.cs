using Google.Protobuf;
using NotionStyle.Dashboard.Otlp;
using NotionStyle.Dashboard.Telemetry;
using NotionStyle.Testing;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Metrics.V1;

namespace NotionStyle.Dashboard.Tests.Otlp;

public sealed class MetricDecoderTests
{
    private static readonly Timestamp Now = new(1_800_000_000_000_000_000);

    [Fact]
    public void Sums_are_counters_when_they_only_grow_and_say_whether_they_are_deltas()
    {
        var points = Decode(
            Sum("a", true, AggregationTemporality.Delta),
            Sum("b", true, AggregationTemporality.Cumulative),
            Sum("c", false, AggregationTemporality.Cumulative)
        ).Batch.Points;
        Assert.Equal(
            [(InstrumentKind.Counter, true), (InstrumentKind.Counter, false), (InstrumentKind.UpDownCounter, false)],
            points.Select(p => (p.Series.Kind, p.Series.IsDelta))
        );
    }

    [Fact]
    public void Points_with_the_same_attributes_share_their_series_and_others_do_not()
    {
        var metric = Sum("a", true, AggregationTemporality.Delta);
        metric.Sum.DataPoints.Add(new NumberDataPoint { AsInt = 2, Attributes = { Requests.Pair("k", "v") } });
        metric.Sum.DataPoints.Add(new NumberDataPoint { AsInt = 3, Attributes = { Requests.Pair("k", "v") } });
        var points = Decode(metric).Batch.Points;
        Assert.Same(points[1].Series, points[2].Series);
        Assert.NotSame(points[0].Series, points[1].Series);
        Assert.Same(points[0].Series.Resource, points[1].Series.Resource);
    }

    [Fact]
    public void Points_without_a_recorded_value_are_skipped_and_those_that_cannot_be_are_rejected()
    {
        var gauge = new Metric { Name = "g", Gauge = new Gauge() };
        gauge.Gauge.DataPoints.Add([
            new NumberDataPoint { Flags = 1 },
            new NumberDataPoint { AsDouble = double.NaN },
            new NumberDataPoint { AsDouble = double.PositiveInfinity },
            new NumberDataPoint(),
            new NumberDataPoint { AsDouble = 1 },
        ]);
        var nameless = Sum("", true, AggregationTemporality.Delta);
        var histogram = new Metric { Name = "h", Histogram = new Histogram() };
        histogram.Histogram.DataPoints.Add([
            new HistogramDataPoint { BucketCounts = { 1, 2 }, ExplicitBounds = { 1, 2 } },
            new HistogramDataPoint { BucketCounts = { 1, 2, 3 }, ExplicitBounds = { 2, 1 } },
            new HistogramDataPoint { BucketCounts = { 1, 2 }, ExplicitBounds = { double.NaN } },
            new HistogramDataPoint { BucketCounts = { Enumerable.Repeat(1UL, OtlpLimits.Buckets + 1) } },
            new HistogramDataPoint { Count = 4, Sum = 2 },
        ]);
        var decoded = Decode(gauge, nameless, histogram);
        Assert.Equal([1.0, 2], decoded.Batch.Points.Select(p => p.Value));
        Assert.Equal([4.0], decoded.Batch.Points[1].Buckets);
        Assert.Equal(
            "Rejected: 1 of a metric without a name, 3 with a value that is missing or not finite, 3 with buckets that do not fit their bounds (bounds ascend, and there is one bucket more), 1 with more than 1,024 buckets. And more.",
            decoded.Rejections.Message("And more.")
        );
    }

    [Fact]
    public void A_summary_keeps_its_quantiles_that_are_numbers()
    {
        var metric = new Metric { Name = "s", Summary = new Summary() };
        metric.Summary.DataPoints.Add(
            new SummaryDataPoint
            {
                Count = 3,
                Sum = 6,
                QuantileValues =
                {
                    new SummaryDataPoint.Types.ValueAtQuantile { Quantile = 0.9, Value = 3 },
                    new SummaryDataPoint.Types.ValueAtQuantile { Quantile = 0.5, Value = 2 },
                    new SummaryDataPoint.Types.ValueAtQuantile { Quantile = 0.99, Value = double.NaN },
                },
            }
        );
        var point = Assert.Single(Decode(metric).Batch.Points);
        Assert.Equal((InstrumentKind.Summary, 6, 3), (point.Series.Kind, point.Value, point.Count));
        Assert.Equal([0.5, 0.9], point.Bounds);
        Assert.Equal([2.0, 3], point.Buckets);
    }

    [Fact]
    public void An_exponential_histogram_has_the_bounds_of_its_scale()
    {
        var point = Exponential(
            new ExponentialHistogramDataPoint
            {
                Scale = 0,
                ZeroCount = 7,
                ZeroThreshold = 0.25,
                Positive = new() { Offset = 0, BucketCounts = { 1, 2 } },
                Negative = new() { Offset = 1, BucketCounts = { 3, 4 } },
            }
        );
        // Negative: [-8, -4) has 4 and [-4, -2) has 3; positive: (1, 2] has 1 and (2, 4] has 2.
        Assert.Equal([-8, -4, -2, -0.25, 0.25, 1, 2, 4], point.Bounds);
        Assert.Equal([0.0, 4, 3, 0, 7, 0, 1, 2, 0], point.Buckets);
    }

    [Theory]
    [InlineData(20, int.MaxValue)]
    [InlineData(int.MinValue, 0)]
    [InlineData(int.MaxValue, int.MinValue)]
    [InlineData(-10, 1_000)]
    [InlineData(0, 1_000)]
    [InlineData(0, -2_000)]
    public void An_exponential_histogram_of_any_scale_loses_no_count_and_has_bounds_that_ascend(int scale, int offset)
    {
        var buckets = new ExponentialHistogramDataPoint.Types.Buckets
        {
            Offset = offset,
            BucketCounts = { Enumerable.Repeat(1UL, 3_000) },
        };
        var point = Exponential(
            new ExponentialHistogramDataPoint
            {
                Scale = scale,
                ZeroCount = 5,
                Positive = buckets,
                Negative = buckets,
            }
        );
        Assert.Equal(6_005, point.Buckets.Sum());
        Assert.Equal(point.Bounds.Count + 1, point.Buckets.Count);
        Assert.InRange(point.Bounds.Count, 1, 2 * OtlpLimits.ExponentialBuckets + 4);
        Assert.All(point.Bounds, b => Assert.True(double.IsFinite(b)));
        Assert.All(point.Bounds.Zip(point.Bounds.Skip(1)), pair => Assert.True(pair.First < pair.Second));
    }

    [Fact]
    public void Values_by_chance_are_in_the_bucket_that_their_bounds_say()
    {
        Seeds.ForEach(
            50,
            seed =>
            {
                var random = new Random(seed);
                var scale = random.Next(-2, 6);
                var values = Enumerable
                    .Range(0, 200)
                    .Select(_ => Math.Pow(2, random.NextDouble() * 20 - 10) * (random.Chance(0.3) ? -1 : 1))
                    .ToList();
                var point = Exponential(
                    new ExponentialHistogramDataPoint
                    {
                        Scale = scale,
                        Positive = Buckets(values.Where(v => v > 0), scale),
                        Negative = Buckets(values.Where(v => v < 0).Select(v => -v), scale),
                    }
                );
                var counts = new double[point.Bounds.Count + 1];
                foreach (var value in values)
                    counts[point.Bounds.TakeWhile(b => b < value).Count()]++;
                Assert.Equal(counts, point.Buckets);
            }
        );
    }

    [Fact]
    public void Only_exemplars_that_lead_to_a_trace_are_kept()
    {
        var metric = Sum("a", true, AggregationTemporality.Delta);
        metric
            .Sum.DataPoints[0]
            .Exemplars.Add([
                new OpenTelemetry.Proto.Metrics.V1.Exemplar { AsDouble = 1 },
                new OpenTelemetry.Proto.Metrics.V1.Exemplar
                {
                    AsInt = 2,
                    TimeUnixNano = 3,
                    TraceId = Requests.Id(new TraceId(4)),
                    SpanId = Requests.Id(new SpanId(5)),
                },
            ]);
        Assert.Equal(
            [new NotionStyle.Dashboard.Telemetry.Exemplar(new(3), 2, new(4), new(5))],
            Assert.Single(Decode(metric).Batch.Points).Exemplars
        );
    }

    private static ExponentialHistogramDataPoint.Types.Buckets Buckets(IEnumerable<double> values, int scale)
    {
        var indexes = values.Select(v => (int)Math.Ceiling(Math.ScaleB(Math.Log2(v), scale)) - 1).ToList();
        var first = indexes.Min();
        var buckets = new ExponentialHistogramDataPoint.Types.Buckets { Offset = first };
        buckets.BucketCounts.Add(new ulong[indexes.Max() - first + 1]);
        foreach (var index in indexes)
            buckets.BucketCounts[index - first]++;
        return buckets;
    }

    private static MetricPoint Exponential(ExponentialHistogramDataPoint point)
    {
        var metric = new Metric { Name = "e", ExponentialHistogram = new ExponentialHistogram() };
        metric.ExponentialHistogram.DataPoints.Add(point);
        return Assert.Single(Decode(metric).Batch.Points);
    }

    private static Metric Sum(string name, bool isMonotonic, AggregationTemporality temporality) =>
        new()
        {
            Name = name,
            Sum = new Sum
            {
                IsMonotonic = isMonotonic,
                AggregationTemporality = temporality,
                DataPoints = { new NumberDataPoint { AsInt = 1 } },
            },
        };

    private static DecodedRequest Decode(params Metric[] metrics) =>
        OtlpSignal
            .Named("metrics")
            .Decode(
                new ExportMetricsServiceRequest
                {
                    ResourceMetrics =
                    {
                        new ResourceMetrics { ScopeMetrics = { new ScopeMetrics { Metrics = { metrics } } } },
                    },
                }.ToByteArray(),
                Now
            );
}
