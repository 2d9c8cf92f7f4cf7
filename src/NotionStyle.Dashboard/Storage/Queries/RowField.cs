using System.Globalization;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Storage.Queries;

/// <summary>A field of a span or a log record that a filter can name like an attribute.</summary>
/// <param name="Condition">Makes the condition of a filter on it.</param>
internal sealed record RowField(Func<SqlParameters, AttributeFilter, string> Condition)
{
    private static readonly string[] Kinds = ["unspecified", "internal", "server", "client", "producer", "consumer"];
    private static readonly string[] Statuses = ["unset", "ok", "error"];

    // OTLP's ranges of severity, and the words that loggers have for them.
    private static readonly (string Word, int From, int To)[] Severities =
    [
        ("unspecified", 0, 0),
        ("trace", 1, 4),
        ("debug", 5, 8),
        ("information", 9, 12),
        ("info", 9, 12),
        ("warning", 13, 16),
        ("warn", 13, 16),
        ("error", 17, 20),
        ("fatal", 21, 24),
        ("critical", 21, 24),
    ];

    /// <summary>The fields of a span. Kind and status are compared in OpenTelemetry's words in any case, or by their numbers.</summary>
    public static IReadOnlyDictionary<string, RowField> OfSpan { get; } =
        new Dictionary<string, RowField>
        {
            ["name"] = Text("name"),
            ["kind"] = Word("kind", Kinds),
            ["status"] = Word("status", Statuses),
            ["scope"] = Text("scope"),
            ["trace_id"] = Trace(),
        };

    /// <summary>The fields of a log record. Severity is compared by its word (<c>error</c> is 17 to 20) or its number.</summary>
    public static IReadOnlyDictionary<string, RowField> OfLog { get; } =
        new Dictionary<string, RowField>
        {
            ["body"] = Text("body"),
            ["scope"] = Text("scope"),
            ["severity"] = new RowField(Severity),
            ["event"] = Text("nullif(event_name, '')"),
            ["trace_id"] = Trace(),
        };

    private static RowField Text(string column) =>
        new((sql, filter) => AttributeConditions.Compare(sql, column, filter.Operator, filter.Value));

    private static RowField Word(string column, string[] words) =>
        new(
            (sql, filter) =>
            {
                if (filter.Operator is FilterOperator.GreaterThan or FilterOperator.LessThan)
                    return AttributeConditions.Compare(sql, column, filter.Operator, filter.Value);
                var value = filter.Value.ToLowerInvariant();
                if (int.TryParse(value, NumberStyles.None, null, out var number) && number < words.Length)
                    value = words[number];
                var list = string.Join(", ", words.Select(word => $"'{word}'"));
                return AttributeConditions.Compare(sql, $"[{list}][{column}::INTEGER + 1]", filter.Operator, value);
            }
        );

    private static RowField Trace() =>
        new(
            (sql, filter) =>
            {
                var text = "lpad(lower(to_hex(trace_id)), 32, '0')";
                if (filter.Operator is not (FilterOperator.Equals or FilterOperator.NotEquals))
                    return AttributeConditions.Compare(sql, text, filter.Operator, filter.Value);
                var same = TraceId.TryParse(filter.Value, out var id)
                    ? $"coalesce(trace_id = {sql.Add(id)}, false)"
                    : "false";
                return filter.Operator == FilterOperator.Equals ? same : $"NOT {same}";
            }
        );

    private static string Severity(SqlParameters sql, AttributeFilter filter)
    {
        var known = Severities.FirstOrDefault(s => s.Word.Equals(filter.Value, StringComparison.OrdinalIgnoreCase));
        if (
            known.Word is null
            && int.TryParse(filter.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
        )
            known = (filter.Value, n, n);
        var isIn = known.Word is null ? "false" : $"severity BETWEEN {sql.Add(known.From)} AND {sql.Add(known.To)}";
        switch (filter.Operator)
        {
            case FilterOperator.Equals:
                return isIn;
            case FilterOperator.NotEquals:
                return $"NOT ({isIn})";
            case FilterOperator.GreaterThan:
                return known.Word is null ? "false" : $"severity > {sql.Add(known.To)}";
            case FilterOperator.LessThan:
                return known.Word is null ? "false" : $"severity < {sql.Add(known.From)}";
            default:
                var word =
                    "CASE WHEN severity = 0 THEN 'unspecified' WHEN severity < 5 THEN 'trace' WHEN severity < 9 THEN 'debug' WHEN severity < 13 THEN 'information' "
                    + "WHEN severity < 17 THEN 'warning' WHEN severity < 21 THEN 'error' ELSE 'fatal' END";
                return AttributeConditions.Compare(sql, word, filter.Operator, filter.Value);
        }
    }
}
