using System.Text.Json;
using NotionStyle.Blocks.DataSources.Queries;
using NotionStyle.Blocks.DataSources.Values;
using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary>Reads the condition of a filter: one operator with its operand, such as <c>{"greater_than": 3}</c>, by the filter's type.</summary>
/// <param name="me">Who <c>me</c> is.</param>
/// <param name="now">What <c>today</c> and <c>past_week</c> are counted from.</param>
internal sealed class FilterConditions(Guid me, DateTimeOffset now)
{
    /// <summary>The types of filters on properties that the API has.</summary>
    public static readonly IReadOnlyList<string> Types =
    [
        "title",
        "rich_text",
        "number",
        "checkbox",
        "select",
        "multi_select",
        "status",
        "date",
        "people",
        "files",
        "url",
        "email",
        "phone_number",
        "relation",
        "created_by",
        "created_time",
        "last_edited_by",
        "last_edited_time",
        "formula",
        "unique_id",
        "rollup",
        "verification",
    ];

    private static readonly string[] Existence = ["is_empty", "is_not_empty"];
    private static readonly string[] Text =
    [
        "equals",
        "does_not_equal",
        "contains",
        "does_not_contain",
        "starts_with",
        "ends_with",
        .. Existence,
    ];
    private static readonly string[] Number =
    [
        "equals",
        "does_not_equal",
        "greater_than",
        "less_than",
        "greater_than_or_equal_to",
        "less_than_or_equal_to",
        .. Existence,
    ];
    private static readonly string[] Checkbox = ["equals", "does_not_equal"];
    private static readonly string[] Choice = ["equals", "does_not_equal", .. Existence];
    private static readonly string[] Several = ["contains", "does_not_contain", .. Existence];
    private static readonly string[] Date =
    [
        "equals",
        "before",
        "after",
        "on_or_before",
        "on_or_after",
        .. RelativeDates.Spans,
        .. Existence,
    ];

    private readonly RelativeDates _relative = new(now);

    /// <summary>Reads a condition.</summary>
    /// <param name="key">What it is about.</param>
    /// <param name="type">The type of the filter: one of <see cref="Types" /> but formula, rollup and verification.</param>
    /// <param name="condition">The operator and its operand.</param>
    /// <param name="quantifier">How many items of a rollup must satisfy it.</param>
    public RowFilter Read(RowKey key, string type, Input condition, RollupQuantifier? quantifier)
    {
        var (name, value) = FilterInput.Only(condition, OperatorsOf(type));
        var how = OperatorOf(name);
        if (how is FilterOperator.IsEmpty or FilterOperator.IsNotEmpty)
        {
            if (!value.Bool())
                throw value.Refuse("`true`");
            return Of(null);
        }

        // A list means any of its values, or none of them.
        if (
            type is "select" or "status" or "multi_select"
            && quantifier is null
            && value.Element.ValueKind == JsonValueKind.Array
        )
        {
            RowFilter[] each =
            [
                .. value.Items(NotionLimits.ArrayMaximum, 1).Select(item => Of(Operand(type, name, item))),
            ];
            return how is FilterOperator.DoesNotEqual or FilterOperator.DoesNotContain
                ? new RowFilter.And(each)
                : new RowFilter.Or(each);
        }

        return Of(Operand(type, name, value));

        RowFilter.Condition Of(FilterOperand? operand) => new(key, how, operand) { Quantifier = quantifier };
    }

    private static string[] OperatorsOf(string type) =>
        type switch
        {
            "number" or "unique_id" => Number,
            "checkbox" => Checkbox,
            "select" or "status" => Choice,
            "multi_select" or "people" or "relation" or "created_by" or "last_edited_by" => Several,
            "date" or "created_time" or "last_edited_time" => Date,
            "files" => Existence,
            _ => Text,
        };

    private FilterOperand Operand(string type, string name, Input value) =>
        type switch
        {
            "number" or "unique_id" => new FilterOperand.Number(value.Number()),
            "checkbox" => new FilterOperand.Flag(value.Bool()),
            "people" or "created_by" or "last_edited_by" => new FilterOperand.Id(Person(value)),
            "relation" => new FilterOperand.Id(value.Id()),
            "date" or "created_time" or "last_edited_time" => Moment(name, value),
            _ => new FilterOperand.Text(value.Text(NotionLimits.TextMaximum)),
        };

    private Guid Person(Input value) =>
        value.Element.ValueKind == JsonValueKind.String && value.Element.ValueEquals("me") ? me : value.Id();

    private FilterOperand Moment(string name, Input value)
    {
        if (RelativeDates.Spans.Contains(name))
        {
            value.Object();
            return value.Members().Any() ? throw value.Refuse("an empty object") : _relative.SpanOf(name);
        }

        var text = value.Text(100);
        if (_relative.DayOf(text) is { } day)
            return day;
        return DateText.TryParse(text, out var moment, out var hasTime, out _)
            ? new FilterOperand.Date(moment, hasTime)
            : throw value.Refuse("a valid ISO 8601 date string");
    }

    private static FilterOperator OperatorOf(string name) =>
        name switch
        {
            "equals" => FilterOperator.Equals,
            "does_not_equal" => FilterOperator.DoesNotEqual,
            "contains" => FilterOperator.Contains,
            "does_not_contain" => FilterOperator.DoesNotContain,
            "starts_with" => FilterOperator.StartsWith,
            "ends_with" => FilterOperator.EndsWith,
            "greater_than" => FilterOperator.GreaterThan,
            "less_than" => FilterOperator.LessThan,
            "greater_than_or_equal_to" => FilterOperator.GreaterThanOrEqualTo,
            "less_than_or_equal_to" => FilterOperator.LessThanOrEqualTo,
            "before" => FilterOperator.Before,
            "after" => FilterOperator.After,
            "on_or_before" => FilterOperator.OnOrBefore,
            "on_or_after" => FilterOperator.OnOrAfter,
            "is_empty" => FilterOperator.IsEmpty,
            "is_not_empty" => FilterOperator.IsNotEmpty,
            _ => FilterOperator.Within,
        };
}
