using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace NotionStyle.Lab;

/// <summary>JSON as the lab writes it.</summary>
internal static class JsonText
{
    /// <summary>Compact, with text beyond ASCII as it is: the form that the store counts the length of.</summary>
    public static JsonSerializerOptions Relaxed { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>For requests in which what is not set must not stand.</summary>
    public static JsonSerializerOptions WithoutNulls { get; } =
        new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>For files and for <c>--json</c>.</summary>
    public static JsonSerializerOptions Indented { get; } =
        new()
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            WriteIndented = true,
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        };
}
