using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>What of a document's source is shown.</summary>
/// <param name="Shown">Whether it is shown at all.</param>
/// <param name="Includes">Names with stars; none means everything.</param>
/// <param name="Excludes">Names with stars.</param>
internal sealed record SourceFilter(bool Shown, IReadOnlyList<string> Includes, IReadOnlyList<string> Excludes)
{
    private const int MaxPatterns = 1024;

    /// <summary>All of it.</summary>
    public static SourceFilter Everything { get; } = new(true, [], []);

    /// <summary>Nothing of it.</summary>
    public static SourceFilter Nothing { get; } = new(false, [], []);

    /// <summary>Whether the source is shown as it is.</summary>
    public bool IsWhole => Includes.Count + Excludes.Count == 0;

    /// <summary>Reads <c>_source</c> of a body and of the URL.</summary>
    public static SourceFilter Read(JsonElement? json, IReadOnlyDictionary<string, string> parameters)
    {
        var filter = json is { } given ? Read(given) : Everything;
        if (json is null && parameters.TryGetValue("_source", out var text))
            filter = text switch
            {
                "true" or "" => Everything,
                "false" => Nothing,
                _ => new SourceFilter(true, text.Split(','), []),
            };
        if (parameters.TryGetValue("_source_includes", out var includes))
            filter = filter with { Includes = includes.Split(',') };
        if (parameters.TryGetValue("_source_excludes", out var excludes))
            filter = filter with { Excludes = excludes.Split(',') };
        return filter.Includes.Count + filter.Excludes.Count <= MaxPatterns
            ? filter
            : throw ElasticsearchException.IllegalArgument($"[_source] may have at most [{MaxPatterns}] patterns");
    }

    /// <summary>Writes what is shown of a source.</summary>
    public void Write(ReadOnlyMemory<byte> source, Utf8JsonWriter output)
    {
        if (IsWhole)
        {
            output.WriteRawValue(source.Span, skipInputValidation: true);
            return;
        }
        using var json = JsonDocument.Parse(source);
        output.WriteStartObject();
        WriteObject(json.RootElement, "", included: Includes.Count == 0, output);
        output.WriteEndObject();
    }

    private static SourceFilter Read(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.True:
                return Everything;
            case JsonValueKind.False:
                return Nothing;
            case JsonValueKind.String:
                return new SourceFilter(true, [json.GetString()!], []);
            case JsonValueKind.Array:
                return new SourceFilter(
                    true,
                    [.. json.EnumerateArray().Select(item => TermQueries.Text("_source", item))],
                    []
                );
            case JsonValueKind.Object:
                var body = new Body("_source", json);
                var includes = body.Texts("includes") ?? body.Texts("include") ?? [];
                var excludes = body.Texts("excludes") ?? body.Texts("exclude") ?? [];
                body.Done();
                return new SourceFilter(true, includes, excludes);
            default:
                throw ElasticsearchException.Parsing(
                    $"Expected one of [VALUE_BOOLEAN, VALUE_STRING, START_ARRAY, START_OBJECT] but found [{Body.Kind(json)}] in [_source]"
                );
        }
    }

    private void WriteObject(JsonElement json, string path, bool included, Utf8JsonWriter output)
    {
        foreach (var property in json.EnumerateObject())
        {
            var full = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            if (Excludes.Any(pattern => Glob.IsMatch(pattern, full)))
                continue;
            var shown = included || Includes.Any(pattern => Glob.IsMatch(pattern, full));
            if (!shown && !Leads(property.Value, full))
                continue;
            output.WritePropertyName(property.Name);
            WriteValue(property.Value, full, shown, output);
        }
    }

    private void WriteValue(JsonElement value, string path, bool shown, Utf8JsonWriter output)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                output.WriteStartObject();
                WriteObject(value, path, shown, output);
                output.WriteEndObject();
                break;
            case JsonValueKind.Array:
                output.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    if (shown || Leads(item, path))
                        WriteValue(item, path, shown, output);
                }
                output.WriteEndArray();
                break;
            default:
                value.WriteTo(output);
                break;
        }
    }

    // Whether something that is shown lies below.
    private bool Leads(JsonElement value, string path) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => value
                .EnumerateObject()
                .Any(property =>
                {
                    var full = $"{path}.{property.Name}";
                    return !Excludes.Any(pattern => Glob.IsMatch(pattern, full))
                        && (Includes.Any(pattern => Glob.IsMatch(pattern, full)) || Leads(property.Value, full));
                }),
            JsonValueKind.Array => value.EnumerateArray().Any(item => Leads(item, path)),
            _ => false,
        };
}
