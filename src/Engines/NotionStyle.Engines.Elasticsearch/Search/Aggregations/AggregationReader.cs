using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Documents;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Reads <c>aggs</c>.</summary>
internal static class AggregationReader
{
    private const int MaxDepth = 10;
    private const int MaxAggregations = 1000;

    /// <summary>Reads them.</summary>
    public static Aggregations Read(QueryContext context, JsonElement json)
    {
        var count = 0;
        return new Aggregations(Many(context, json, 0, ref count), new BucketBudget());
    }

    private static List<Aggregator> Many(QueryContext context, JsonElement json, int depth, ref int count)
    {
        if (depth > MaxDepth)
            throw ElasticsearchException.IllegalArgument($"[aggs] nest deeper than [{MaxDepth}] levels");
        if (json.ValueKind != JsonValueKind.Object)
            throw ElasticsearchException.Parsing($"[aggs] must be an object but found [{Body.Kind(json)}]");
        var result = new List<Aggregator>();
        foreach (var property in json.EnumerateObject())
        {
            if (++count > MaxAggregations)
                throw ElasticsearchException.IllegalArgument($"[aggs] has more than [{MaxAggregations}] aggregations");
            if (property.Name.Length == 0 || property.Name.AsSpan().IndexOfAny('[', ']', '>') >= 0)
                throw ElasticsearchException.Parsing(
                    $"Invalid aggregation name [{property.Name}]. Aggregation names can contain any character except '[', ']', and '>'"
                );
            result.Add(One(context, property.Name, new Body("aggs", property.Value), depth, ref count));
        }
        return result;
    }

    private static Aggregator One(QueryContext context, string name, Body body, int depth, ref int count)
    {
        body.Ignore("meta");
        var within = body.Take("aggs") ?? body.Take("aggregations");
        var children = within is { } json ? Many(context, json, depth + 1, ref count) : [];
        if (body.Rest.Count != 1)
            throw ElasticsearchException.Parsing(
                body.Rest.Count == 0
                    ? $"Missing definition for aggregation [{name}]"
                    : $"Found two aggregation type definitions in [{name}]: [{body.Rest.First()}] and [{body.Rest.Last()}]"
            );
        var kind = body.Rest.First();
        var definition =
            body.Take(kind)
            ?? throw ElasticsearchException.Parsing($"[{kind}] of [{name}] must be an object but found [VALUE_NULL]");
        if (children.Count > 0 && kind is "min" or "max" or "sum" or "avg" or "stats" or "value_count" or "cardinality")
            throw new ElasticsearchException(
                400,
                "aggregation_initialization_exception",
                $"Aggregator [{name}] of type [{kind}] cannot accept sub-aggregations"
            );
        return kind switch
        {
            "filter" => Filter(context, name, definition, children),
            "filters" => FilterReader.Filters(context, name, new Body(kind, definition), children),
            "range" or "date_range" => FilterReader.Ranges(context, name, kind, new Body(kind, definition), children),
            "missing" => FilterReader.Missing(context, name, new Body(kind, definition), children),
            "terms" => Terms(context, name, new Body(kind, definition), children),
            "histogram" => HistogramReader.Numbers(context, name, new Body(kind, definition), children),
            "date_histogram" => HistogramReader.Dates(context, name, new Body(kind, definition), children),
            "min" or "max" or "sum" or "avg" or "stats" or "value_count" => Metric(
                context,
                name,
                kind,
                new Body(kind, definition)
            ),
            "cardinality" => Cardinality(context, name, new Body(kind, definition)),
            _ => throw ElasticsearchException.Unsupported(
                $"aggregation type [{kind}] of [{name}]",
                "it has [terms, histogram, date_histogram, range, date_range, filter, filters, missing, min, max, sum, avg, stats, value_count, cardinality]"
            ),
        };
    }

