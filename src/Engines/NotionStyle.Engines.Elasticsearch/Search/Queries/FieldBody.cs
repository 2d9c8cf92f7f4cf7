using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Reads <c>{"FIELD":{…}}</c> or <c>{"FIELD":VALUE}</c>, as queries on one field are written.</summary>
internal static class FieldBody
{
    /// <summary>The field and its options; a plain value stands for <c>{<paramref name="shortKey"/>: value}</c>.</summary>
    public static (string Field, Body Body) Read(string query, JsonElement json, string shortKey)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw ElasticsearchException.Parsing($"[{query}] query malformed, no start_object after query name");
        JsonProperty? found = null;
        foreach (var property in json.EnumerateObject())
        {
            if (property.Name is "boost" or "_name" && property.Value.ValueKind != JsonValueKind.Object)
                continue;
            if (found is { } first)
                throw ElasticsearchException.Parsing(
                    $"[{query}] query doesn't support multiple fields, found [{first.Name}] and [{property.Name}]"
                );
            found = property;
        }
        if (found is not { } only)
            throw ElasticsearchException.IllegalArgument("field name is null or empty");
        if (only.Name.Length == 0)
            throw ElasticsearchException.IllegalArgument("field name is null or empty");
        if (only.Value.ValueKind == JsonValueKind.Object)
            return (only.Name, new Body(query, only.Value));
        if (only.Value.ValueKind == JsonValueKind.Array)
            throw ElasticsearchException.Parsing(
                $"[{query}] query does not support [{only.Name}] with an array of values"
            );
        var wrapped = JsonSerializer.SerializeToElement(
            new Dictionary<string, JsonElement> { [shortKey] = only.Value }
        );
        return (only.Name, new Body(query, wrapped));
    }
}
