using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Rest;

/// <summary>Which part of a source is shown: all, none, or what paths with <c>*</c> choose.</summary>
internal sealed class SourceSelection
{
    private static readonly SourceSelection All = new(true, null);

    private readonly bool _isShown;
    private readonly FilterPath? _filter;

    private SourceSelection(bool isShown, FilterPath? filter)
    {
        _isShown = isShown;
        _filter = filter;
    }

    /// <summary>From the query string: <c>_source</c>, <c>_source_includes</c>, <c>_source_excludes</c>.</summary>
    public static SourceSelection Of(RestRequest request)
    {
        var source = request.Query("_source");
        if (source == "false")
            return new SourceSelection(false, null);
        var includes = source is null or "" or "true" ? request.Query("_source_includes") : source;
        return Of(Split(includes), Split(request.Query("_source_excludes")));
    }

    /// <summary>From a body: a flag, a path, paths, or includes and excludes.</summary>
    public static SourceSelection Of(JsonElement source) =>
        source.ValueKind switch
        {
            JsonValueKind.True => All,
            JsonValueKind.False => new SourceSelection(false, null),
            JsonValueKind.Object => Of(Paths(source, "includes", "include"), Paths(source, "excludes", "exclude")),
            _ => Of(Texts(source), []),
        };

    /// <summary>Writes <c>_source</c>, if it is shown.</summary>
    public void WriteMember(Utf8JsonWriter writer, ReadOnlyMemory<byte> source)
    {
        if (!_isShown || source.IsEmpty)
            return;
        writer.WritePropertyName("_source");
        WriteValue(writer, source);
    }

    /// <summary>Writes the source itself.</summary>
    public void WriteValue(Utf8JsonWriter writer, ReadOnlyMemory<byte> source)
    {
        if (_filter is null)
        {
            writer.WriteRawValue(source.Span, skipInputValidation: true);
            return;
        }

        using var document = JsonDocument.Parse(source, new JsonDocumentOptions { MaxDepth = 128 });
        _filter.Apply(document.RootElement).WriteTo(writer);
    }

    private static SourceSelection Of(string[] includes, string[] excludes) =>
        includes.Length == 0 && excludes.Length == 0
            ? All
            : new SourceSelection(true, new FilterPath(includes, excludes));

    private static string[] Split(string? text) => text?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static string[] Paths(JsonElement source, string name, string other) =>
        source.TryGetProperty(name, out var paths) || source.TryGetProperty(other, out paths) ? Texts(paths) : [];

    private static string[] Texts(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Array when value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String) =>
            [
                .. value.EnumerateArray().Select(v => v.GetString()!),
            ],
            _ => throw ElasticsearchException.Parsing($"[_source] must hold texts and holds {value.ValueKind}"),
        };
}
