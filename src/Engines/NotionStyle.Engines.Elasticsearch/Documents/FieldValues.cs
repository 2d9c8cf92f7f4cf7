using System.Globalization;
using System.Text.Json;
using Lucene.Net.Util;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Documents;

/// <summary>
/// How values become what the index holds. Numbers, dates and booleans are all 64-bit integers whose order is that of the values (fractions by their sortable bits).
/// </summary>
internal static class FieldValues
{
    /// <summary>Reads a value of a numeric field.</summary>
    /// <param name="field">The field.</param>
    /// <param name="value">A JSON scalar.</param>
    /// <param name="encoded">What the index holds.</param>
    /// <param name="error">Why the value cannot be read.</param>
    public static bool TryEncode(MappedField field, JsonElement value, out long encoded, out string error)
    {
        encoded = 0;
        error = "";
        switch (field.Kind)
        {
            case FieldKind.Boolean:
                if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
                {
                    encoded = value.ValueKind == JsonValueKind.True ? 1 : 0;
                    return true;
                }
                var flag = value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();
                encoded = flag == "true" ? 1 : 0;
                if (flag is "true" or "false" or "")
                    return true;
                error = $"Failed to parse value [{flag}] as only [true] or [false] are allowed.";
                return false;
            case FieldKind.Date:
                if (value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
                {
                    error = $"failed to parse date field [{value.GetRawText()}]: it must be a text or a number";
                    return false;
                }
                var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
                if (DateFormats.TryParse(text, field.Format, out encoded))
                    return true;
                error = $"failed to parse date field [{text}] with format [{field.Format}]";
                return false;
            default:
                return TryNumber(field, value, out encoded, out error);
        }
    }

    /// <summary>The order-keeping integer of a number, as the field's kind stores it.</summary>
    public static long Encode(FieldKind kind, double value) =>
        kind == FieldKind.Float ? NumericUtils.DoubleToSortableInt64((float)value)
        : kind == FieldKind.Double ? NumericUtils.DoubleToSortableInt64(value)
        : (long)value;

    /// <summary>The number that an integer of the index stands for.</summary>
    public static double Decode(FieldKind kind, long encoded) =>
        kind.IsFraction() ? NumericUtils.SortableInt64ToDouble(encoded) : encoded;

    /// <summary>The span of a kind of whole numbers.</summary>
    public static (long Least, long Most) Span(FieldKind kind) =>
        kind switch
        {
            FieldKind.Byte => (sbyte.MinValue, sbyte.MaxValue),
            FieldKind.Short => (short.MinValue, short.MaxValue),
            FieldKind.Integer => (int.MinValue, int.MaxValue),
            _ => (long.MinValue, long.MaxValue),
        };

    private static bool TryNumber(MappedField field, JsonElement value, out long encoded, out string error)
    {
        error = "";
        // Nearly every number is written so that this reads it, without a text of its own.
        if (
            value.ValueKind == JsonValueKind.Number
            && !field.Kind.IsFraction()
            && value.TryGetInt64(out encoded)
            && Span(field.Kind) is var (first, last)
            && encoded >= first
            && encoded <= last
        )
            return true;
        encoded = 0;
        string text;
        if (value.ValueKind == JsonValueKind.Number)
            text = value.GetRawText();
        else if (value.ValueKind == JsonValueKind.String && field.Coerce)
            text = value.GetString()!.Trim();
        else
        {
            error =
                value.ValueKind == JsonValueKind.String
                    ? $"{field.Kind} value passed as String"
                    : $"{value.GetRawText()} is no number";
            return false;
        }
        if (field.Kind.IsFraction())
        {
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            {
                error = $"For input string: \"{text}\"";
                return false;
            }
            if (field.Kind == FieldKind.Float)
                number = (float)number;
            if (!double.IsFinite(number))
            {
                error = $"[{field.Kind.Name()}] supports only finite values, but got [{text}]";
                return false;
            }
            // Minus zero would sort apart from zero.
            encoded = NumericUtils.DoubleToSortableInt64(number == 0 ? 0 : number);
            return true;
        }
        var (least, most) = Span(field.Kind);
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out encoded))
        {
            if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var fraction))
            {
                // A number so far out that even a decimal cannot hold it is out of range; anything else is no number.
                error = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
                    ? $"Value [{text}] is out of range for a {field.Kind.Name()}"
                    : $"For input string: \"{text}\"";
                return false;
            }
            if (fraction != decimal.Truncate(fraction) && !field.Coerce)
            {
                error = $"Value [{text}] has a decimal part";
                return false;
            }
            fraction = decimal.Truncate(fraction);
            if (fraction < least || fraction > most)
            {
                error = $"Value [{text}] is out of range for a {field.Kind.Name()}";
                return false;
            }
            encoded = (long)fraction;
        }
        if (encoded < least || encoded > most)
        {
            error = $"Value [{text}] is out of range for a {field.Kind.Name()}";
            return false;
        }
        return true;
    }
}
