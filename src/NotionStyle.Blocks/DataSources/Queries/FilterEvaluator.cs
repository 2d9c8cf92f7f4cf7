using NotionStyle.Blocks.DataSources.Values;

namespace NotionStyle.Blocks.DataSources.Queries;

/// <summary>Says whether a row satisfies a filter: the meaning of every operator, in one place.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>A condition that a value cannot be compared by does not hold. <c>does_not_equal</c> and <c>does_not_contain</c> hold whenever <c>equals</c> and <c>contains</c> do not, so also
/// without a value.</item>
/// <item>Text: <c>equals</c> exactly, as it is documented; <c>contains</c>, <c>starts_with</c> and <c>ends_with</c> in any case (<see cref="TextFold" />), as in Notion's own views. No
/// value is the empty text.</item>
/// <item>Dates: by when they begin. A day in a filter is the whole of it in UTC; a moment is its millisecond (<see cref="DateSpan" />). A day that a row holds begins at midnight in UTC.</item>
/// <item>Checkbox: what is not yes is no.</item>
/// <item>Options: by id; by name where the filter has a text. A name that the schema does not know is no row's value.</item>
/// <item>Several values (multi_select, people, relation, a formula's list): <c>contains</c> one of them; they equal nothing.</item>
/// <item>Formulas and rollups: by the kind of value that came out.</item>
/// </list>
/// </remarks>
public static class FilterEvaluator
{
    /// <summary>Whether a row is wanted.</summary>
    /// <param name="filter">Which rows are.</param>
    /// <param name="valueOf">The row's value for a key.</param>
    public static bool Matches(RowFilter filter, Func<RowKey, Value> valueOf) =>
        filter switch
        {
            RowFilter.And and => and.Filters.All(f => Matches(f, valueOf)),
            RowFilter.Or or => or.Filters.Any(f => Matches(f, valueOf)),
            RowFilter.Condition condition => Matches(condition, valueOf(condition.Key)),
            _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "Unknown filter."),
        };

    /// <summary>The operand of a condition, with the option that a text names in its place.</summary>
    /// <returns>Null: the condition names an option that the schema does not know.</returns>
    public static FilterOperand? OperandOf(RowFilter.Condition condition)
    {
        if (
            condition is not { Quantifier: null, Operand: FilterOperand.Text { Content: var text } }
            || condition.Key is not RowKey.Property { Definition: var property }
            || !property.Type.HasOptions()
        )
            return condition.Operand;
        var option =
            property.Options.FirstOrDefault(o => o.Id == text) ?? property.Options.FirstOrDefault(o => o.Name == text);
        return option is null ? null : new FilterOperand.Option(option.Id);
    }

    private static bool Matches(RowFilter.Condition condition, Value value)
    {
        var operand = OperandOf(condition);
        return condition.Quantifier switch
        {
            null => Holds(value, condition.Operator, operand),
            RollupQuantifier.Any => Items(value).Any(item => Holds(item, condition.Operator, operand)),
            RollupQuantifier.Every => Items(value).All(item => Holds(item, condition.Operator, operand)),
            RollupQuantifier.None => !Items(value).Any(item => Holds(item, condition.Operator, operand)),
            _ => throw new ArgumentOutOfRangeException(nameof(condition), condition.Quantifier, "Unknown quantifier."),
        };
    }

    private static IReadOnlyList<Value> Items(Value value) =>
        value switch
        {
            Value.Many { Items: var items } => items,
            _ when value == Value.Nothing => [],
            _ => [value],
        };

    private static bool Holds(Value value, FilterOperator how, FilterOperand? operand) =>
        how switch
        {
            FilterOperator.IsEmpty => value.IsEmpty,
            FilterOperator.IsNotEmpty => !value.IsEmpty,
            FilterOperator.DoesNotEqual => !Holds(value, FilterOperator.Equals, operand),
            FilterOperator.DoesNotContain => !Holds(value, FilterOperator.Contains, operand),
            FilterOperator.Contains when value is Value.Many { Items: var items } => items.Any(item =>
                Holds(item, FilterOperator.Equals, operand)
            ),
            _ => operand switch
            {
                FilterOperand.Text { Content: var text } => Text(value, how, text),
                FilterOperand.Number { Amount: var amount } => value is Value.Number number
                    && Number(number.Amount, how, amount),
                FilterOperand.Flag { IsTrue: var isTrue } => how == FilterOperator.Equals
                    && value is Value.Flag { IsTrue: true } == isTrue,
                FilterOperand.Option { OptionId: var option } => IsItem(how)
                    && value is Value.Choice choice
                    && choice.OptionId == option,
                FilterOperand.Id { Value: var id } => IsItem(how)
                    && value switch
                    {
                        Value.Person person => person.Id == id,
                        Value.Row row => row.Id == id,
                        _ => false,
                    },
                FilterOperand.Date date => value is Value.Date { Range.Start: var start }
                    && Date(SortKey.MicrosecondsOf(start), how, DateSpan.Of(date)),
                FilterOperand.Between between => value is Value.Date { Range.Start: var start }
                    && how == FilterOperator.Within
                    && Date(SortKey.MicrosecondsOf(start), FilterOperator.Equals, DateSpan.Of(between)),
                _ => false,
            },
        };

    /// <summary>One value contains what it equals.</summary>
    private static bool IsItem(FilterOperator how) => how is FilterOperator.Equals or FilterOperator.Contains;

    private static bool Text(Value value, FilterOperator how, string text) =>
        value switch
        {
            Value.Text { Content: var content } => Text(content, how, text),
            Value.Choice { Name: var name, OptionId: var id } => IsItem(how) && (name == text || id == text),
            _ => value == Value.Nothing && Text("", how, text),
        };

    private static bool Text(string content, FilterOperator how, string text) =>
        how switch
        {
            FilterOperator.Equals => content == text,
            FilterOperator.Contains => TextFold.Fold(content).Contains(TextFold.Fold(text), StringComparison.Ordinal),
            FilterOperator.StartsWith => TextFold
                .Fold(content)
                .StartsWith(TextFold.Fold(text), StringComparison.Ordinal),
            FilterOperator.EndsWith => TextFold.Fold(content).EndsWith(TextFold.Fold(text), StringComparison.Ordinal),
            _ => false,
        };

    private static bool Number(double number, FilterOperator how, double than) =>
        how switch
        {
            FilterOperator.Equals => number.Equals(than) || (number == 0 && than == 0),
            FilterOperator.GreaterThan => number > than,
            FilterOperator.LessThan => number < than,
            FilterOperator.GreaterThanOrEqualTo => number >= than,
            FilterOperator.LessThanOrEqualTo => number <= than,
            _ => false,
        };

    private static bool Date(long start, FilterOperator how, DateSpan span) =>
        how switch
        {
            FilterOperator.Equals => start >= span.From && start < span.Until,
            FilterOperator.Before => start < span.From,
            FilterOperator.After => start >= span.Until,
            FilterOperator.OnOrBefore => start < span.Until,
            FilterOperator.OnOrAfter => start >= span.From,
            _ => false,
        };
}
