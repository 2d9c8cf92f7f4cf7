using NotionStyle.Blocks.DataSources.Values;

namespace NotionStyle.Blocks.DataSources.Queries;

/// <summary>
/// What a value is ordered by. Numbers by amount; text by <see cref="TextFold.SortKey" />; no before yes; options in the schema's order; dates by when they begin; people and rows by id; files
/// by name; of several the first. The values of a formula may be of several kinds: then numbers come first, then texts, flags, dates, ids.
/// </summary>
/// <param name="Kind">The kind; those of another kind are not comparable by anything but this.</param>
/// <param name="Amount">Of a number or a flag, and the rank of an option.</param>
/// <param name="Text">Of a text.</param>
/// <param name="Microseconds">Of a date: since 1970. Finer is not told apart, as stores keep no more.</param>
/// <param name="Id">Of a person or a row.</param>
public readonly record struct SortKey(SortKind Kind, double Amount, string Text, long Microseconds, Guid Id)
{
    /// <summary>No value.</summary>
    public static SortKey None { get; } = new(SortKind.None, 0, "", 0, Guid.Empty);

    /// <summary>The key of a value.</summary>
    public static SortKey Of(Value value) =>
        value switch
        {
            Value.Number { Amount: var amount } => OfNumber(amount),
            Value.Choice { Rank: var rank } => OfNumber(rank),
            Value.Text { Content: var text } => OfText(text),
            Value.File { Name: var name } => OfText(name),
            Value.Flag { IsTrue: var isTrue } => new SortKey(SortKind.Flag, isTrue ? 1 : 0, "", 0, Guid.Empty),
            Value.Date { Range.Start: var start } => OfDate(start),
            Value.Person { Id: var id } => OfId(id),
            Value.Row { Id: var id } => OfId(id),
            Value.Many { Items: [var first, ..] } => Of(first),
            _ => None,
        };

    /// <summary>Microseconds of a moment since 1970, the rest cut off.</summary>
    public static long MicrosecondsOf(DateTimeOffset moment) =>
        (moment.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) switch
        {
            >= 0 and var ticks => ticks / TimeSpan.TicksPerMicrosecond,
            var ticks => (ticks - (TimeSpan.TicksPerMicrosecond - 1)) / TimeSpan.TicksPerMicrosecond,
        };

    /// <summary>Which of two comes first: negative for the first. No value comes last, whichever way the others go.</summary>
    public static int Compare(in SortKey a, in SortKey b, bool isDescending)
    {
        if (a.Kind == SortKind.None || b.Kind == SortKind.None)
            return a.Kind == b.Kind ? 0 : (a.Kind == SortKind.None ? 1 : -1);
        var order =
            a.Kind != b.Kind
                ? a.Kind.CompareTo(b.Kind)
                : a.Kind switch
                {
                    SortKind.Text => TextFold.Compare(a.Text, b.Text),
                    SortKind.Date => a.Microseconds.CompareTo(b.Microseconds),
                    SortKind.Id => a.Id.CompareTo(b.Id),
                    _ => a.Amount.CompareTo(b.Amount),
                };
        return isDescending ? -Math.Sign(order) : order;
    }

    private static SortKey OfNumber(double amount) => new(SortKind.Number, amount, "", 0, Guid.Empty);

    private static SortKey OfText(string text) =>
        text.Length == 0 ? None : new SortKey(SortKind.Text, 0, TextFold.SortKey(text), 0, Guid.Empty);

    private static SortKey OfDate(DateTimeOffset start) => new(SortKind.Date, 0, "", MicrosecondsOf(start), Guid.Empty);

    private static SortKey OfId(Guid id) => new(SortKind.Id, 0, "", 0, id);
}

/// <summary>What kind of value a key stands for, in the order of kinds.</summary>
public enum SortKind
{
    /// <summary>No value.</summary>
    None,

    /// <summary>A number, or the rank of an option.</summary>
    Number,

    /// <summary>A text.</summary>
    Text,

    /// <summary>Yes or no.</summary>
    Flag,

    /// <summary>A day or a moment.</summary>
    Date,

    /// <summary>A person or a row.</summary>
    Id,
}
