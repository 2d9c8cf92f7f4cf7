using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Looks through a request before anything reads it.</summary>
internal static class JsonGuard
{
    /// <summary>How deep a request may nest. Queries end far earlier, at <see cref="QueryContext.MaxDepth"/>.</summary>
    public const int MaxDepth = 200;

    /// <summary>Refuses texts that are no Unicode (half of a surrogate pair, written as an escape) and bodies that are too deep.</summary>
    public static void Check(JsonElement json, int depth = 0)
    {
        if (depth > MaxDepth)
            throw new ElasticsearchException(
                400,
                "x_content_parse_exception",
                $"the request nests deeper than [{MaxDepth}] levels"
            );
        try
        {
            switch (json.ValueKind)
            {
                case JsonValueKind.Object:
                    foreach (var property in json.EnumerateObject())
                    {
                        _ = property.Name;
                        Check(property.Value, depth + 1);
                    }
                    break;
                case JsonValueKind.Array:
                    foreach (var item in json.EnumerateArray())
                        Check(item, depth + 1);
                    break;
                case JsonValueKind.String:
                    _ = json.GetString();
                    break;
            }
        }
        catch (InvalidOperationException)
        {
            throw new ElasticsearchException(
                400,
                "x_content_parse_exception",
                "the request holds a text with half of a surrogate pair, which is no Unicode"
            );
        }
    }
}
