using System.Globalization;
using System.Text.Json;
using Lucene.Net.Search;
using Lucene.Net.Util;
using NotionStyle.Engines.Elasticsearch.Documents;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>One key of an order: its Lucene form, and how its values are shown and read again by <c>search_after</c>.</summary>
/// <param name="Field">For Lucene.</param>
/// <param name="Mapped">The field; null for the score and the document's place.</param>
/// <param name="Missing">What stands for a missing number.</param>
/// <param name="Format">How dates are shown; null for milliseconds.</param>
internal sealed record SortSpec(SortField Field, MappedField? Mapped, long Missing = 0, string? Format = null)
{
    /// <summary>The most keys of an order.</summary>
    public const int MaxKeys = 32;

    /// <summary>Whether it is the score.</summary>
    public bool IsScore => Field.Type == SortFieldType.SCORE;

    /// <summary>Writes a value as hits show it.</summary>
    public void Write(object? value, Utf8JsonWriter output)
    {
        switch (value)
        {
            case null:
                output.WriteNullValue();
                break;
            case float score:
                output.WriteNumberValue(score);
                break;
            case BytesRef bytes:
                output.WriteStringValue(bytes.Utf8ToString());
                break;
            case NumberKey key when Mapped!.Kind.IsFraction():
                if (key.Encoded is long.MaxValue or long.MinValue)
                    output.WriteStringValue(key.Encoded > 0 ? "Infinity" : "-Infinity");
                else
                    output.WriteNumberValue(FieldValues.Decode(Mapped.Kind, key.Encoded));
                break;
            case NumberKey key when Format is not null && key.Encoded is not (long.MaxValue or long.MinValue):
                output.WriteStringValue(DateFormats.Print(key.Encoded, Format));
                break;
            case NumberKey key:
                output.WriteNumberValue(key.Encoded);
                break;
            default:
                // The place in the index, as Lucene's own whole number.
                output.WriteNumberValue(Convert.ToInt64(value.ToString(), CultureInfo.InvariantCulture));
                break;
        }
    }

    /// <summary>Reads a value of <c>search_after</c>.</summary>
    public object? Read(JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
            throw ElasticsearchException.Parsing($"Can't handle {Body.Kind(value)} in [search_after]");
        if (Mapped is null)
        {
            if (
                value.ValueKind != JsonValueKind.Null
                && double.TryParse(
                    TermQueries.Text("search_after", value),
                    NumberStyles.Float,
                    CultureInfo.InvariantCulture,
                    out var number
                )
                && Math.Abs(number) <= (IsScore ? float.MaxValue : int.MaxValue)
            )
                return IsScore
                    ? J2N.Numerics.Single.GetInstance((float)number)
                    : J2N.Numerics.Int32.GetInstance((int)number);
            throw Bad(value, "it must be a number");
        }
        if (!Mapped.Kind.IsNumeric())
            return value.ValueKind == JsonValueKind.Null ? null : new BytesRef(TermQueries.Text("search_after", value));
        if (value.ValueKind == JsonValueKind.Null)
            return new NumberKey(Missing);
        var text = TermQueries.Text("search_after", value);
        if (Mapped.Kind.IsFraction() && text is "Infinity" or "-Infinity")
            return new NumberKey(text[0] == '-' ? long.MinValue : long.MaxValue);
        // Whatever the field's own format, values are shown in milliseconds, so they are read so first.
        if (
            !Mapped.Kind.IsFraction()
            && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
        )
            return new NumberKey(whole);
        if (Mapped.Kind == FieldKind.Date && DateFormats.TryParse(text, Format ?? Mapped.Format, out var moment))
            return new NumberKey(moment);
        return FieldValues.TryEncode(Mapped, value, out var encoded, out var error)
            ? new NumberKey(encoded)
            : throw Bad(value, error);
    }

    private ElasticsearchException Bad(JsonElement value, string why) =>
        ElasticsearchException.IllegalArgument(
            $"Failed to parse search_after value [{value}] for field [{Mapped?.Path ?? (IsScore ? "_score" : "_doc")}]: {why}"
        );
}
