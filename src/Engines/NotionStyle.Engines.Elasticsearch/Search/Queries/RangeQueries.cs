using System.Globalization;
using System.Text.Json;
using Lucene.Net.Search;
using Lucene.Net.Util;
using NotionStyle.Engines.Elasticsearch.Documents;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Queries for what lies between two values.</summary>
internal static class RangeQueries
{
    /// <summary>Reads <c>range</c>.</summary>
    public static Query Range(QueryContext context, JsonElement json)
    {
        var (name, body) = FieldBody.Read("range", json, "value");
        var gte = body.Take("gte");
        var gt = body.Take("gt");
        var lte = body.Take("lte");
        var lt = body.Take("lt");
        var from = body.Take("from");
        var to = body.Take("to");
        var includeLower = body.Flag("include_lower", true);
        var includeUpper = body.Flag("include_upper", true);
        var format = body.Text("format");
        var zone = body.Text("time_zone") is { } zoneName ? Calendar.Zone(zoneName) : null;
        var boost = body.Boost();
        var relation = body.Text("relation");
        body.Ignore("_name");
        body.Done();
        if (relation is not null)
            throw ElasticsearchException.Unsupported(
                "[relation] of a range",
                "leave it out: there are no range fields"
            );
        var (lower, withLower) =
            gt is not null ? (gt, false)
            : gte is not null ? (gte, true)
            : (from, includeLower);
        var (upper, withUpper) =
            lt is not null ? (lt, false)
            : lte is not null ? (lte, true)
            : (to, includeUpper);
        if (context.Field(name) is not { } field)
            return QueryContext.None;
        var query = field.Mapped.Kind switch
        {
            FieldKind.Date => Dates(
                context,
                field,
                format ?? field.Mapped.Format,
                zone,
                lower,
                withLower,
                upper,
                withUpper
            ),
            var kind when kind.IsNumeric() => Numbers(context, field, lower, withLower, upper, withUpper),
            _ => Texts(context, field, lower, withLower, upper, withUpper),
        };
        query.Boost = boost;
        return query;
    }

    /// <summary>Matches a date: every millisecond of the day if the text names a day.</summary>
    public static Query WholeDate(QueryContext context, QueryField field, string text, bool lenient)
    {
        if (
            DateMath.TryParse(text, field.Mapped.Format, context.Now, false, null, out var first)
            && DateMath.TryParse(text, field.Mapped.Format, context.Now, true, null, out var last)
        )
            return Between(field.Name, first, last);
        return lenient ? QueryContext.None : throw BadDate(text, field.Mapped.Format);
    }

    /// <summary>Whether a number lies outside of what a field of whole numbers can hold, or has a fraction.</summary>
    public static bool IsBeyond(MappedField field, JsonElement value)
    {
        if (field.Kind.IsFraction() || !TryReal(value, out var number))
            return false;
        var (least, most) = FieldValues.Span(field.Kind);
        return number != Math.Floor(number) || number < least || number > most;
    }

    private static Query Between(string name, long first, long last) =>
        first > last
            ? QueryContext.None
            : NumericRangeQuery.NewInt64Range(name, TextTypes.PrecisionStep, first, last, true, true);

    private static Query Dates(
        QueryContext context,
        QueryField field,
        string format,
        TimeZoneInfo? zone,
        JsonElement? lower,
        bool withLower,
        JsonElement? upper,
        bool withUpper
    )
    {
        DateFormats.Validate(format);
        var (first, last) = (long.MinValue, long.MaxValue);
        // Rounding depends on the side: "gt 2024-05" begins behind May, "lte 2024-05" ends with it.
        if (lower is { } low)
            first = Date(low, roundUp: !withLower) is var moment && withLower ? moment : Up(moment);
        if (upper is { } high)
            last = Date(high, roundUp: withUpper) is var moment && withUpper ? moment : Down(moment);
        return Between(field.Name, first, last);

        long Date(JsonElement value, bool roundUp)
        {
            var text = TermQueries.Text("range", value);
            return DateMath.TryParse(text, format, context.Now, roundUp, zone, out var milliseconds)
                ? milliseconds
                : throw BadDate(text, format);
        }
    }

    private static Query Numbers(
        QueryContext context,
        QueryField field,
        JsonElement? lower,
        bool withLower,
        JsonElement? upper,
        bool withUpper
    )
    {
        var (first, last) = (long.MinValue, long.MaxValue);
        if (lower is { } low && !Bound(context, field, low, withLower, isLower: true, out first))
            return QueryContext.None;
        if (upper is { } high && !Bound(context, field, high, withUpper, isLower: false, out last))
            return QueryContext.None;
        return Between(field.Name, first, last);
    }

    private static bool Bound(
        QueryContext context,
        QueryField field,
        JsonElement value,
        bool inclusive,
        bool isLower,
        out long bound
    )
    {
        var kind = field.Mapped.Kind;
        bound = 0;
        if (kind == FieldKind.Boolean || !TryReal(value, out var real))
        {
            if (!FieldValues.TryEncode(field.Mapped, value, out bound, out var error))
                throw context.Shard($"failed to parse value for field [{field.Name}]: {error}");
        }
        else if (kind.IsFraction())
        {
            bound = FieldValues.Encode(kind, real == 0 ? 0 : real);
        }
        else if (real < long.MinValue || real >= long.MaxValue)
        {
            // Beyond every value: all or nothing, by the side.
            bound = real < 0 ? long.MinValue : long.MaxValue;
            return isLower == real < 0 || (!isLower && real > 0);
        }
        else if (real != Math.Floor(real))
        {
            bound = (long)(isLower ? Math.Ceiling(real) : Math.Floor(real));
            return true;
        }
        else if (!value.TryReadLong(out bound))
        {
            bound = (long)real;
        }
        if (!inclusive)
            bound = isLower ? Up(bound) : Down(bound);
        return true;
    }

    private static bool TryReadLong(this JsonElement value, out long number)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim() : value.GetRawText();
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }

    private static bool TryReal(JsonElement value, out double number)
    {
        number = 0;
        var text =
            value.ValueKind == JsonValueKind.Number ? value.GetRawText()
            : value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim()
            : "";
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number)
            && !double.IsNaN(number);
    }

    private static TermRangeQuery Texts(
        QueryContext context,
        QueryField field,
        JsonElement? lower,
        bool withLower,
        JsonElement? upper,
        bool withUpper
    )
    {
        if (field.Prefix.Length > 0)
            throw context.Shard(
                $"[range] on a key of the flattened field [{field.Mapped.Path}] is not supported by this engine"
            );
        BytesRef? Bytes(JsonElement? value) =>
            value is { } given
                ? new BytesRef(TermQueries.Normalized(context, field, TermQueries.Text("range", given)))
                : null;
        return new TermRangeQuery(field.Name, Bytes(lower), Bytes(upper), withLower, withUpper)
        {
            MultiTermRewriteMethod = MultiTermQuery.CONSTANT_SCORE_FILTER_REWRITE,
        };
    }

    private static long Up(long value) => value == long.MaxValue ? value : value + 1;

    private static long Down(long value) => value == long.MinValue ? value : value - 1;

    private static ElasticsearchException BadDate(string text, string format) =>
        new(400, "parse_exception", $"failed to parse date field [{text}] with format [{format}]")
        {
            CausedBy = ElasticsearchException.IllegalArgument(
                $"failed to parse date field [{text}] with format [{format}]"
            ),
        };
}
