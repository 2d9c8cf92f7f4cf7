using NotionStyle.Blocks.DataSources.Values;

namespace NotionStyle.Blocks.DataSources.Queries;

/// <summary>The order of rows by sorts: what each type is ordered by, in one place. Stores follow it.</summary>
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
    ) => throw new NotSupportedException("Being written.");
}
