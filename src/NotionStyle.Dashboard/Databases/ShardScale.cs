namespace NotionStyle.Dashboard.Databases;

/// <summary>
/// Sorts values into levels for colours: 0 for nothing, then six levels with as many different values in each. Few shards hold much and many hold next to nothing, so
/// levels of equal width would all be the lowest.
/// </summary>
internal sealed class ShardScale
{
    /// <summary>The highest level.</summary>
    public const int LevelMaximum = 6;

    private ShardScale(IReadOnlyList<double> bounds) => Bounds = bounds;

    /// <summary>The largest value of each level from 1 on; there are fewer than six when there are fewer different values.</summary>
    public IReadOnlyList<double> Bounds { get; }

    /// <summary>A scale for values; null means not known, and 0 or less nothing.</summary>
    public static ShardScale Of(IEnumerable<double?> values)
    {
        var distinct = values.OfType<double>().Where(v => v > 0).Distinct().Order().ToArray();
        var levels = Math.Min(LevelMaximum, distinct.Length);
        return new ShardScale([
            .. Enumerable
                .Range(1, levels)
                .Select(level => distinct[(distinct.Length * level + levels - 1) / levels - 1]),
        ]);
    }

    /// <summary>The level of a value; null when the value is not known.</summary>
    public int? LevelOf(double? value)
    {
        if (value is not { } v)
            return null;
        if (v <= 0)
            return 0;
        for (var i = 0; i < Bounds.Count; i++)
        {
            if (v <= Bounds[i])
                // With few levels the colours are still spread over the whole scale.
                return ColourOf(i);
        }

        return LevelMaximum;
    }

    /// <summary>The colour's level of a bound.</summary>
    public int ColourOf(int bound) =>
        Bounds.Count == 1 ? LevelMaximum : 1 + bound * (LevelMaximum - 1) / (Bounds.Count - 1);
}
