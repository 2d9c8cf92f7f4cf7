using System.Text;
using NotionStyle.Blocks.DataSources.Values;

namespace NotionStyle.Blocks.DataSources.Formulas.Internal;

/// <summary>Texts. Places and lengths count UTF-16 code units, as Notion's do; <c>link</c>, <c>style</c> and <c>unstyle</c> leave the text alone, for a formula's value is plain here.</summary>
internal static class TextFunctions
{
    public static IEnumerable<Function> All { get; } =
    [
        Text("substring", 2, 3, "substring(text, start, end)", Substring),
        new(
            "contains",
            2,
            2,
            "contains(text, part)",
            static _ => FormulaType.Flag,
            static call => Evaluation.Flag(Contains(call))
        ),
        Text("lower", 1, 1, "lower(text)", static call => call.Text(0).ToLowerInvariant()),
        Text("upper", 1, 1, "upper(text)", static call => call.Text(0).ToUpperInvariant()),
        Text("trim", 1, 1, "trim(text)", static call => call.Text(0).Trim()),
        Text("repeat", 2, 2, "repeat(text, times)", Repeat),
        Text(
            "padStart",
            2,
            3,
            "padStart(text, length, filling)",
            static call => Pad(call, static (text, padding) => padding + text)
        ),
        Text(
            "padEnd",
            2,
            3,
            "padEnd(text, length, filling)",
            static call => Pad(call, static (text, padding) => text + padding)
        ),
        Text("link", 1, 2, "link(text, address)", static call => call.Text(0)),
        Text("style", 1, Function.Many, "style(text, style, …)", static call => call.Text(0)),
        Text("unstyle", 1, Function.Many, "unstyle(text, style, …)", static call => call.Text(0)),
        Text("format", 1, 1, "format(value)", static call => call.Text(0)),
        Text("join", 1, Function.Many, "join(list, separator)", Join),
        new(
            "toNumber",
            1,
            1,
            "toNumber(value)",
            static _ => FormulaType.Number,
            static call => Coerce.ToNumber(call.Evaluation, call.Value(0))
        ),
        new("split", 1, 2, "split(text, separator)", static _ => FormulaType.List, Split),
    ];

    public static Function Text(string name, int minimum, int maximum, string usage, Func<Call, string> apply) =>
        new(name, minimum, maximum, usage, static _ => FormulaType.Text, call => call.Evaluation.Text(apply(call)));

    /// <summary>As JavaScript's: places outside of the text are its ends, and a start behind the end changes places with it.</summary>
    private static string Substring(Call call)
    {
        var text = call.Text(0);
        var start = Math.Clamp(call.Integer(1) ?? 0, 0, text.Length);
        var end = Math.Clamp(call.Count > 2 ? call.Integer(2) ?? text.Length : text.Length, 0, text.Length);
        return text[Math.Min(start, end)..Math.Max(start, end)];
    }

    /// <summary>Of a text a part of it, of a list one of its items.</summary>
    private static bool Contains(Call call)
    {
        var whole = call.Value(0);
        if (whole is Value.Many many)
            return ListFunctions.Includes(call.Evaluation, many.Items, call.Value(1));
        var text = Words.Of(call.Evaluation, whole);
        call.Evaluation.ChargeText(text.Length);
        return text.Contains(call.Text(1), StringComparison.Ordinal);
    }

    private static string Repeat(Call call)
    {
        var text = call.Text(0);
        var times = Math.Max(0, call.Integer(1) ?? 0);
        Evaluation.RequireLength((long)text.Length * times);
        return new StringBuilder(text.Length * times).Insert(0, text, text.Length == 0 ? 0 : times).ToString();
    }

    private static string Pad(Call call, Func<string, string, string> join)
    {
        var text = call.Text(0);
        var missing = (call.Integer(1) ?? 0) - text.Length;
        var filling = call.Count > 2 ? call.Text(2) : " ";
        Evaluation.RequireLength(missing);
        if (missing <= 0 || filling.Length == 0)
            return text;
        var padding = new StringBuilder(missing + filling.Length);
        while (padding.Length < missing)
            padding.Append(filling);
        return join(text, padding.ToString(0, missing));
    }

    /// <summary>A list and a separator; also the way of Notion's first formulas, in which the separator comes first and the texts follow.</summary>
    private static string Join(Call call)
    {
        var first = call.Value(0);
        if (first is Value.Many || call.Count == 1)
            return Words.Join(call.Evaluation, Call.AsList(first), call.Count > 1 ? call.Text(1) : ",");
        if (call.Count == 2)
        {
            var second = call.Value(1);
            return second is Value.Many list ? Words.Join(call.Evaluation, list.Items, Words.Of(call.Evaluation, first))
                : first.IsEmpty ? ""
                : Words.Of(call.Evaluation, first);
        }

        var items = new Value[call.Count - 1];
        for (var at = 1; at < call.Count; at++)
            items[at - 1] = call.Value(at);
        return Words.Join(call.Evaluation, items, Words.Of(call.Evaluation, first));
    }

    /// <summary>Without a separator at white space; with an empty one into characters, surrogate pairs kept whole.</summary>
    private static Value Split(Call call)
    {
        var text = call.Text(0);
        string[] parts =
            call.Count == 1
                ? text.Split((char[]?)null, FormulaLimits.ListMaximum + 1, StringSplitOptions.RemoveEmptyEntries)
            : call.Text(1) is { Length: > 0 } separator ? text.Split(separator, FormulaLimits.ListMaximum + 1)
            : [.. text.EnumerateRunes().Take(FormulaLimits.ListMaximum + 1).Select(rune => rune.ToString())];
        return call.Evaluation.List([.. parts.Select(part => new Value.Text(part))]);
    }
}
