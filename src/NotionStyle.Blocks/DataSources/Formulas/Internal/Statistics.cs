namespace NotionStyle.Blocks.DataSources.Formulas.Internal;

/// <summary>What formulas and rollups both compute.</summary>
internal static class Statistics
{
    /// <summary>The middle number; between the two middle ones when there are two. Null without any.</summary>
    public static double? Median(IReadOnlyCollection<double> numbers)
    {
        if (numbers.Count == 0)
            return null;
        var ordered = numbers.Order().ToList();
        var middle = ordered.Count / 2;
        return ordered.Count % 2 == 1 ? ordered[middle] : (ordered[middle - 1] / 2) + (ordered[middle] / 2);
    }
}
