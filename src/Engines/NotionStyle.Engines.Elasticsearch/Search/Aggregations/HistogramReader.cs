using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Reads histograms.</summary>
internal static class HistogramReader
{
    /// <summary>Reads <c>histogram</c>.</summary>
    public static Aggregator Numbers(QueryContext context, string name, Body body, IReadOnlyList<Aggregator> children)
    {
        var reader = AggregationReader.Field(context, body, numeric: true);
        var interval = body.Float("interval", 0);
        if (interval <= 0)
            throw ElasticsearchException.IllegalArgument($"[interval] must be >0 for histogram aggregation [{name}]");
        var grid = new NumberGrid(interval, body.Float("offset", 0));
        var bounds = Bounds(body, value => (value.TryGetDouble(out var number), number));
        return Finish(name, "histogram", reader, grid, body, bounds, children);
    }

    /// <summary>Reads <c>date_histogram</c>.</summary>
    public static Aggregator Dates(QueryContext context, string name, Body body, IReadOnlyList<Aggregator> children)
    {
        var reader = AggregationReader.Field(context, body, numeric: true);
        var format =
            body.Text("format") ?? (reader.Field is { Kind: FieldKind.Date } date ? date.Format : DateFormats.Usual);
        DateFormats.Validate(format);
        var zone = body.Text("time_zone") is { } zoneName ? Calendar.Zone(zoneName) : TimeZoneInfo.Utc;
        var offset = Offset(body.Text("offset"));
        var calendar = body.Text("calendar_interval");
        var length = body.Text("fixed_interval");
        if (body.Rest.Contains("interval"))
            throw ElasticsearchException.IllegalArgument(
                "[interval] on [date_histogram] has been removed, use [fixed_interval] or [calendar_interval]"
            );
        if ((calendar is null) == (length is null))
            throw ElasticsearchException.IllegalArgument(
                calendar is null
                    ? "Invalid interval specified, must be non-null and non-empty"
                    : "Cannot use [fixed_interval] with [calendar_interval] configuration option."
            );
        char? unit = calendar is null ? null : Unit(calendar);
        var milliseconds = length is null
            ? 0
            : (long)(SettingsText.Duration("fixed_interval", length)?.TotalMilliseconds ?? 0);
        if (length is not null && milliseconds <= 0)
            throw ElasticsearchException.IllegalArgument(
                $"[fixed_interval] of [{name}] must be a duration above zero, but was [{length}]"
            );
        var grid = new DateGrid(unit, milliseconds, offset, zone, format);
        var bounds = Bounds(
            body,
            value =>
                (
                    DateMath.TryParse(
                        TermQueries.Text("extended_bounds", value),
                        format,
                        context.Now,
                        false,
                        zone,
                        out var moment
                    ),
                    moment
                )
        );
        return Finish(name, "date_histogram", reader, grid, body, bounds, children);
    }

    private static HistogramAggregator Finish(
        string name,
        string kind,
        FieldReader reader,
        IHistogramGrid grid,
        Body body,
        (double, double)? bounds,
        IReadOnlyList<Aggregator> children
    )
    {
        var least = body.Integer("min_doc_count", 0);
        var order = AggregationReader.Order(body, children);
        if (body.Flag("keyed", false))
            throw ElasticsearchException.Unsupported($"[keyed] in [{kind}]", "read the list of buckets");
        body.Done();
        return new HistogramAggregator(name, kind, reader, grid, least, bounds, order, children);
    }

    private static (double, double)? Bounds(Body body, Func<JsonElement, (bool Read, double Value)> read)
    {
        if (body.Take("hard_bounds") is not null)
            throw ElasticsearchException.Unsupported($"[hard_bounds] of [{body.Name}]", "put a range into the query");
        if (body.Take("extended_bounds") is not { } json)
            return null;
        var bounds = new Body("extended_bounds", json);
        var min = One(bounds, "min");
        var max = One(bounds, "max");
        bounds.Done();
        return min <= max
            ? (min, max)
            : throw ElasticsearchException.IllegalArgument(
                $"[extended_bounds.min][{min}] cannot be greater than [extended_bounds.max][{max}]"
            );

        double One(Body from, string key)
        {
            var value =
                from.Take(key) ?? throw ElasticsearchException.IllegalArgument($"[extended_bounds] requires [{key}]");
            if (
                value.ValueKind is JsonValueKind.Number or JsonValueKind.String
                && (value.ValueKind == JsonValueKind.String || double.IsFinite(value.GetDouble()))
            )
            {
                try
                {
                    if (read(value) is (true, var number))
                        return number;
                }
                catch (InvalidOperationException)
                {
                    // A text where a number must be.
                }
            }
            throw from.Bad(key, value.GetRawText(), "it is no value of the field");
        }
    }

    private static char Unit(string text) =>
        text switch
        {
            "year" or "1y" => 'y',
            "quarter" or "1q" => 'q',
            "month" or "1M" => 'M',
            "week" or "1w" => 'w',
            "day" or "1d" => 'd',
            "hour" or "1h" => 'h',
            "minute" or "1m" => 'm',
            "second" or "1s" => 's',
            _ => throw ElasticsearchException.IllegalArgument(
                $"The supplied interval [{text}] could not be parsed as a calendar interval."
            ),
        };

    private static long Offset(string? text)
    {
        if (text is null)
            return 0;
        var sign = text.StartsWith('-') ? -1 : 1;
        var length = SettingsText.Duration("offset", text.TrimStart('+', '-')) ?? TimeSpan.Zero;
        return sign * (long)length.TotalMilliseconds;
    }
}
