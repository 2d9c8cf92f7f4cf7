using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotionStyle.Blocks.DataSources;

/// <summary>Reads stored JSON that may be anything: what is not of the kind that is asked for is null, and nothing fails.</summary>
internal static class StoredJson
{
    public static string? Text(JsonNode? node)
    {
        if (node is not JsonValue value || value.GetValueKind() != JsonValueKind.String)
            return null;
        try
        {
            return value.TryGetValue<string>(out var text) ? text : value.ToString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is not text.
            return null;
        }
    }

    /// <summary>A text of 1 to a stated number of characters.</summary>
    public static string? Text(JsonNode? node, int maximum) =>
        Text(node) is { Length: > 0 } text && text.Length <= maximum ? text : null;

    public static double? Number(JsonNode? node)
    {
        if (node is not JsonValue value || value.GetValueKind() != JsonValueKind.Number)
            return null;
        return
            double.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
            ? number
            : null;
    }

    public static bool? Flag(JsonNode? node) =>
        node?.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        };

    /// <summary>An id in the one form in which ids are written: a store that looks for a text finds the others not.</summary>
    public static Guid? Id(JsonNode? node) =>
        Text(node) is { } text && Guid.TryParseExact(text, "D", out var id) && id != Guid.Empty && id.ToString() == text
            ? id
            : null;

    /// <summary>The items of an array; none when it is not one.</summary>
    public static IEnumerable<JsonNode?> Items(JsonNode? node) => node as JsonArray ?? [];

    /// <summary>A member of an object; null when it is not one.</summary>
    public static JsonNode? Member(JsonNode? node, string name) => (node as JsonObject)?[name];
}
