using System.Globalization;
using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Reads aggregations whose buckets are tests.</summary>
internal static class FilterReader
{
    private const int MaxBuckets = 1000;

    /// <summary>A bucket of what a query matches.</summary>
    public static FilterBucket Query(QueryContext context, string key, JsonElement json) =>
        new QueryBucket(
            key,
            new DocumentTest(context.Target.Searcher.CreateNormalizedWeight(QueryParser.Parse(context, json)))
        );

    /// <summary>Reads <c>filters</c>.</summary>
    public static Aggregator Filters(QueryContext context, string name, Body body, IReadOnlyList<Aggregator> children)
    {
        var tests = new List<FilterBucket>();
        var filters =
            body.Take("filters") ?? throw ElasticsearchException.Parsing($"[filters] cannot be null on [{name}]");
        var keyed = filters.ValueKind == JsonValueKind.Object;
        if (keyed)
            tests.AddRange(filters.EnumerateObject().Select(property => Query(context, property.Name, property.Value)));
        else if (filters.ValueKind == JsonValueKind.Array)
            tests.AddRange(filters.EnumerateArray().Select(item => Query(context, "", item)));
        else
            throw ElasticsearchException.Parsing($"Unexpected token {Body.Kind(filters)} in [{name}].");
        var otherKey = body.Text("other_bucket_key");
        if (body.Flag("other_bucket", otherKey is not null))
            tests.Add(new OtherBucket(otherKey ?? "_other_", [.. tests]));
        body.Ignore("keyed");
        body.Done();
        return Limited(new FilterAggregator(name, "filters", tests, false, keyed, children), tests.Count);
    }

    /// <summary>Reads <c>missing</c>.</summary>
    public static Aggregator Missing(QueryContext context, string name, Body body, IReadOnlyList<Aggregator> children)
    {
        var reader = AggregationReader.Field(context, body, numeric: false);
        body.Done();
        return new FilterAggregator(name, "missing", [new MissingBucket(reader)], true, false, children);
    }

    /// <summary>Reads <c>range</c> and <c>date_range</c>.</summary>
    public static Aggregator Ranges(
        QueryContext context,
        string name,
        string kind,
        Body body,
        IReadOnlyList<Aggregator> children
    )
    {
        var reader = AggregationReader.Field(context, body, numeric: true);
        var format =
            body.Text("format") ?? (reader.Field is { Kind: FieldKind.Date } date ? date.Format : DateFormats.Usual);
        DateFormats.Validate(format);
        var zone = body.Text("time_zone") is { } zoneName ? Calendar.Zone(zoneName) : null;
        var keyed = body.Flag("keyed", false);
        var dates = kind == "date_range" || reader.Field?.Kind == FieldKind.Date;
        var tests = new List<FilterBucket>();
        foreach (var json in body.Many("ranges"))
        {
            var one = new Body(kind, json);
            var from = Bound(one, "from");
            var to = Bound(one, "to");
            var key = one.Text("key") ?? $"{from?.Text ?? "*"}-{to?.Text ?? "*"}";
            one.Done();
            tests.Add(new RangeBucket(key, reader, from, to, dates));
        }
        body.Done();
        if (tests.Count == 0)
            throw ElasticsearchException.IllegalArgument($"No [ranges] specified for the [{name}] aggregation");
        return Limited(new FilterAggregator(name, kind, tests, false, keyed, children), tests.Count);

        (double Value, string Text)? Bound(Body one, string key)
        {
            if (one.Text(key) is not { } text)
                return null;
            if (dates)
            {
                return DateMath.TryParse(text, format, context.Now, false, zone, out var moment)
                    ? (moment, DateFormats.Print(moment, format, zone))
                    : throw one.Bad(key, text, $"it is no date of the format [{format}]");
            }
            return
                double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                && double.IsFinite(value)
                ? (
                    value,
                    value.ToString(
                        value == Math.Floor(value) && Math.Abs(value) < 1e15 ? "0.0" : "R",
                        CultureInfo.InvariantCulture
                    )
                )
                : throw one.Bad(key, text, "it must be a number");
        }
    }

    private static FilterAggregator Limited(FilterAggregator aggregator, int count) =>
        count <= MaxBuckets
            ? aggregator
            : throw ElasticsearchException.IllegalArgument(
                $"Number of filters of [{aggregator.Name}] is too large, must be less than or equal to: [{MaxBuckets}] but was [{count}]"
            );
}
