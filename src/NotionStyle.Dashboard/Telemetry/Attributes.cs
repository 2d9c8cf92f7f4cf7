using System.Collections.Frozen;
using System.Text.Json;

namespace NotionStyle.Dashboard.Telemetry;

/// <summary>
/// The attributes of a resource, span, event, link or log record, in the order in which they came, kept as the text of one JSON object: OTLP's strings, booleans, 64-bit
/// numbers, doubles (NaN and infinities as strings), arrays and maps as JSON's own; bytes as base64. Of a key that came twice the last value counts.
/// </summary>
/// <param name="Json">A JSON object.</param>
public sealed record TelemetryAttributes(string Json)
{
    private FrozenDictionary<string, string>? _texts;
    private List<KeyValuePair<string, string>>? _list;

    /// <summary>No attributes.</summary>
    public static TelemetryAttributes None { get; } = new("{}");

    /// <summary>The value of an attribute as text (a string as it is, everything else as JSON); null when there is none.</summary>
    public string? this[string key] =>
        (_texts ??= List.ToFrozenDictionary(p => p.Key, p => p.Value)).GetValueOrDefault(key);

    /// <summary>Keys with their values as text, in the order in which they came.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> List => _list ??= Read();

    /// <summary>The same text means the same attributes.</summary>
    public bool Equals(TelemetryAttributes? other) => other is not null && Json == other.Json;

    /// <inheritdoc />
    public override int GetHashCode() => Json.GetHashCode(StringComparison.Ordinal);

    private List<KeyValuePair<string, string>> Read()
    {
        using var document = JsonDocument.Parse(Json);
        var texts = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in document.RootElement.EnumerateObject())
            texts[property.Name] =
                property.Value.ValueKind == JsonValueKind.String
                    ? property.Value.GetString()!
                    : property.Value.GetRawText();
        return [.. texts];
    }
}
