using System.Text.Json;
using NotionStyle.Blocks.Errors;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Notion.Wire;

/// <summary>
/// A value in the body of a request to the Notion API, with its place, so that every refusal says which value, what it must be and what it is: <c>body failed validation:
/// body.children[3].type should be …, instead was …</c>. Valid only while the request's body is.
/// </summary>
internal readonly struct Input(JsonElement element, string place)
{
    public JsonElement Element { get; } = element;

    /// <summary>Where it stands, such as <c>body.children[3].paragraph</c>.</summary>
    public string Place { get; } = place;

    /// <summary>Whether the value was given; null is a value.</summary>
    public bool IsGiven => Element.ValueKind != JsonValueKind.Undefined;

    public bool IsNull => Element.ValueKind == JsonValueKind.Null;

    /// <summary>Whether the value was given and is not null.</summary>
    public bool HasValue => Element.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    /// <summary>A member of this object; not given when it is not there. Refuses what is not an object.</summary>
    public Input this[string name]
    {
        get
        {
            Object();
            return new Input(Element.TryGetProperty(name, out var value) ? value : default, $"{Place}.{name}");
        }
    }

    /// <summary>This, if it is an object that has no members beyond these (none given: any).</summary>
    public Input Object(params ReadOnlySpan<string> known)
    {
        if (Element.ValueKind != JsonValueKind.Object)
            throw Refuse("an object");
        if (known.IsEmpty)
            return this;
        foreach (var member in Element.EnumerateObject())
        {
            if (!known.Contains(member.Name))
                throw new Input(member.Value, $"{Place}.{Quote.Shorten(member.Name)}").Refuse(
                    $"not present (known are {string.Join(", ", known.ToArray())})"
                );
        }

        return this;
    }

    /// <summary>The members of this object, each with its place.</summary>
    public IEnumerable<(string Name, Input Value)> Members()
    {
        Object();
        var place = Place;
        return Element.EnumerateObject().Select(m => (m.Name, new Input(m.Value, $"{place}.{Quote.Shorten(m.Name)}")));
    }

    /// <summary>The items of this array, at most a stated number.</summary>
    public IReadOnlyList<Input> Items(int maximum, int minimum = 0)
    {
        if (Element.ValueKind != JsonValueKind.Array)
            throw Refuse("an array");
        var length = Element.GetArrayLength();
        if (length > maximum)
            throw RefuseLength($"≤ `{maximum}`", length);
        if (length < minimum)
            throw RefuseLength($"≥ `{minimum}`", length);
        var items = new Input[length];
        var index = 0;
        foreach (var item in Element.EnumerateArray())
        {
            items[index] = new Input(item, $"{Place}[{index}]");
            index++;
        }

        return items;
    }

    /// <summary>A string of at most a stated number of UTF-16 units, which is valid Unicode without NUL.</summary>
    public string Text(int maximum, int minimum = 0)
    {
        if (Element.ValueKind != JsonValueKind.String)
            throw Refuse("a string");
        string text;
        try
        {
            text = Element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Refuse("valid Unicode, without half of a surrogate pair");
        }

        if (text.Contains('\0', StringComparison.Ordinal))
            throw Refuse("text without U+0000, which cannot be stored");
        if (text.Length > maximum)
            throw RefuseLength($"≤ `{maximum}`", text.Length);
        return text.Length < minimum ? throw RefuseLength($"≥ `{minimum}`", text.Length) : text;
    }

    /// <summary>One of a few words.</summary>
    public string Choice(params ReadOnlySpan<string> words)
    {
        var text = Element.ValueKind == JsonValueKind.String ? Text(1_000) : null;
        foreach (var word in words)
        {
            if (word == text)
                return word;
        }

        var quoted = words.ToArray().Select(w => $"`\"{w}\"`").ToArray();
        throw Refuse(quoted is [var only] ? only : $"{string.Join(", ", quoted[..^1])}, or {quoted[^1]}");
    }

    /// <summary>A UUID, with or without dashes.</summary>
    public Guid Id() =>
        Element.ValueKind == JsonValueKind.String && Ids.TryParse(Text(1_000), out var id)
            ? id
            : throw Refuse("a valid uuid");

    public bool Bool() =>
        Element.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? Element.GetBoolean()
            : throw Refuse("a boolean");

    /// <summary>A finite number.</summary>
    public double Number() =>
        Element.ValueKind == JsonValueKind.Number && Element.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : throw Refuse("a number");

    /// <summary>An integer within bounds, both included.</summary>
    public int Integer(int minimum, int maximum) =>
        Element.ValueKind == JsonValueKind.Number
        && Element.TryGetInt32(out var number)
        && number >= minimum
        && number <= maximum
            ? number
            : throw Refuse($"an integer from {minimum} to {maximum}");

    /// <summary>The refusal of this value. <paramref name="expected" /> ends the sentence "… should be …".</summary>
    public BlockStoreException Refuse(string expected) =>
        BlockStoreException.Invalid($"body failed validation: {Place} should be {expected}, instead was {Shown()}.");

    private BlockStoreException RefuseLength(string expected, int length) =>
        BlockStoreException.Invalid(
            $"body failed validation: {Place}.length should be {expected}, instead was `{length}`."
        );

    private string Shown() => IsGiven ? $"`{Quote.Shorten(Element.GetRawText())}`" : "`undefined`";
}
