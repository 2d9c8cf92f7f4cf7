namespace NotionStyle.Dashboard.Storage.Queries;

/// <summary>The buckets of one slot of time, by their bounds, and the percentiles that follow from them.</summary>
internal sealed class BucketSlot
{
    private readonly Dictionary<ulong, (double[] Bounds, double[] Counts)> _shapes = [];
    private double? _min;
    private double? _max;

    /// <summary>Adds to a bucket; bucket i reaches from bound i - 1 to bound i.</summary>
    public void Add(ulong shape, double[] bounds, int bucket, double count, double? min, double? max)
    {
        if (!_shapes.TryGetValue(shape, out var known))
            _shapes.Add(shape, known = (bounds, new double[bounds.Length + 1]));
        known.Counts[bucket] += count;
        if (min < (_min ?? double.PositiveInfinity))
            _min = min;
        if (max > (_max ?? double.NegativeInfinity))
            _max = max;
    }

    /// <summary>
    /// The value that a share of all values does not exceed. Within a bucket values are taken to lie evenly; the open end of the first bucket is the smallest value, if known, else 0,
    /// that of the last the largest value, if known, else its lower bound. Null when it cannot be told.
    /// </summary>
    public double? Quantile(double share)
    {
        var pieces = Pieces();
        var target = share * pieces.Sum(p => p.Count);
        if (pieces.Count == 0 || target <= 0)
            return null;
        // The number of values up to x grows evenly between two neighbouring ends of any buckets, whatever the shapes.
        double[] ends = [.. pieces.SelectMany(p => new[] { p.From, p.To }).Distinct().Order()];
        var (low, below) = (ends[0], 0.0);
        foreach (var end in ends)
        {
            var upTo = pieces.Sum(p => p.UpTo(end));
            if (upTo >= target)
            {
                var value = upTo > below && end > low ? low + (end - low) * (target - below) / (upTo - below) : end;
                return Math.Clamp(value, _min ?? double.NegativeInfinity, _max ?? double.PositiveInfinity);
            }

            (low, below) = (end, upTo);
        }

        return ends[^1];
    }

    private List<Piece> Pieces()
    {
        var pieces = new List<Piece>();
        foreach (var (bounds, counts) in _shapes.Values)
            for (var i = 0; i < counts.Length; i++)
                if (counts[i] > 0 && Ends(bounds, i) is { } ends)
                    pieces.Add(new Piece(ends.From, Math.Max(ends.From, ends.To), counts[i]));
        return pieces;
    }

    private (double From, double To)? Ends(double[] bounds, int bucket)
    {
        if (bounds.Length == 0)
            return (_min ?? _max) is { } only ? (only, _max ?? only) : null;
        if (bucket == 0)
            return (_min < bounds[0] ? _min.Value : Math.Min(0, bounds[0]), bounds[0]);
        var from = bounds[bucket - 1];
        return (from, bucket < bounds.Length ? bounds[bucket] : Math.Max(from, _max ?? from));
    }

    private readonly record struct Piece(double From, double To, double Count)
    {
        public double UpTo(double end) =>
            end >= To ? Count
            : end <= From ? 0
            : Count * (end - From) / (To - From);
    }
}
