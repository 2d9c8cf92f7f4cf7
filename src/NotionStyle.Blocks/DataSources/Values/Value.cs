namespace NotionStyle.Blocks.DataSources.Values;

/// <summary>
/// What a property of a row is worth, whatever its type: what formulas compute with, filters compare and sorts order. Rich text has lost its marks here; what people
/// see is written from the stored value.
/// </summary>
public abstract record Value
{
    private Value() { }

    /// <summary>No value: an empty text, an empty list, a number that nobody entered.</summary>
    public static Value Nothing { get; } = new NothingValue();

    /// <summary>Whether this is no value, an empty text or an empty list.</summary>
    public bool IsEmpty =>
        this switch
        {
            NothingValue => true,
            Text { Content: "" } => true,
            Many { Items.Count: 0 } => true,
            _ => false,
        };

    private sealed record NothingValue : Value;

    /// <summary>Plain text: title, rich_text, url, email, phone_number, or a formula's string.</summary>
    public sealed record Text(string Content) : Value;

    /// <summary>A finite number. A unique_id is its number.</summary>
    public sealed record Number(double Amount) : Value;

    /// <summary>Yes or no.</summary>
    public sealed record Flag(bool IsTrue) : Value;

    /// <summary>A day, a moment or a range.</summary>
    public sealed record Date(DateRange Range) : Value;

    /// <summary>An option of a select or status property. An id that the schema does not know any more is no value.</summary>
    public sealed record Choice(string OptionId, string Name, int Rank) : Value;

    /// <summary>A member of the workspace.</summary>
    public sealed record Person(Guid Id) : Value;

    /// <summary>A related row.</summary>
    public sealed record Row(Guid Id) : Value;

    /// <summary>A file, by its name.</summary>
    public sealed record File(string Name) : Value;

    /// <summary>Several values in an order: multi_select, people, relation, files, a formula's or rollup's list.</summary>
    public sealed record Many(IReadOnlyList<Value> Items) : Value
    {
        /// <inheritdoc />
        public bool Equals(Many? other) => other is not null && Items.SequenceEqual(other.Items);

        /// <inheritdoc />
        public override int GetHashCode() =>
            Items.Aggregate(17, static (hash, item) => HashCode.Combine(hash, item.GetHashCode()));
    }
}

/// <summary>A day or a moment, or a range of them.</summary>
/// <param name="Start">When it begins; a day without a time is its midnight in UTC.</param>
/// <param name="HasTime">Whether a time was given, and not a day alone.</param>
/// <param name="End">When it ends; null for a single day or moment.</param>
/// <param name="TimeZone">The IANA time zone that it was given in; null for the offset in the text.</param>
public readonly record struct DateRange(
    DateTimeOffset Start,
    bool HasTime,
    DateTimeOffset? End = null,
    string? TimeZone = null
);
