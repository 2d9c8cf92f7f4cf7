using System.Text.Json;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Finds the values of a field in a document's source, through objects, arrays and names with dots.</summary>
internal static class SourceValues
{
    /// <summary>The most values of one field that are shown.</summary>
    public const int MaxValues = 10_000;

    /// <summary>The plain values at a path, in their order.</summary>
    public static List<JsonElement> Find(JsonElement root, string path)
    {
        var found = new List<JsonElement>();
        Walk(root, path, found);
        return found;
    }

    /// <summary>The texts at a path.</summary>
    public static List<string> Texts(JsonElement root, string path) =>
        [
            .. Find(root, path)
                .Where(value => value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Object))
                .Select(value => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText()),
        ];

    private static void Walk(JsonElement json, string path, List<JsonElement> found)
    {
        if (found.Count >= MaxValues)
            return;
        if (json.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in json.EnumerateArray())
                Walk(item, path, found);
        }
        else if (path.Length == 0)
        {
            found.Add(json);
        }
        else if (json.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in json.EnumerateObject())
            {
                if (property.NameEquals(path))
                    Walk(property.Value, "", found);
                else if (
                    path.Length > property.Name.Length
                    && path[property.Name.Length] == '.'
                    && path.StartsWith(property.Name, StringComparison.Ordinal)
                )
                    Walk(property.Value, path[(property.Name.Length + 1)..], found);
            }
        }
    }
}
