using NotionStyle.Blocks.Ports;

namespace NotionStyle.Blocks.DataSources.Queries;

/// <summary>A question for rows of a data source that a store can answer: nothing in it is computed (<see cref="PropertyDefinition.IsComputed" />).</summary>
/// <param name="DataSourceId">The data source.</param>
/// <param name="Schema">Its schema: for the order of options, and for which form a value is stored in.</param>
/// <param name="Filter">Which rows; null for all.</param>
/// <param name="Sorts">In which order; rows that these leave equal, and all without any, stand in the order in which they were made, then by id.</param>
/// <param name="IsTrashed">Rows in the trash in place of those that are alive.</param>
/// <param name="Page">Which part.</param>
/// <param name="Now">The moment that "today" and "past week" are counted from.</param>
public sealed record RowQuery(
    Guid DataSourceId,
    DataSourceSchema Schema,
    RowFilter? Filter,
    IReadOnlyList<RowSort> Sorts,
    bool IsTrashed,
    PageRequest Page,
    DateTimeOffset Now
)
{
    /// <summary>Whether the answer has a cursor behind every row (<see cref="RecordPage.Cursors" />), for a caller who may stop at any of them.</summary>
    public bool HasCursorOfEach { get; init; }
}

/// <summary>One key of an order. Rows without a value come last, whichever way the others go.</summary>
/// <param name="Key">What is compared.</param>
/// <param name="IsDescending">Largest first.</param>
public sealed record RowSort(RowKey Key, bool IsDescending);

/// <summary>What a filter looks at or a sort compares: a property, or one of the row's own stamps.</summary>
public abstract record RowKey
{
    private RowKey() { }

    /// <summary>A property of the schema.</summary>
    public sealed record Property(PropertyDefinition Definition) : RowKey;

    /// <summary>When the row was made.</summary>
    public sealed record CreatedTime : RowKey;

    /// <summary>When the row was changed last.</summary>
    public sealed record LastEditedTime : RowKey;
}
