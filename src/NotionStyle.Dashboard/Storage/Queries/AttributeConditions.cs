using System.Globalization;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Storage.Queries;

/// <summary>Turns filters on attributes and fields into conditions on a row of <c>span</c> or <c>log</c>.</summary>
internal static class AttributeConditions
{
    private const string ResourcePrefix = "resource.";

    /// <summary>The conditions of the filters that are switched on. A key that is one of the fields means the field, even if an attribute has the same name.</summary>
    public static IEnumerable<string> Of(
        SqlParameters sql,
        IReadOnlyList<AttributeFilter> filters,
        IReadOnlyDictionary<string, RowField> fields
    )
    {
        foreach (var filter in filters.Where(f => f.IsEnabled))
        {
            if (fields.TryGetValue(filter.Key, out var field))
                yield return field.Condition(sql, filter);
            else if (filter.Key.StartsWith(ResourcePrefix, StringComparison.Ordinal))
                yield return OfResource(sql, filter with { Key = filter.Key[ResourcePrefix.Length..] });
            else
                yield return OfJson(sql, "attributes", filter);
        }
    }

    /// <summary>The condition that a resource sends for a service.</summary>
    public static string Service(SqlParameters sql, string service) =>
        $"resource IN (SELECT r.resource FROM resource r WHERE r.service = {sql.Add(service)})";

    /// <summary>Compares a text, which may be null: no text is another text, and contains nothing.</summary>
    public static string Compare(SqlParameters sql, string text, FilterOperator comparison, string value) =>
        comparison switch
        {
            FilterOperator.Equals => $"coalesce({text} = {sql.Add(value)}, false)",
            FilterOperator.NotEquals => $"{text} IS DISTINCT FROM {sql.Add(value)}",
            FilterOperator.Contains => $"coalesce(contains(lower({text}), lower({sql.Add(value)})), false)",
            FilterOperator.NotContains => $"NOT coalesce(contains(lower({text}), lower({sql.Add(value)})), false)",
            FilterOperator.GreaterThan => CompareNumber(sql, $"TRY_CAST({text} AS DOUBLE)", ">", value),
            FilterOperator.LessThan => CompareNumber(sql, $"TRY_CAST({text} AS DOUBLE)", "<", value),
            _ => $"{text} IS NOT NULL",
        };

    /// <summary>Compares a number, which may be null; what is no number is neither above nor below anything.</summary>
    public static string CompareNumber(SqlParameters sql, string number, string comparison, string value)
    {
        if (!TryNumber(value, out var bound) || (comparison == ">" && double.IsPositiveInfinity(bound)))
            return "false";
        // DuckDB orders NaN above all numbers. BETWEEN looks at the number once; a second condition would parse the attributes again.
        return comparison == ">"
            ? $"coalesce({number} BETWEEN {sql.Add(Math.BitIncrement(bound))} AND 'infinity'::DOUBLE, false)"
            : $"coalesce({number} < {sql.Add(bound)}, false)";
    }

    private static string OfResource(SqlParameters sql, AttributeFilter filter) =>
        $"resource IN (SELECT r.resource FROM resource r WHERE {OfJson(sql, "r.attributes", filter)})";

    private static string OfJson(SqlParameters sql, string column, AttributeFilter filter)
    {
        var pointer = sql.Add(JsonText.Pointer(filter.Key));
        var text = $"json_extract_string({column}, {pointer})";
        var isFraction = TryNumber(filter.Value, out var number) && !filter.Value.All(char.IsAsciiDigit);
        var isEquality = filter.Operator is FilterOperator.Equals or FilterOperator.NotEquals;
        var otherwise = filter.Operator is FilterOperator.NotEquals or FilterOperator.NotContains ? "true" : "false";
        string condition;
        if (filter.Operator == FilterOperator.Exists)
            condition = $"json_exists({column}, {pointer})";
        else if (isEquality && isFraction)
        {
            // The text of a fraction is the writer's taste (1E+20, 1e20): as numbers they are the same.
            var same =
                $"({Compare(sql, text, FilterOperator.Equals, filter.Value)} OR coalesce(json_type({column}, {pointer}) = 'DOUBLE' AND TRY_CAST({text} AS DOUBLE) = {sql.Add(number)}, false))";
            condition = filter.Operator == FilterOperator.Equals ? same : $"NOT {same}";
        }
        else
            condition = Compare(sql, text, filter.Operator, filter.Value);

        // One scan of the text is enough: the value, if it is long enough to be rare, else the key.
        var isTelling = isEquality && !isFraction && JsonText.Run(filter.Value).Length > 1;
        var mayHold = JsonText.MayHold(sql, column, isTelling ? filter.Value : filter.Key);
        return mayHold == "true" ? condition : $"CASE WHEN {mayHold} THEN {condition} ELSE {otherwise} END";
    }

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && !double.IsNaN(number);
}
