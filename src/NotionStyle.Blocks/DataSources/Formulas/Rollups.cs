using System.Collections.Frozen;
using NotionStyle.Blocks.DataSources.Formulas.Internal;
using NotionStyle.Blocks.DataSources.Values;

namespace NotionStyle.Blocks.DataSources.Formulas;

/// <summary>What a rollup makes of one property of the related rows. The functions are all that the Notion API names.</summary>
/// <remarks>
/// Decided here, where Notion's documents leave it open: shares are between 0 and 1, and without rows there is none; a sum of nothing is 0, every other figure of nothing is no value;
/// <c>show_original</c> has a value for every related row, an empty one too; <c>show_unique</c> leaves out empty ones and those that were there before;
/// the functions per group give one number for every group of a status, or every option of a select, in the schema's order.
/// </remarks>
public static class Rollups
{
    private static readonly FrozenDictionary<string, (FormulaType Type, Func<Column, Value> Compute)> Table =
        new Dictionary<string, (FormulaType, Func<Column, Value>)>
        {
            ["count"] = (FormulaType.Number, static c => Number(c.Values.Count)),
            ["count_values"] = (FormulaType.Number, static c => Number(c.Flat().Count())),
            ["empty"] = (FormulaType.Number, static c => Number(c.Values.Count(v => v.IsEmpty))),
            ["not_empty"] = (FormulaType.Number, static c => Number(c.Values.Count(v => !v.IsEmpty))),
            ["unique"] = (FormulaType.Number, static c => Number(c.Flat().Select(Coerce.Canonical).Distinct().Count())),
            ["percent_empty"] = (FormulaType.Number, static c => Share(c, c.Values.Count(v => v.IsEmpty))),
            ["percent_not_empty"] = (FormulaType.Number, static c => Share(c, c.Values.Count(v => !v.IsEmpty))),
            ["sum"] = (FormulaType.Number, static c => Number(c.Numbers().Sum())),
            ["average"] = (
                FormulaType.Number,
                static c => Number(c.Numbers() is { Count: > 0 } n ? n.Average() : null)
            ),
            ["median"] = (FormulaType.Number, static c => Number(Statistics.Median(c.Numbers()))),
            ["min"] = (FormulaType.Number, static c => Number(c.Numbers() is { Count: > 0 } n ? n.Min() : null)),
            ["max"] = (FormulaType.Number, static c => Number(c.Numbers() is { Count: > 0 } n ? n.Max() : null)),
            ["range"] = (
                FormulaType.Number,
                static c => Number(c.Numbers() is { Count: > 0 } n ? n.Max() - n.Min() : null)
            ),
            ["checked"] = (FormulaType.Number, static c => Number(c.Values.Count(Coerce.IsTrue))),
            ["unchecked"] = (FormulaType.Number, static c => Number(c.Values.Count(v => !Coerce.IsTrue(v)))),
            ["percent_checked"] = (FormulaType.Number, static c => Share(c, c.Values.Count(Coerce.IsTrue))),
            ["percent_unchecked"] = (FormulaType.Number, static c => Share(c, c.Values.Count(v => !Coerce.IsTrue(v)))),
            ["earliest_date"] = (FormulaType.Date, static c => Date(c.Dates().MinBy(d => d!.Value.Start))),
            ["latest_date"] = (FormulaType.Date, static c => Date(c.Dates().MaxBy(d => d!.Value.Start))),
            ["date_range"] = (FormulaType.Date, DateRange),
            ["count_per_group"] = (FormulaType.List, static c => PerGroup(c, static (count, _) => count)),
            ["percent_per_group"] = (
                FormulaType.List,
                static c => PerGroup(c, static (count, all) => all == 0 ? 0 : (double)count / all)
            ),
            ["show_original"] = (FormulaType.List, Show),
            ["show_unique"] = (FormulaType.List, Show),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names of all functions, in the order of the alphabet.</summary>
    public static IReadOnlyList<string> Functions { get; } = [.. Table.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Whether there is a function of that name.</summary>
    public static bool IsKnown(string function) => Table.ContainsKey(function);

    /// <summary>What a function gives: a number, a date or a list.</summary>
    public static FormulaType TypeOf(string function) =>
        Table.TryGetValue(function, out var known) ? known.Type : FormulaType.Any;

    /// <summary>Whether a function gives the values of rows as they are, and nothing that is computed.</summary>
    public static bool ShowsRows(string function) => function is "show_original" or "show_unique";

    /// <summary>Computes a rollup. A function that is not known gives no value.</summary>
    /// <param name="function">The function, under the API's name.</param>
    /// <param name="values">The value of every related row, in the order of the relation.</param>
    /// <param name="target">The property that the values are of; null when it is not there any more.</param>
    public static Value Compute(string function, IReadOnlyList<Value> values, PropertyDefinition? target) =>
        Table.TryGetValue(function, out var known)
            ? known.Compute(new Column(function, values, target))
            : Value.Nothing;

    /// <summary>Which of the related rows a list shows, by their places in the relation; none for functions that show no rows.</summary>
    public static IReadOnlyList<int> Shown(string function, IReadOnlyList<Value> values)
    {
        switch (function)
        {
            case "show_original":
                return [.. Enumerable.Range(0, values.Count)];
            case "show_unique":
                var seen = new HashSet<Value> { Value.Nothing };
                return [.. Enumerable.Range(0, values.Count).Where(at => seen.Add(Coerce.Canonical(values[at])))];
            default:
                return [];
        }
    }

    /// <summary>Why a function does not fit a property, as far as its type says it; null when it fits.</summary>
    internal static string? Misfit(string function, PropertyDefinition target) =>
        function switch
        {
            "sum"
            or "average"
            or "median"
            or "min"
            or "max"
            or "range" when target.Type is not (PropertyType.Number or PropertyType.Formula or PropertyType.Rollup) =>
                "numbers",
            "earliest_date"
            or "latest_date"
            or "date_range"
                when target.Type
                    is not (
                        PropertyType.Date
                        or PropertyType.CreatedTime
                        or PropertyType.LastEditedTime
                        or PropertyType.Formula
                        or PropertyType.Rollup
                    ) => "dates",
            "checked"
            or "unchecked"
            or "percent_checked"
            or "percent_unchecked"
                when target.Type is not (PropertyType.Checkbox or PropertyType.Formula or PropertyType.Rollup) =>
                "checkboxes",
            "count_per_group"
            or "percent_per_group"
                when target.Type is not (PropertyType.Status or PropertyType.Select or PropertyType.MultiSelect) =>
                "options",
            _ => null,
        };

    private static Value Number(double? amount) => amount is { } number ? Evaluation.Number(number) : Value.Nothing;

    private static Value Share(Column column, int part) =>
        column.Values.Count == 0 ? Value.Nothing : Number((double)part / column.Values.Count);

    private static Value Date(DateRange? date) =>
        date is { } known ? new Value.Date(known with { End = null }) : Value.Nothing;

    private static Value DateRange(Column column)
    {
        var dates = column.Dates().Select(d => d!.Value).ToList();
        if (dates.Count == 0)
            return Value.Nothing;
        var first = dates.MinBy(d => d.Start);
        var last = dates.MaxBy(d => d.End ?? d.Start);
        return new Value.Date(
            new DateRange(first.Start, first.HasTime || last.HasTime, last.End ?? last.Start, first.TimeZone)
        );
    }

    private static Value.Many Show(Column column) =>
        new([.. Shown(column.Function, column.Values).Select(at => column.Values[at])]);

    private static Value.Many PerGroup(Column column, Func<int, int, double> of)
    {
        var chosen = column.Flat().OfType<Value.Choice>().Select(c => c.OptionId).ToList();
        var groups = column.Target switch
        {
            { Groups.Count: > 0 } status => status.Groups.Select(g => g.OptionIds),
            { } select => select.Options.Select(o => (IReadOnlyList<string>)[o.Id]),
            null => [],
        };
        return new Value.Many([
            .. groups.Select(g => new Value.Number(of(chosen.Count(id => g.Contains(id)), column.Values.Count))),
        ]);
    }

    /// <summary>The values that a rollup computes with.</summary>
    private sealed record Column(string Function, IReadOnlyList<Value> Values, PropertyDefinition? Target)
    {
        /// <summary>What is there, lists taken apart: of two tags in a row, two values.</summary>
        public IEnumerable<Value> Flat() => Values.SelectMany(Apart);

        public List<double> Numbers() => [.. Flat().OfType<Value.Number>().Select(n => n.Amount)];

        public IEnumerable<DateRange?> Dates() => Flat().OfType<Value.Date>().Select(d => (DateRange?)d.Range);

        private static IEnumerable<Value> Apart(Value value) =>
            value switch
            {
                { IsEmpty: true } => [],
                Value.Many many => many.Items.SelectMany(Apart),
                _ => [value],
            };
    }
}
