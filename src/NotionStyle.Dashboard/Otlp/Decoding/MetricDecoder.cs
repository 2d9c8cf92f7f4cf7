using Google.Protobuf.Collections;
using NotionStyle.Dashboard.Telemetry;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Metrics.V1;
using InstrumentationScope = NotionStyle.Dashboard.Telemetry.InstrumentationScope;

namespace NotionStyle.Dashboard.Otlp.Decoding;

/// <summary>Makes points of a metrics request.</summary>
internal sealed class MetricDecoder : IDisposable
{
    // OTLP's DataPointFlags: a series that has ended sends a point without a value.
    private const uint NoRecordedValue = 1;

    private readonly AttributeText _text = new();
    private readonly Rejections _rejections = new();
    private readonly List<MetricPoint> _points = [];
    private readonly Timestamp _now;

    private MetricDecoder(Timestamp now) => _now = now;

    public static DecodedRequest Decode(ExportMetricsServiceRequest request, Timestamp now)
    {
        using var decoder = new MetricDecoder(now);
        foreach (var group in request.ResourceMetrics)
        {
            var resource = Common.Resource(group.Resource, decoder._text);
            foreach (var scopeGroup in group.ScopeMetrics)
            {
                var scope = Common.ScopeOf(scopeGroup.Scope);
                foreach (var metric in scopeGroup.Metrics)
                    decoder.Add(metric, resource, scope);
            }
        }

        return new DecodedRequest(new TelemetryBatch { Points = decoder._points }, decoder._rejections);
    }

    public void Dispose() => _text.Dispose();

    private void Add(Metric metric, TelemetryResource resource, InstrumentationScope scope)
    {
        var family = new Family(metric, resource, scope, _text);
        switch (metric.DataCase)
        {
            case Metric.DataOneofCase.Gauge:
                AddNumbers(metric.Gauge.DataPoints, family.Of(InstrumentKind.Gauge, default));
                break;
            case Metric.DataOneofCase.Sum:
                var sum = metric.Sum;
                var kind = sum.IsMonotonic ? InstrumentKind.Counter : InstrumentKind.UpDownCounter;
                AddNumbers(sum.DataPoints, family.Of(kind, sum.AggregationTemporality));
                break;
            case Metric.DataOneofCase.Histogram:
                AddHistograms(metric.Histogram, family);
                break;
            case Metric.DataOneofCase.ExponentialHistogram:
                AddExponential(metric.ExponentialHistogram, family);
                break;
            case Metric.DataOneofCase.Summary:
                AddSummaries(metric.Summary, family.Of(InstrumentKind.Summary, default));
                break;
        }
    }

    private void AddNumbers(RepeatedField<NumberDataPoint> points, Family family)
    {
        foreach (var point in points)
        {
            if (!Accept(family, point.Flags))
                continue;
            var value = point.ValueCase switch
            {
                NumberDataPoint.ValueOneofCase.AsInt => point.AsInt,
                NumberDataPoint.ValueOneofCase.AsDouble => point.AsDouble,
                _ => double.NaN,
            };
            if (!double.IsFinite(value))
                _rejections.Add(RejectionReason.NotFinite);
            else
                _points.Add(
                    new MetricPoint
                    {
                        Series = family.Series(point.Attributes),
                        Start = new Timestamp(Common.Clamp(point.StartTimeUnixNano)),
                        Time = Common.Time(point.TimeUnixNano, _now),
                        Value = value,
                        Exemplars = Exemplars(point.Exemplars),
                    }
                );
        }
    }

    private void AddHistograms(Histogram histogram, Family family)
    {
        family = family.Of(InstrumentKind.Histogram, histogram.AggregationTemporality);
        foreach (var point in histogram.DataPoints)
        {
            if (!Accept(family, point.Flags))
                continue;
            if (!double.IsFinite(point.Sum))
                _rejections.Add(RejectionReason.NotFinite);
            else if (point.BucketCounts.Count > OtlpLimits.Buckets)
                _rejections.Add(RejectionReason.TooManyBuckets);
            else if (!Fits(point))
                _rejections.Add(RejectionReason.Buckets);
            else
                _points.Add(
                    new MetricPoint
                    {
                        Series = family.Series(point.Attributes),
                        Start = new Timestamp(Common.Clamp(point.StartTimeUnixNano)),
                        Time = Common.Time(point.TimeUnixNano, _now),
                        Value = point.Sum,
                        Count = Common.Clamp(point.Count),
                        Min = Finite(point.HasMin, point.Min),
                        Max = Finite(point.HasMax, point.Max),
                        Bounds = [.. point.ExplicitBounds],
                        // A histogram without bounds has one bucket, which may be left out.
                        Buckets =
                            point.BucketCounts.Count == 0
                                ? [point.Count]
                                : [.. point.BucketCounts.Select(c => (double)c)],
                        Exemplars = Exemplars(point.Exemplars),
                    }
                );
        }
    }

