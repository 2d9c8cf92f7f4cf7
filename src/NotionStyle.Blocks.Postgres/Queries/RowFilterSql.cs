using System.Text.Json.Nodes;
using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.DataSources.Queries;

namespace NotionStyle.Blocks.Postgres.Queries;

/// <summary>
/// Filters as SQL: what <see cref="FilterEvaluator" /> says, said to the server. A condition may come out NULL, which is as good as false where conditions are combined; only a negation
/// has to look.
/// </summary>
/// <remarks>What a whole value decides (an option, a person, a related row, a ticked box, a whole address) becomes a containment <c>properties @> …</c>, which the index of rows' properties answers.</remarks>
internal sealed class RowFilterSql(SqlParameters parameters)
{
    private const string Never = "false";
    private readonly RowValueSql _values = new(parameters);

    /// <summary>The condition that a row satisfies.</summary>
    public string Of(RowFilter filter) =>
        filter switch
        {
            RowFilter.And { Filters: [] } => "true",
            RowFilter.Or { Filters: [] } => Never,
            RowFilter.And and => $"({string.Join(" AND ", and.Filters.Select(Of))})",
            RowFilter.Or or => $"({string.Join(" OR ", or.Filters.Select(Of))})",
            RowFilter.Condition condition => Of(condition),
            _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "Unknown filter."),
        };

    private string Of(RowFilter.Condition condition)
    {
        if (condition.Quantifier is not null || condition.Key is RowKey.Property { Definition.IsComputed: true })
            throw new ArgumentException("A store answers nothing about what is computed.", nameof(condition));
        // The row's own stamps are what the properties of these types are.
        var property = condition.Key switch
        {
            RowKey.Property p => p.Definition,
            RowKey.CreatedTime => Stamp(PropertyType.CreatedTime),
            _ => Stamp(PropertyType.LastEditedTime),
        };
        var operand = FilterEvaluator.OperandOf(condition);
        return condition.Operator switch
        {
            FilterOperator.IsEmpty => $"NOT {_values.IsPresent(property)}",
            FilterOperator.IsNotEmpty => _values.IsPresent(property),
            FilterOperator.DoesNotEqual => Not(Holds(property, FilterOperator.Equals, operand)),
            FilterOperator.DoesNotContain => Not(Holds(property, FilterOperator.Contains, operand)),
            var how => Holds(property, how, operand),
        };
    }

    private string Holds(PropertyDefinition property, FilterOperator how, FilterOperand? operand) =>
        operand switch
        {
            FilterOperand.Text text => Text(property, how, text.Content),
            FilterOperand.Number number
                when property.Type is PropertyType.Number or PropertyType.UniqueId && NumberOperator(how) is { } sign =>
                $"({_values.Single(property)}) {sign} {parameters.Number(number.Amount)}",
            FilterOperand.Flag flag => Flag(property, how, flag.IsTrue),
            FilterOperand.Option option => Option(property, how, option.OptionId),
            FilterOperand.Id id => Id(property, how, id.Value),
            FilterOperand.Date date => Date(property, how, DateSpan.Of(date)),
            FilterOperand.Between between when how == FilterOperator.Within => Span(property, DateSpan.Of(between)),
            _ => Never,
        };

    private string Text(PropertyDefinition property, FilterOperator how, string text)
    {
        var isAddress = property.Type is PropertyType.Url or PropertyType.Email or PropertyType.PhoneNumber;
        if (!isAddress && property.Type is not (PropertyType.Title or PropertyType.RichText))
            return text.Length == 0 && TextHolds(how) ? $"NOT {_values.IsPresent(property)}" : Never;
        if (isAddress && how == FilterOperator.Equals && text.Length > 0)
            return Contains(property, JsonValue.Create(text));
        var content = $"COALESCE({_values.Single(property)}, '')";
        var folded = $"lower({content})";
        return how switch
        {
            FilterOperator.Equals => $"{content} = {parameters.Text(text)}",
            FilterOperator.Contains => $"strpos({folded}, {parameters.Text(TextFold.Fold(text))}) > 0",
            FilterOperator.StartsWith => $"starts_with({folded}, {parameters.Text(TextFold.Fold(text))})",
            FilterOperator.EndsWith =>
                $"right({folded}, length({parameters.Text(TextFold.Fold(text))})) = {parameters.Text(TextFold.Fold(text))}",
            _ => Never,
        };
    }

    /// <summary>Whether the empty text satisfies a condition with the empty text.</summary>
    private static bool TextHolds(FilterOperator how) =>
        how is FilterOperator.Equals or FilterOperator.Contains or FilterOperator.StartsWith or FilterOperator.EndsWith;

    private string Flag(PropertyDefinition property, FilterOperator how, bool isTrue)
    {
        if (how != FilterOperator.Equals)
            return Never;
        var isTicked = property.Type == PropertyType.Checkbox ? Contains(property, JsonValue.Create(true)) : Never;
        return isTrue ? isTicked : Not(isTicked);
    }

    private string Option(PropertyDefinition property, FilterOperator how, string option)
    {
        if (!property.Type.HasOptions() || property.Options.All(o => o.Id != option))
            return Never;
        return (property.Type, how) switch
        {
            (PropertyType.MultiSelect, FilterOperator.Contains) => Contains(property, new JsonArray(option)),
            (PropertyType.MultiSelect, _) => Never,
            (_, FilterOperator.Equals or FilterOperator.Contains) => Contains(property, JsonValue.Create(option)),
            _ => Never,
        };
    }

    private string Id(PropertyDefinition property, FilterOperator how, Guid id)
    {
        if (how is not (FilterOperator.Equals or FilterOperator.Contains))
            return Never;
        return property.Type switch
        {
            PropertyType.CreatedBy or PropertyType.LastEditedBy => $"{_values.Single(property)} = {parameters.Id(id)}",
            PropertyType.People or PropertyType.Relation when how == FilterOperator.Contains && id != Guid.Empty =>
                Contains(property, new JsonArray(id.ToString())),
            _ => Never,
        };
    }

    private string Date(PropertyDefinition property, FilterOperator how, DateSpan span)
    {
        if (!IsDate(property))
            return Never;
        var value = $"({_values.Single(property)})";
        return how switch
        {
            FilterOperator.Equals => Span(property, span),
            FilterOperator.Before => $"{value} < {Moment(property, span.From)}",
            FilterOperator.After => $"{value} >= {Moment(property, span.Until)}",
            FilterOperator.OnOrBefore => $"{value} < {Moment(property, span.Until)}",
            FilterOperator.OnOrAfter => $"{value} >= {Moment(property, span.From)}",
            _ => Never,
        };
    }

    private string Span(PropertyDefinition property, DateSpan span)
    {
        if (!IsDate(property))
            return Never;
        var value = _values.Single(property);
        // Once: reading a date out of text is the dearest of all values.
        return property.Type == PropertyType.Date
            ? $"({value}) BETWEEN {Moment(property, span.From)} AND {Moment(property, span.Until - 1)}"
            : $"({value} >= {Moment(property, span.From)} AND {value} < {Moment(property, span.Until)})";
    }

    private string Moment(PropertyDefinition property, long microseconds)
    {
        if (property.Type == PropertyType.Date)
            return parameters.Integer(microseconds);
        // No stamp is of the last day of all, behind which a time ends.
        var ticks = DateTimeOffset.UnixEpoch.Ticks + microseconds * TimeSpan.TicksPerMicrosecond;
        return parameters.Time(new DateTimeOffset(Math.Min(ticks, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero));
    }

    private static bool IsDate(PropertyDefinition property) =>
        property.Type is PropertyType.Date or PropertyType.CreatedTime or PropertyType.LastEditedTime;

    private string Contains(PropertyDefinition property, JsonNode value) =>
        $"{RowValueSql.Row}.properties @> {parameters.Json(new JsonObject { [property.Id] = value }.ToJsonString())}";

    private static string Not(string condition) => condition == Never ? "true" : $"NOT COALESCE({condition}, false)";

    private static string? NumberOperator(FilterOperator how) =>
        how switch
        {
            FilterOperator.Equals => "=",
            FilterOperator.GreaterThan => ">",
            FilterOperator.LessThan => "<",
            FilterOperator.GreaterThanOrEqualTo => ">=",
            FilterOperator.LessThanOrEqualTo => "<=",
            _ => null,
        };

    private static PropertyDefinition Stamp(PropertyType type) =>
        new()
        {
            Id = type.Name(),
            Name = type.Name(),
            Type = type,
        };
}
