using System.Globalization;
using NotionStyle.Blocks.DataSources.Values;

namespace NotionStyle.Blocks.DataSources.Formulas.Internal;

/// <summary>How a value of one kind counts as another, and how values compare.</summary>
internal static class Coerce
{
    public static bool IsTrue(Value value) =>
        value switch
        {
            Value.Flag flag => flag.IsTrue,
            Value.Number number => number.Amount != 0,
            _ => !value.IsEmpty,
        };

    /// <summary>What <c>toNumber</c> gives: the number that a text begins with, 1 for true, milliseconds since 1970 for a date.</summary>
    public static Value ToNumber(Evaluation evaluation, Value value)
    {
        switch (value)
        {
            case Value.Number:
                return value;
            case Value.Flag flag:
                return Evaluation.Number(flag.IsTrue ? 1 : 0);
            case Value.Date date:
                return Evaluation.Number(date.Range.Start.ToUnixTimeMilliseconds());
            case Value.Text text:
                evaluation.ChargeText(text.Content.Length);
                return LeadingNumber(text.Content);
            case Value.Choice choice:
                return LeadingNumber(choice.Name);
            case Value.Many { Items: [var single] } when single is not Value.Many:
                return ToNumber(evaluation, single);
            default:
                return Value.Nothing;
        }
    }

    private static Value LeadingNumber(string text)
    {
        var start = 0;
        while (start < text.Length && char.IsWhiteSpace(text[start]))
            start++;
        var at = start;
        if (at < text.Length && text[at] is '+' or '-')
            at++;
        var digits = at;
        at = SkipDigits(text, at);
        var count = at - digits;
        if (at < text.Length && text[at] == '.')
        {
            var fraction = SkipDigits(text, at + 1);
            count += fraction - at - 1;
            at = fraction;
        }

        if (count == 0)
            return Value.Nothing;
        if (at < text.Length && text[at] is 'e' or 'E')
        {
            var exponent = at + 1 < text.Length && text[at + 1] is '+' or '-' ? at + 2 : at + 1;
            var end = SkipDigits(text, exponent);
            if (end > exponent)
                at = end;
        }

        return double.TryParse(
            text.AsSpan(start, at - start),
            NumberStyles.Float,
            CultureInfo.InvariantCulture,
            out var n
        )
            ? Evaluation.Number(n)
            : Value.Nothing;
    }

    private static int SkipDigits(string text, int at)
    {
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        return at;
    }

    public static bool AreEqual(Evaluation evaluation, Value left, Value right)
    {
        evaluation.Charge(Cost(left) + Cost(right));
        return Canonical(left).Equals(Canonical(right));
    }

    /// <summary>The form in which equal values are the same: options by name, dates as moments, everything empty as no value.</summary>
    public static Value Canonical(Value value) =>
        value switch
        {
            { IsEmpty: true } => Value.Nothing,
            Value.Choice choice => new Value.Text(choice.Name),
            Value.Date { Range: var range } => new Value.Date(new DateRange(range.Start, true, range.End)),
            Value.Many many => new Value.Many([.. many.Items.Select(Canonical)]),
            _ => value,
        };

    /// <summary>What it costs to look at a value as a whole.</summary>
    public static int Cost(Value value) =>
        value switch
        {
            Value.Text text => 1 + (text.Content.Length / 64),
            Value.Many many => 1 + many.Items.Sum(Cost),
            _ => 1,
        };

    /// <summary>The order of two values of one kind; null where there is none, for which every comparison is false.</summary>
    public static int? Compare(Evaluation evaluation, Value left, Value right)
    {
        evaluation.Charge(Cost(left) + Cost(right));
        return Compare(left, right);
    }

    private static int? Compare(Value left, Value right) =>
        (Comparable(left), Comparable(right)) switch
        {
            (Value.Number l, Value.Number r) => l.Amount.CompareTo(r.Amount),
            (Value.Text l, Value.Text r) => string.CompareOrdinal(l.Content, r.Content),
            (Value.Date l, Value.Date r) => l.Range.Start.CompareTo(r.Range.Start),
            (Value.Flag l, Value.Flag r) => l.IsTrue.CompareTo(r.IsTrue),
            _ => null,
        };

    private static Value Comparable(Value value) =>
        value switch
        {
            Value.Choice choice => new Value.Text(choice.Name),
            Value.File file => new Value.Text(file.Name),
            _ => value,
        };

    /// <summary>The order of <c>sort</c>: numbers, texts, dates, flags, everything else as it stood, and what is empty last.</summary>
    public static int CompareAny(Value left, Value right)
    {
        var byKind = Kind(left).CompareTo(Kind(right));
        return byKind != 0 ? byKind : Compare(left, right) ?? 0;
    }

    private static int Kind(Value value) =>
        value switch
        {
            { IsEmpty: true } => 9,
            Value.Number => 0,
            Value.Text or Value.Choice or Value.File => 1,
            Value.Date => 2,
            Value.Flag => 3,
            _ => 4,
        };
}
