namespace NotionStyle.Dashboard.Databases;

/// <summary>How many measurements fell into each slot of a histogram within a stretch of time. Histograms of several processes add up.</summary>
internal sealed class HistogramDelta
{
    private double[] _bounds = [];
    private double[] _counts = [];

    /// <summary>Measurements in all.</summary>
    public double Total { get; private set; }

    /// <summary>Adds what came between two states of one histogram.</summary>
    /// <param name="bounds">The upper bounds of the slots; the last slot has none.</param>
    /// <param name="before">The counts at the beginning; null when the histogram began empty.</param>
    /// <param name="after">The counts at the end.</param>
    public void Add(IReadOnlyList<double> bounds, IReadOnlyList<double>? before, IReadOnlyList<double> after)
    {
        if (after.Count != bounds.Count + 1)
            return;
        if (_counts.Length == 0)
        {
            _bounds = [.. bounds];
            _counts = new double[after.Count];
        }
        else if (!_bounds.SequenceEqual(bounds))
        {
            // Two versions of a program with other slots do not add up; the first one that was seen counts.
            return;
        }

        // A process that began anew counts from zero again: fewer than before means that nothing is known of before.
        var hasBefore =
            before is not null && before.Count == after.Count && !after.Where((n, i) => n < before[i]).Any();
        for (var i = 0; i < after.Count; i++)
        {
            var count = after[i] - (hasBefore ? before![i] : 0);
            _counts[i] += count;
            Total += count;
        }
    }

    /// <summary>Adds all of another one.</summary>
    public void Add(HistogramDelta other) => Add(other._bounds, null, other._counts);

    /// <summary>The value that a share of the measurements does not pass, even within a slot; null without measurements. Past the last bound it is that bound.</summary>
    public double? Quantile(double share)
    {
        if (Total <= 0)
            return null;
        var rank = share * Total;
        for (var i = 0; i < _bounds.Length; i++)
        {
            if (rank <= _counts[i])
            {
                var from = i == 0 ? 0 : _bounds[i - 1];
                return from + (_bounds[i] - from) * (_counts[i] > 0 ? rank / _counts[i] : 1);
            }

            rank -= _counts[i];
        }

        return _bounds.Length > 0 ? _bounds[^1] : null;
    }
}