    /// <summary>The reader of a field's values.</summary>
    public static FieldReader Field(QueryContext context, Body body, bool numeric)
    {
        if (body.Rest.Contains("script"))
            throw ElasticsearchException.Unsupported($"[script] in [{body.Name}]", "aggregate a field");
        var name = body.Text("field");
        if (string.IsNullOrEmpty(name))
            throw ElasticsearchException.IllegalArgument(
                $"Required one of fields [field, script], but none were specified in [{body.Name}]"
            );
        var missing = body.Take("missing");
        var field = context.Target.Mapping.Leaf(name);
        if (field is null)
            return new FieldReader(null);
        if (field.Kind == FieldKind.Text)
            throw SortReader.NoFieldData(name);
        if (!field.DocValues)
            throw ElasticsearchException.IllegalArgument(
                $"Can't load fielddata on [{name}] because fielddata is unsupported on fields without [doc_values]."
            );
        if (numeric && !field.Kind.IsNumeric())
            throw ElasticsearchException.IllegalArgument(
                $"Field [{name}] of type [{field.Kind.Name()}] is not supported for aggregation [{body.Name}]"
            );
        if (missing is not { } value)
            return new FieldReader(field);
        if (!field.Kind.IsNumeric())
            return new FieldReader(field, null, TermQueries.Text("missing", value));
        return FieldValues.TryEncode(field, value, out var encoded, out var error)
            ? new FieldReader(field, encoded)
            : throw ElasticsearchException.IllegalArgument($"[missing] of [{body.Name}]: {error}");
    }

    /// <summary>The order of buckets.</summary>
    public static List<BucketOrder> Order(Body body, IReadOnlyList<Aggregator> children)
    {
        var order = new List<BucketOrder>();
        foreach (var json in body.Many("order"))
        {
            if (json.ValueKind != JsonValueKind.Object)
                throw ElasticsearchException.Parsing($"Order must be an object but found [{Body.Kind(json)}]");
            foreach (var property in json.EnumerateObject())
            {
                var ascending = property.Value.ToString().ToLowerInvariant() switch
                {
                    "asc" => true,
                    "desc" => false,
                    var other => throw ElasticsearchException.Parsing($"Unknown order direction [{other}]"),
                };
                var path = property.Name is "_term" or "_time" ? "_key" : property.Name;
                var first = path.Split('.', 2)[0];
                if (path is not ("_key" or "_count") && !children.Any(child => child.Name == first))
                    throw new ElasticsearchException(
                        400,
                        "aggregation_execution_exception",
                        $"Invalid aggregation order path [{path}]. The provided aggregation [{first}] either does not exist, or is a pipeline aggregation and cannot be used to sort the buckets."
                    );
                order.Add(new BucketOrder(path, ascending));
            }
        }
        return order;
    }

    private static FilterAggregator Filter(
        QueryContext context,
        string name,
        JsonElement json,
        List<Aggregator> children
    ) => new(name, "filter", [FilterReader.Query(context, "", json)], single: true, keyed: false, children);

    private static TermsAggregator Terms(QueryContext context, string name, Body body, List<Aggregator> children)
    {
        var reader = Field(context, body, numeric: false);
        var size = body.Integer("size", 10, 1);
        var least = body.Integer("min_doc_count", 1, 0);
        var order = Order(body, children);
        if (order.Count == 0)
            order.Add(new BucketOrder("_count", false));
        var include = Matching(body, "include");
        var exclude = Matching(body, "exclude");
        body.Ignore(
            "shard_size",
            "shard_min_doc_count",
            "show_term_doc_count_error",
            "collect_mode",
            "execution_hint",
            "value_type",
            "format"
        );
        body.Done();
        return new TermsAggregator(
            name,
            reader,
            size,
            Math.Max(1, least),
            order,
            term => (include is null || include(term)) && (exclude is null || !exclude(term)),
            children
        );
    }

    private static Func<string, bool>? Matching(Body body, string key)
    {
        if (body.Take(key) is not { } json)
            return null;
        if (json.ValueKind == JsonValueKind.Array)
        {
            var values = json.EnumerateArray()
                .Select(item => TermQueries.Text(key, item))
                .ToHashSet(StringComparer.Ordinal);
            return values.Contains;
        }
        if (json.ValueKind == JsonValueKind.Object)
            throw ElasticsearchException.Unsupported($"partitions in [{key}]", "use a list or a regular expression");
        var text = TermQueries.Text(key, json);
        if (text.Length > 1000)
            throw ElasticsearchException.IllegalArgument(
                $"The length of regex [{text.Length}] in [{key}] has exceeded the allowed maximum of [1000]."
            );
        var expression = LuceneRegex.Compile(text, "ALL", ignoreCase: false);
        return term => LuceneRegex.IsMatch(expression, term);
    }

    private static MetricAggregator Metric(QueryContext context, string name, string kind, Body body)
    {
        var reader = Field(context, body, numeric: kind != "value_count");
        body.Ignore("format");
        body.Done();
        return new MetricAggregator(name, kind, reader);
    }

    private static CardinalityAggregator Cardinality(QueryContext context, string name, Body body)
    {
        var reader = Field(context, body, numeric: false);
        body.Ignore("precision_threshold", "execution_hint", "rehash");
        body.Done();
        return new CardinalityAggregator(name, reader);
    }
}
