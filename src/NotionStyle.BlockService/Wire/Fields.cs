using System.Globalization;
using System.Text.Json;
using NotionStyle.Blocks;
using NotionStyle.Blocks.Errors;
using NotionStyle.BlockService.Docs;

namespace NotionStyle.BlockService.Wire;

/// <summary>The kinds of fields that requests have.</summary>
internal static class Fields
{
    /// <summary>Days are taken within these years, so that no arithmetic on them can leave the calendar.</summary>
    private const int YearMinimum = 2000;
    private const int YearMaximum = 2199;

    /// <summary>A text with a stated length that is not blank.</summary>
    public static Field<string> Text(string name, int maximum, string summary)
    {
        var schema = Schema.Text(summary) with { Minimum = 1, Maximum = maximum };
        return Required(
            name,
            schema,
            (raw, place) =>
                raw.AsText() is { } text && text.Length <= maximum && !string.IsNullOrWhiteSpace(text)
                    ? text
                    : throw Refuse(place, $"a string of 1 to {maximum} characters that is not blank", raw)
        );
    }

    /// <summary>A UUID with or without dashes.</summary>
    public static Field<Guid> Id(string name, string summary) => Required(name, Schema.Id(summary), ReadId);

    /// <summary>A UUID that may be left out.</summary>
    public static Field<Guid?> OptionalId(string name, string summary) =>
        new(name, Schema.Id(summary).OrNull(), false, null, (raw, place) => ReadId(raw, place));

    /// <summary>An integer within bounds.</summary>
    public static Field<long> Integer(string name, long minimum, long maximum, string summary)
    {
        var schema = Schema.Integer(summary) with { Minimum = minimum, Maximum = maximum };
        return Required(
            name,
            schema,
            (raw, place) =>
                ReadInteger(raw) is { } value && value >= minimum && value <= maximum
                    ? value
                    : throw Refuse(
                        place,
                        maximum == long.MaxValue
                            ? $"an integer of at least {minimum}"
                            : $"an integer from {minimum} to {maximum}",
                        raw
                    )
        );
    }

    /// <summary>One of a few names.</summary>
    public static Field<T> Choice<T>(string name, string summary, params (string Name, T Value)[] choices)
    {
        var names = choices.Select(c => c.Name).ToArray();
        return Required(
            name,
            Schema.Choice(summary, names),
            (raw, place) =>
            {
                var index = Array.IndexOf(names, raw.AsText());
                return index >= 0
                    ? choices[index].Value
                    : throw Refuse(place, $"one of {string.Join(", ", names)}", raw);
            }
        );
    }

    /// <summary>A day, <c>YYYY-MM-DD</c>, that may be left out.</summary>
    public static Field<DateOnly?> OptionalDay(string name, string summary) =>
        new(
            name,
            Schema.Day(summary).OrNull(),
            false,
            null,
            (raw, place) =>
                DateOnly.TryParseExact(
                    raw.AsText(),
                    "yyyy-MM-dd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out var day
                ) && day.Year is >= YearMinimum and <= YearMaximum
                    ? day
                    : throw Refuse(place, $"a day as YYYY-MM-DD, from {YearMinimum} to {YearMaximum}", raw)
        );

    /// <summary>An opaque text that an earlier answer gave, which may be left out.</summary>
    public static Field<string?> Cursor(string name, string summary) =>
        new(
            name,
            Schema.Text(summary).OrNull(),
            false,
            null,
            (raw, place) => raw.AsText() ?? throw Refuse(place, "a string that an answer gave", raw)
        );

    /// <summary>Types of blocks, which may be left out.</summary>
    public static Field<IReadOnlyList<string>?> OptionalTypes(string name, int maximum, string summary)
    {
        var item = Schema.Text("") with
        {
            Minimum = 1,
            Maximum = StoreLimits.TypeLengthMaximum,
            Pattern = "^[a-z0-9_]+$",
        };
        var schema = Schema.List(summary, item) with { Minimum = 1, Maximum = maximum, IsNullable = true };
        return new Field<IReadOnlyList<string>?>(
            name,
            schema,
            false,
            null,
            (raw, place) => [.. Items(raw, place, 1, maximum).Select((e, i) => ReadType(e, $"{place}[{i}]"))]
        );
    }

    /// <summary>One of a closed set of words, which may be left out.</summary>
    public static Field<T> OptionalChoice<T>(
        string name,
        string summary,
        T otherwise,
        params IReadOnlyList<(string Name, T Value)> choices
    ) =>
        Choice<T>(name, summary, [.. choices])
            .Or(otherwise, choices.First(c => EqualityComparer<T>.Default.Equals(c.Value, otherwise)).Name);

