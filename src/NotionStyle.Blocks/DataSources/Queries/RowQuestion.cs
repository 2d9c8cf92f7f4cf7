using System.Globalization;
using System.Text;

namespace NotionStyle.Blocks.DataSources.Queries;

/// <summary>A query as a text, by which a cursor knows the question that it goes on with.</summary>
public static class RowQuestion
{
    /// <summary>The text of a query: the same for the same filter, sorts and kind of rows.</summary>
    public static string Of(RowFilter? filter, IReadOnlyList<RowSort> sorts, bool isTrashed)
    {
        var text = new StringBuilder(isTrashed ? "trash" : "rows");
        if (filter is not null)
            Append(text, filter);
        foreach (var sort in sorts)
            text.Append(sort.IsDescending ? '>' : '<').Append(NameOf(sort.Key));
        return text.ToString();
    }

    private static void Append(StringBuilder text, RowFilter filter)
    {
        switch (filter)
        {
            case RowFilter.And { Filters: var filters }:
                Append(text, "and", filters);
                break;
            case RowFilter.Or { Filters: var filters }:
                Append(text, "or", filters);
                break;
            case RowFilter.Condition condition:
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"[{condition.Quantifier} {NameOf(condition.Key)} {condition.Operator} {Operand(condition.Operand)}]"
                );
                break;
        }
    }

    private static void Append(StringBuilder text, string name, IReadOnlyList<RowFilter> filters)
    {
        text.Append(name).Append('(');
        foreach (var filter in filters)
            Append(text, filter);
        text.Append(')');
    }

    /// <summary>The moments between which "past week" lies move with every part of a list; the question stays the same.</summary>
    private static string? Operand(FilterOperand? operand) =>
        operand is FilterOperand.Between ? "between" : operand?.ToString();

    private static string NameOf(RowKey key) =>
        key switch
        {
            RowKey.Property { Definition: var property } => $"{property.Id}:{property.Type}",
            RowKey.CreatedTime => "@created",
            _ => "@edited",
        };
}
