using NotionStyle.Blocks.DataSources.Values;

namespace NotionStyle.Blocks.DataSources.Queries;

/// <summary>Says whether a row satisfies a filter: the meaning of every operator, in one place.</summary>
public static class FilterEvaluator
{
    /// <summary>Whether a row is wanted.</summary>
    /// <param name="filter">Which rows are.</param>
    /// <param name="valueOf">The row's value for a key.</param>
    public static bool Matches(RowFilter filter, Func<RowKey, Value> valueOf) =>
        throw new NotSupportedException("Being written.");
}
