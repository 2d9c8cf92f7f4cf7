using System.Text.Json;
using Lucene.Net.Search;
using NotionStyle.Engines.Elasticsearch.Documents;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Reads <c>sort</c>.</summary>
internal static class SortReader
{
    /// <summary>The keys of the order; none for the score alone, the best first.</summary>
    public static IReadOnlyList<SortSpec> Read(QueryContext context, IReadOnlyList<JsonElement> sort)
    {
        if (sort.Count > SortSpec.MaxKeys)
            throw ElasticsearchException.IllegalArgument(
                $"[sort] has [{sort.Count}] keys; at most [{SortSpec.MaxKeys}] are allowed"
            );
        var keys = new List<SortSpec>();
        foreach (var json in sort)
        {
            if (json.ValueKind == JsonValueKind.String)
            {
                keys.Add(Key(context, json.GetString()!, null));
                continue;
            }
            if (json.ValueKind != JsonValueKind.Object)
                throw ElasticsearchException.Parsing(
                    $"malformed sort format, within the sort array, an object, or an actual string are allowed, found [{Body.Kind(json)}]"
                );
            foreach (var property in json.EnumerateObject())
                keys.Add(Key(context, property.Name, property.Value));
        }
        return keys.Count == 1 && keys[0].IsScore && !keys[0].Field.IsReverse ? [] : keys;
    }

    private static SortSpec Key(QueryContext context, string name, JsonElement? json)
    {
        if (json is { ValueKind: JsonValueKind.String or JsonValueKind.Number } shortForm)
            json = JsonSerializer.SerializeToElement(
                new Dictionary<string, string> { ["order"] = shortForm.ToString() }
            );
        var body = new Body("field_sort", json ?? JsonSerializer.SerializeToElement(new Dictionary<string, int>()));
        var descending = body.Text("order")?.ToLowerInvariant() switch
        {
            null => name == "_score",
            "asc" => false,
            "desc" => true,
            var other => throw ElasticsearchException.IllegalArgument(
                $"Unknown SortOrder [{other}]; use [asc] or [desc]"
            ),
        };
        if (name == "_script")
            throw ElasticsearchException.Unsupported("a sort by [_script]", "sort by fields");
        if (name is "_score" or "_doc" or "_shard_doc")
        {
            body.Done();
            return name == "_score"
                ? new SortSpec(new SortField(null, SortFieldType.SCORE, !descending), null)
                : new SortSpec(new SortField(null, SortFieldType.DOC, descending), null);
        }
        var missing = body.Text("missing") ?? "_last";
        var mode = body.Text("mode");
        var unmapped = body.Text("unmapped_type");
        var format = body.Text("format");
        body.Ignore("numeric_type", "nested");
        body.Done();
        var field = Field(context, name, unmapped);
        if (!field.Kind.IsNumeric())
            return Keyword(field, descending, missing, mode);
        if (format is not null)
            DateFormats.Validate(format);
        var absent = Missing(field, missing, descending);
        var source = new NumberComparerSource(Pick(field, mode ?? (descending ? "max" : "min")), absent);
        return new SortSpec(new SortField(field.Path, source, descending), field, absent, format);
    }

    private static SortSpec Keyword(MappedField field, bool descending, string missing, string? mode)
    {
        if (missing is not ("_last" or "_first"))
            throw ElasticsearchException.Unsupported(
                $"[missing] with [{missing}] in a sort by the keyword [{field.Path}]",
                "use [_first] or [_last]"
            );
        if (mode is not (null or "min" or "max"))
            throw ElasticsearchException.IllegalArgument(
                $"we only support SortMode[MIN, MAX] for keywords such as [{field.Path}], not [{mode}]"
            );
        // Lucene turns the order round afterwards, so "last" is "first" in an order that descends.
        var after = (missing == "_last") != descending;
        var source = new KeywordComparerSource(mode is null ? descending : mode == "max", after);
        return new SortSpec(new SortField(field.Path, source, descending), field);
    }

    private static MappedField Field(QueryContext context, string name, string? unmapped)
    {
        if (name == MetaFields.SeqNo)
            return Unmapped(name, FieldKind.Long);
        if (name == MetaFields.Id)
            throw ElasticsearchException.IllegalArgument(
                "Fielddata access on the _id field is disallowed, index the id in a keyword field of its own to sort by it"
            );
        if (context.Target.Mapping.Leaf(name) is { } field)
        {
            if (field.Kind == FieldKind.Text)
                throw NoFieldData(name);
            return field.DocValues
                ? field
                : throw ElasticsearchException.IllegalArgument(
                    $"Can't load fielddata on [{name}] because fielddata is unsupported on fields of type [{field.Kind.Name()}]. Use doc values instead."
                );
        }
        if (unmapped is null)
            throw new ElasticsearchException(
                400,
                "query_shard_exception",
                $"No mapping found for [{name}] in order to sort on"
            )
            {
                Index = context.Target.IndexName,
            };
        return Unmapped(
            name,
            FieldKinds.Parse(unmapped) is { } kind and not FieldKind.Object and not FieldKind.Text
                ? kind
                : throw ElasticsearchException.IllegalArgument($"No mapper found for type [{unmapped}]")
        );
    }

    /// <summary>Text has no values to sort or group by.</summary>
    public static ElasticsearchException NoFieldData(string name) =>
        ElasticsearchException.IllegalArgument(
            $"Text fields are not optimised for operations that require per-document field data like aggregations and sorting, so these operations are disabled by default. Please use a keyword field instead. Alternatively, set fielddata=true on [{name}] in order to load field data by uninverting the inverted index. Note that this can use significant memory."
        );

    private static MappedField Unmapped(string name, FieldKind kind) =>
        new()
        {
            Path = name,
            Kind = kind,
            Parameters = MappedField.NoParameters,
        };

    private static long Missing(MappedField field, string missing, bool descending)
    {
        if (missing is "_last" or "_first")
            return (missing == "_last") != descending ? long.MaxValue : long.MinValue;
        return FieldValues.TryEncode(field, JsonSerializer.SerializeToElement(missing), out var encoded, out var error)
            ? encoded
            : throw ElasticsearchException.IllegalArgument($"[missing] of the sort by [{field.Path}]: {error}");
    }

    private static Func<List<long>, long>? Pick(MappedField field, string mode)
    {
        long Mean(List<long> values, bool average)
        {
            var sum = values.Sum(value => FieldValues.Decode(field.Kind, value));
            return FieldValues.Encode(field.Kind, average ? Math.Round(sum / values.Count) : sum);
        }
        return mode.ToLowerInvariant() switch
        {
            "min" => null,
            "max" => values => values[^1],
            "sum" => values => Mean(values, average: false),
            "avg" => values => Mean(values, average: true),
            "median" => values => values[values.Count / 2],
            _ => throw ElasticsearchException.IllegalArgument($"Unknown SortMode [{mode}]"),
        };
    }
}
