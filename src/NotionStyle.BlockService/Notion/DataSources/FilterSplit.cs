using NotionStyle.Blocks.DataSources.Queries;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary>A filter in two: what the store answers, and what only computed values answer. Both have to hold.</summary>
/// <param name="Stored">Without computed properties; null when nothing is asked of the store.</param>
/// <param name="Computed">The rest; null when there is none.</param>
internal sealed record FilterSplit(RowFilter? Stored, RowFilter? Computed)
{
    public static FilterSplit Of(RowFilter? filter)
    {
        if (filter is null || !IsComputed(filter))
            return new FilterSplit(filter, null);
        // Only what has to hold in any case can be taken apart; an "or" over a formula is computed as a whole.
        if (filter is not RowFilter.And { Filters: var filters })
            return new FilterSplit(null, filter);
        var parts = filters.Select(Of).ToList();
        return new FilterSplit(All(parts.Select(p => p.Stored)), All(parts.Select(p => p.Computed)));
    }

    /// <summary>The ids of the computed properties that a filter and sorts look at.</summary>
    public static IReadOnlySet<string> ComputedIn(RowFilter? filter, IReadOnlyList<RowSort> sorts) =>
        Keys(filter)
            .Concat(sorts.Select(s => s.Key))
            .OfType<RowKey.Property>()
            .Where(p => p.Definition.IsComputed)
            .Select(p => p.Definition.Id)
            .ToHashSet(StringComparer.Ordinal);

    private static bool IsComputed(RowFilter filter) => ComputedIn(filter, []).Count > 0;

    private static RowFilter? All(IEnumerable<RowFilter?> parts)
    {
        RowFilter[] all = [.. parts.OfType<RowFilter>()];
        return all.Length switch
        {
            0 => null,
            1 => all[0],
            _ => new RowFilter.And(all),
        };
    }

    private static IEnumerable<RowKey> Keys(RowFilter? filter) =>
        filter switch
        {
            RowFilter.And and => and.Filters.SelectMany(Keys),
            RowFilter.Or or => or.Filters.SelectMany(Keys),
            RowFilter.Condition condition => [condition.Key],
            _ => [],
        };
}