    private void AddExponential(ExponentialHistogram histogram, Family family)
    {
        family = family.Of(InstrumentKind.Histogram, histogram.AggregationTemporality);
        foreach (var point in histogram.DataPoints)
        {
            if (!Accept(family, point.Flags))
                continue;
            if (!double.IsFinite(point.Sum))
            {
                _rejections.Add(RejectionReason.NotFinite);
                continue;
            }

            var (bounds, buckets) = BucketBuilder.Build(point);
            _points.Add(
                new MetricPoint
                {
                    Series = family.Series(point.Attributes),
                    Start = new Timestamp(Common.Clamp(point.StartTimeUnixNano)),
                    Time = Common.Time(point.TimeUnixNano, _now),
                    Value = point.Sum,
                    Count = Common.Clamp(point.Count),
                    Min = Finite(point.HasMin, point.Min),
                    Max = Finite(point.HasMax, point.Max),
                    Bounds = bounds,
                    Buckets = buckets,
                    Exemplars = Exemplars(point.Exemplars),
                }
            );
        }
    }

    private void AddSummaries(Summary summary, Family family)
    {
        foreach (var point in summary.DataPoints)
        {
            if (!Accept(family, point.Flags))
                continue;
            if (!double.IsFinite(point.Sum))
            {
                _rejections.Add(RejectionReason.NotFinite);
                continue;
            }

            // A summary without values has quantiles of NaN; they say nothing.
            var quantiles = point
                .QuantileValues.Where(q => q.Quantile is >= 0 and <= 1 && double.IsFinite(q.Value))
                .Take(OtlpLimits.Quantiles)
                .OrderBy(q => q.Quantile)
                .ToList();
            _points.Add(
                new MetricPoint
                {
                    Series = family.Series(point.Attributes),
                    Start = new Timestamp(Common.Clamp(point.StartTimeUnixNano)),
                    Time = Common.Time(point.TimeUnixNano, _now),
                    Value = point.Sum,
                    Count = Common.Clamp(point.Count),
                    Bounds = [.. quantiles.Select(q => q.Quantile)],
                    Buckets = [.. quantiles.Select(q => q.Value)],
                }
            );
        }
    }

    private bool Accept(Family family, uint flags)
    {
        if ((flags & NoRecordedValue) != 0)
            return false;
        if (family.HasName)
            return true;
        _rejections.Add(RejectionReason.MetricName);
        return false;
    }

    private static bool Fits(HistogramDataPoint point)
    {
        var (bounds, counts) = (point.ExplicitBounds, point.BucketCounts.Count);
        if (counts != bounds.Count + 1 && (counts != 0 || bounds.Count != 0))
            return false;
        for (var i = 0; i < bounds.Count; i++)
        {
            if (!double.IsFinite(bounds[i]) || (i > 0 && bounds[i] <= bounds[i - 1]))
                return false;
        }

        return true;
    }

    private static double? Finite(bool isGiven, double value) => isGiven && double.IsFinite(value) ? value : null;

    private Telemetry.Exemplar[] Exemplars(RepeatedField<OpenTelemetry.Proto.Metrics.V1.Exemplar> exemplars)
    {
        if (exemplars.Count == 0)
            return [];
        var list = new List<Telemetry.Exemplar>();
        foreach (var exemplar in exemplars)
        {
            // What they are kept for is the way to the trace.
            var value =
                exemplar.ValueCase == OpenTelemetry.Proto.Metrics.V1.Exemplar.ValueOneofCase.AsInt
                    ? exemplar.AsInt
                    : exemplar.AsDouble;
            if (
                list.Count < OtlpLimits.Exemplars
                && double.IsFinite(value)
                && Common.TraceIdOf(exemplar.TraceId) is { } traceId
                && Common.SpanIdOf(exemplar.SpanId) is { } spanId
            )
                list.Add(new Telemetry.Exemplar(Common.Time(exemplar.TimeUnixNano, _now), value, traceId, spanId));
        }

        return [.. list];
    }

    /// <summary>The series of one metric: points with the same attributes have the same object.</summary>
    private sealed record Family(
        Metric Metric,
        TelemetryResource Resource,
        InstrumentationScope Scope,
        AttributeText Text
    )
    {
        private readonly Dictionary<string, MetricSeries> _series = [];
        private InstrumentKind _kind;
        private bool _isDelta;

        public bool HasName => Metric.Name.Length > 0;

        public Family Of(InstrumentKind kind, AggregationTemporality temporality)
        {
            _kind = kind;
            _isDelta = temporality == AggregationTemporality.Delta;
            return this;
        }

        public MetricSeries Series(RepeatedField<KeyValue> attributes)
        {
            var written = Text.Write(attributes);
            if (!_series.TryGetValue(written.Json, out var series))
                _series[written.Json] = series = new MetricSeries(
                    Resource,
                    Scope,
                    AttributeText.Name(Metric.Name),
                    AttributeText.Name(Metric.Description),
                    AttributeText.Name(Metric.Unit),
                    _kind,
                    _isDelta,
                    written
                );
            return series;
        }
    }
}
