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
    /// The values that shares of all values do not exceed; the shares ascend. Within a bucket values are taken to lie evenly; the open end of the first bucket is the smallest value,
    /// if known, else 0, that of the last the largest value, if known, else its lower bound. Null when it cannot be told.
    /// </summary>
    public double[]? Quantiles(double[] shares)
    {
        var pieces = Pieces();
        var total = pieces.Sum(p => p.Count);
        if (total <= 0)
            return null;
        // The number of values up to x grows evenly between two neighbouring ends of any buckets, whatever the shapes.
        double[] ends = [.. pieces.SelectMany(p => new[] { p.From, p.To }).Distinct().Order()];
        var (low, below) = (ends[0], 0.0);
        var found = new double[shares.Length];
        var next = 0;
        foreach (var end in ends)
        {
            // Values that all lie at this end (the open end of a bucket whose largest value is not known) make a step there.
            var (before, upTo) = (0.0, 0.0);
            foreach (var piece in pieces)
            {
                before += piece.Before(end);
                upTo += piece.UpTo(end);
            }

            // Sums of shares are not exact: the last end takes what is left.
            for (; next < shares.Length && (upTo >= shares[next] * total || end == ends[^1]); next++)
            {
                var target = shares[next] * total;
                var isBefore = target <= before && before > below;
                var value = isBefore ? low + (end - low) * (target - below) / (before - below) : end;
                // Not Math.Clamp: a sender may say that its smallest value is above its largest.
                found[next] = Math.Max(Math.Min(value, _max ?? value), _min ?? value);
            }

            (low, below) = (end, upTo);
        }

        return found;
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
        // An infinite bound, which some senders write out, is an open end too.
        double? from = bucket > 0 && double.IsFinite(bounds[bucket - 1]) ? bounds[bucket - 1] : null;
        double? to = bucket < bounds.Length && double.IsFinite(bounds[bucket]) ? bounds[bucket] : null;
        return (from, to) switch
        {
            ({ } low, { } high) => (low, high),
            (null, { } high) => (_min < high ? _min.Value : Math.Min(0, high), high),
            ({ } low, null) => (low, Math.Max(low, _max ?? low)),
            _ => (_min ?? _max) is { } only ? (only, _max ?? only) : null,
        };
    }

    private readonly record struct Piece(double From, double To, double Count)
    {
        public double Before(double end) => From == To && end <= To ? 0 : UpTo(end);

        public double UpTo(double end) =>
            end >= To ? Count
            : end <= From ? 0
            : Count * (end - From) / (To - From);
    }
}