    /// <summary>Several of a closed set of words, which may be left out.</summary>
    public static Field<IReadOnlyList<T>> OptionalChoices<T>(
        string name,
        string summary,
        params IReadOnlyList<(string Name, T Value)> choices
    )
    {
        var names = choices.Select(c => c.Name).ToArray();
        var schema = Schema.List(summary, Schema.Choice("", names)) with { Maximum = choices.Count, IsNullable = true };
        return new Field<IReadOnlyList<T>>(
            name,
            schema,
            false,
            [],
            (raw, place) =>
                [
                    .. Items(raw, place, 0, choices.Count)
                        .Select(
                            (e, i) =>
                            {
                                var item = new RawValue(e, null);
                                var index = Array.IndexOf(names, item.AsText());
                                return index >= 0
                                    ? choices[index].Value
                                    : throw Refuse($"{place}[{i}]", $"one of {string.Join(", ", names)}", item);
                            }
                        ),
                ]
        );
    }

    /// <summary>Ids, which may be left out.</summary>
    public static Field<IReadOnlyList<Guid>?> OptionalIds(string name, int maximum, string summary)
    {
        var schema = Schema.List(summary, Schema.Id("")) with { Minimum = 1, Maximum = maximum, IsNullable = true };
        return new Field<IReadOnlyList<Guid>?>(
            name,
            schema,
            false,
            null,
            (raw, place) =>
                [.. Items(raw, place, 1, maximum).Select((e, i) => ReadId(new RawValue(e, null), $"{place}[{i}]"))]
        );
    }

    /// <summary>A moment in RFC 3339, that may be left out.</summary>
    public static Field<DateTimeOffset?> OptionalTime(string name, string summary) =>
        new(
            name,
            Schema.Time(summary).OrNull(),
            false,
            null,
            (raw, place) =>
                raw.AsText() is { Length: <= 40 } text
                && DateTimeOffset.TryParseExact(
                    text,
                    ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"],
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal,
                    out var time
                )
                && time.UtcDateTime.Year is >= YearMinimum and <= YearMaximum
                    ? time
                    : throw Refuse(
                        place,
                        $"a moment such as 2026-11-21T16:40:00Z, from {YearMinimum} to {YearMaximum}",
                        raw
                    )
        );

    /// <summary>A list of things that have fields themselves.</summary>
    public static Field<IReadOnlyList<T>> List<T>(
        string name,
        int maximum,
        BodyShape item,
        Func<Body, T> read,
        string summary
    )
    {
        var schema = Schema.List(summary, item.Schema) with { Maximum = maximum };
        return Required<IReadOnlyList<T>>(
            name,
            schema,
            (raw, place) =>
            {
                var items = Items(raw, place, 0, maximum);
                var list = new List<T>();
                foreach (var element in items)
                    list.Add(read(Body.Of(element, item, $"{place}[{list.Count}]")));
                return list;
            }
        );
    }

    private static Field<T> Required<T>(string name, Schema schema, Func<RawValue, string, T> read) =>
        new(name, schema, true, default!, read);

    private static Guid ReadId(RawValue raw, string place) =>
        Ids.TryParse(raw.AsText(), out var id)
            ? id
            : throw Refuse(place, "a UUID, with or without dashes, and not all zeros", raw);

    private static long? ReadInteger(RawValue raw)
    {
        if (raw.Text is { } text)
            return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed)
                ? parsed
                : null;
        return raw.Element.ValueKind == JsonValueKind.Number && raw.Element.TryGetInt64(out var value) ? value : null;
    }

    private static string ReadType(JsonElement element, string place) =>
        element.ValueKind == JsonValueKind.String
        && element.GetString() is { Length: > 0 and <= StoreLimits.TypeLengthMaximum } type
        && type.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')
            ? type
            : throw Refuse(
                place,
                $"1 to {StoreLimits.TypeLengthMaximum} of a-z, 0-9 and _",
                new RawValue(element, null)
            );

    private static JsonElement.ArrayEnumerator Items(RawValue raw, string place, int minimum, int maximum)
    {
        if (raw.Element.ValueKind != JsonValueKind.Array)
            throw Refuse(place, "an array", raw);
        var count = raw.Element.GetArrayLength();
        if (count < minimum || count > maximum)
            throw BlockStoreException.Invalid($"{place} has {count} items; {minimum} to {maximum} are allowed.");
        return raw.Element.EnumerateArray();
    }

    private static BlockStoreException Refuse(string place, string expected, RawValue raw) =>
        BlockStoreException.Invalid($"{place} must be {expected}; it is {raw}.");
}
