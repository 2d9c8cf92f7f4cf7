using OpenTelemetry.Proto.Metrics.V1;

namespace NotionStyle.Dashboard.Otlp.Decoding;

/// <summary>
/// Turns an exponential histogram into one with given bounds. With base = 2^(2^-scale), the positive bucket of index i holds what is above base^i and not above base^(i+1), the
/// negative one its mirror image, and the zero bucket what is not further from 0 than the threshold. The bounds are laid out from the lowest to the highest:
/// <code>
/// -base^(n+1)  …  -base^n  | -threshold … threshold |  base^m  …  base^(m+1)  …
///     0        neg[n]   …      gap: 0     zero         gap: 0    pos[m]      …     0
/// </code>
/// so that both ends and the gaps around 0 are buckets of their own without values.
/// </summary>
internal sealed class BucketBuilder
{
    private readonly List<double> _bounds = [];
    private readonly List<double> _counts = [];
    private double _carried;

    /// <summary>The bounds and, one more, the counts.</summary>
    public static (IReadOnlyList<double> Bounds, IReadOnlyList<double> Counts) Build(
        ExponentialHistogramDataPoint point
    )
    {
        var builder = new BucketBuilder();
        var (scale, positive, negative) = Fit(point.Scale, Buckets.Of(point.Positive), Buckets.Of(point.Negative));
        var threshold = double.IsFinite(point.ZeroThreshold) ? Math.Max(0, point.ZeroThreshold) : 0;
        if (negative.Counts.Length > 0)
        {
            builder.Add(-Power(scale, negative.Offset + negative.Counts.Length), 0);
            for (var i = negative.Counts.Length - 1; i >= 0; i--)
                builder.Add(-Power(scale, negative.Offset + i), negative.Counts[i]);
        }

        builder.Add(-threshold, 0);
        builder.Add(threshold, point.ZeroCount);
        if (positive.Counts.Length > 0)
        {
            builder.Add(Power(scale, positive.Offset), 0);
            for (var i = 0; i < positive.Counts.Length; i++)
                builder.Add(Power(scale, positive.Offset + i + 1), positive.Counts[i]);
        }

        builder.Add(double.PositiveInfinity, 0);
        return (builder._bounds, builder._counts);
    }

    /// <summary>Adds a bucket up to a bound. One that ends where the one before it ends goes into that.</summary>
    private void Add(double bound, double count)
    {
        var hasLast = _counts.Count > _bounds.Count;
        if (double.IsNegativeInfinity(bound))
            // Further down than numbers go: the next bucket begins there anyway.
            _carried += count;
        else if (hasLast || (_bounds.Count > 0 && bound <= _bounds[^1]))
            _counts[^1] += count;
        else
        {
            if (double.IsFinite(bound))
                _bounds.Add(bound);
            _counts.Add(count + _carried);
            _carried = 0;
        }
    }

    private static double Power(int scale, long index) => Math.Pow(2, Math.ScaleB(index, -scale));

    // One step of scale less merges each pair of neighbours: index i becomes i/2, rounded down.
    private static (int Scale, Buckets Positive, Buckets Negative) Fit(int scale, Buckets positive, Buckets negative)
    {
        while (
            positive.Counts.Length > OtlpLimits.ExponentialBuckets
            || negative.Counts.Length > OtlpLimits.ExponentialBuckets
        )
        {
            (positive, negative) = (positive.Halve(), negative.Halve());
            scale--;
        }

        return (scale, positive, negative);
    }

    private readonly record struct Buckets(long Offset, double[] Counts)
    {
        /// <summary>Without the empty buckets at both ends, which senders may leave standing.</summary>
        public static Buckets Of(ExponentialHistogramDataPoint.Types.Buckets? buckets)
        {
            if (buckets is null)
                return new Buckets(0, []);
            var counts = buckets.BucketCounts;
            var (first, end) = (0, counts.Count);
            while (first < end && counts[first] == 0)
                first++;
            while (end > first && counts[end - 1] == 0)
                end--;
            var kept = new double[end - first];
            for (var i = first; i < end; i++)
                kept[i - first] = counts[i];
            return new Buckets((long)buckets.Offset + first, kept);
        }

        public Buckets Halve()
        {
            if (Counts.Length == 0)
                return this;
            var first = Offset >> 1;
            var halved = new double[((Offset + Counts.Length - 1) >> 1) - first + 1];
            for (var i = 0; i < Counts.Length; i++)
                halved[((Offset + i) >> 1) - first] += Counts[i];
            return new Buckets(first, halved);
        }
    }
}
