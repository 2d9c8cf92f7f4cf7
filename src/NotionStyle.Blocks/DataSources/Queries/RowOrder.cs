using NotionStyle.Blocks.DataSources.Values;

namespace NotionStyle.Blocks.DataSources.Queries;

/// <summary>The order of rows by sorts. What each type is ordered by is said by <see cref="SortKey" />. Stores follow it.</summary>
public static class RowOrder
{
    /// <summary>Orders rows that stand in the order in which they were made; what sorts leave equal stays in that order.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="sorts">The keys, the first the strongest.</param>
    /// <param name="valueOf">A row's value for a key.</param>
    public static IEnumerable<T> Sort<T>(
        IReadOnlyList<T> rows,
        IReadOnlyList<RowSort> sorts,
        Func<T, RowKey, Value> valueOf
    )
    {
        if (sorts.Count == 0)
            return rows;
        // Computed once for each row; a comparison would do it again and again.
        return rows.Select(row => (Row: row, Keys: Keys(sorts, key => valueOf(row, key))))
            .OrderBy(r => r.Keys, Comparer<IReadOnlyList<SortKey>>.Create((a, b) => Compare(a, b, sorts)))
            .Select(r => r.Row);
    }

    /// <summary>What a row is ordered by: a key for each sort.</summary>
    public static IReadOnlyList<SortKey> Keys(IReadOnlyList<RowSort> sorts, Func<RowKey, Value> valueOf) =>
        [.. sorts.Select(s => SortKey.Of(valueOf(s.Key)))];

    /// <summary>Which of two rows comes first by their keys: negative for the first, 0 when the sorts leave them equal.</summary>
    public static int Compare(IReadOnlyList<SortKey> a, IReadOnlyList<SortKey> b, IReadOnlyList<RowSort> sorts)
    {
        for (var i = 0; i < sorts.Count; i++)
        {
            if (SortKey.Compare(a[i], b[i], sorts[i].IsDescending) is var order and not 0)
                return order;
        }

        return 0;
    }
}
