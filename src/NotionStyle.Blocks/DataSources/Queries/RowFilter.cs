namespace NotionStyle.Blocks.DataSources.Queries;

/// <summary>Which rows are wanted. What each operator means on each type is said once, by <see cref="FilterEvaluator" />; stores follow it.</summary>
public abstract record RowFilter
{
    private RowFilter() { }

    /// <summary>All of these hold; an empty list always does.</summary>
    public sealed record And(IReadOnlyList<RowFilter> Filters) : RowFilter;

    /// <summary>One of these holds; an empty list never does.</summary>
    public sealed record Or(IReadOnlyList<RowFilter> Filters) : RowFilter;

    /// <summary>A condition on one key.</summary>
    /// <param name="Key">What is looked at.</param>
    /// <param name="Operator">How it is compared.</param>
    /// <param name="Operand">With what; null where the operator needs nothing.</param>
    public sealed record Condition(RowKey Key, FilterOperator Operator, FilterOperand? Operand) : RowFilter
    {
        /// <summary>Of a rollup that shows a list: how many of the items must satisfy the condition; null when the value itself must.</summary>
        public RollupQuantifier? Quantifier { get; init; }
    }
}

/// <summary>How a condition compares.</summary>
public enum FilterOperator
{
    /// <summary><c>equals</c></summary>
    Equals,

    /// <summary><c>does_not_equal</c>; holds for rows without a value, too.</summary>
    DoesNotEqual,

    /// <summary><c>contains</c>: a piece of text in any case, an option, a person, a related row.</summary>
    Contains,

    /// <summary><c>does_not_contain</c>; holds for rows without a value, too.</summary>
    DoesNotContain,

    /// <summary><c>starts_with</c></summary>
    StartsWith,

    /// <summary><c>ends_with</c></summary>
    EndsWith,

    /// <summary><c>greater_than</c></summary>
    GreaterThan,

    /// <summary><c>less_than</c></summary>
    LessThan,

    /// <summary><c>greater_than_or_equal_to</c></summary>
    GreaterThanOrEqualTo,

    /// <summary><c>less_than_or_equal_to</c></summary>
    LessThanOrEqualTo,

    /// <summary><c>before</c></summary>
    Before,

    /// <summary><c>after</c></summary>
    After,

    /// <summary><c>on_or_before</c></summary>
    OnOrBefore,

    /// <summary><c>on_or_after</c></summary>
    OnOrAfter,

    /// <summary>Any of <c>past_week</c>, <c>this_month</c>, <c>next_year</c> and so on: between the two moments of a <see cref="FilterOperand.Between" />, which the reader of the filter counted from now.</summary>
    Within,

    /// <summary><c>is_empty</c></summary>
    IsEmpty,

    /// <summary><c>is_not_empty</c></summary>
    IsNotEmpty,
}

/// <summary>How many items of a rollup must satisfy a condition.</summary>
public enum RollupQuantifier
{
    /// <summary><c>any</c></summary>
    Any,

    /// <summary><c>every</c>; holds when there are no items.</summary>
    Every,

    /// <summary><c>none</c></summary>
    None,
}

/// <summary>What a condition compares with.</summary>
public abstract record FilterOperand
{
    private FilterOperand() { }

    /// <summary>A piece of text, or the name of an option that the schema does not know (which no row has).</summary>
    public sealed record Text(string Content) : FilterOperand;

    /// <summary>A number.</summary>
    public sealed record Number(double Amount) : FilterOperand;

    /// <summary>Yes or no.</summary>
    public sealed record Flag(bool IsTrue) : FilterOperand;

    /// <summary>An option of the schema, by its id.</summary>
    public sealed record Option(string OptionId) : FilterOperand;

    /// <summary>A person or a row.</summary>
    public sealed record Id(Guid Value) : FilterOperand;

    /// <summary>A day (without a time: the whole of it, in UTC) or a moment.</summary>
    public sealed record Date(DateTimeOffset Moment, bool HasTime) : FilterOperand;

    /// <summary>From a moment up to another, the second not included.</summary>
    public sealed record Between(DateTimeOffset From, DateTimeOffset Until) : FilterOperand;
}
