using System.Text.Json;
using NotionStyle.Blocks.Errors;
using NotionStyle.BlockService.Docs;

namespace NotionStyle.BlockService.Wire;

/// <summary>One named value that a caller sends, in a body or in a query string: what it means and what it may be, declared once.</summary>
internal abstract class Field(string name, Schema schema, bool isRequired)
{
    public string Name { get; } = name;

    public Schema Schema { get; } = schema;

    public bool IsRequired { get; } = isRequired;
}

/// <summary>A field that is read as a <typeparamref name="T" />.</summary>
/// <param name="name">The name on the wire.</param>
/// <param name="schema">What it may be, for the document.</param>
/// <param name="isRequired">Whether it must be given.</param>
/// <param name="missing">The value when it is not given, or null.</param>
/// <param name="read">Reads and checks a value; the text is what a query string has, the element what a body has.</param>
internal sealed class Field<T>(string name, Schema schema, bool isRequired, T missing, Func<RawValue, string, T> read)
    : Field(name, schema, isRequired)
{
    /// <summary>The field as one that may be left out.</summary>
    public Field<T> Or(T value, string? shown = null) =>
        new(Name, Schema with { IsNullable = true, Default = shown }, false, value, read);

    public T Read(RawValue? raw, string place)
    {
        if (raw is { } value && !value.IsNull)
            return read(value, place);
        return IsRequired
            ? throw BlockStoreException.Invalid($"{place} is missing or null; it must be {Expected()}.")
            : missing;
    }

    private string Expected() =>
        Schema.Kind switch
        {
            ValueKind.List => "an array",
            ValueKind.Integer => "an integer",
            _ => Schema.Format == "uuid" ? "a UUID" : "a string",
        };
}

/// <summary>A value as it came: an element of a body, or a text of a query string.</summary>
internal readonly record struct RawValue(JsonElement Element, string? Text)
{
    public bool IsNull => Text is null && Element.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined;

    /// <summary>The text when it is one; null for any other JSON value.</summary>
    public string? AsText() => Text ?? (Element.ValueKind == JsonValueKind.String ? Element.GetString() : null);

    /// <summary>The value for a message: a text in quotes, an element as the JSON that it is.</summary>
    public override string ToString() => Text is null ? Quote.Shorten(Element.GetRawText()) : Quote.Short(Text);
}
