using System.Buffers;
using System.Text;
using System.Text.Json;

namespace NotionStyle.Lab.Check.Model;

/// <summary>
/// One text for one JSON value: members in ordinal order. PostgreSQL's jsonb keeps values and forgets the order of members, so texts are compared only in this form.
/// </summary>
internal static class CanonicalJson
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>The form of a JSON text; null for null and for an empty object, which say the same.</summary>
    public static string? Of(string? json)
    {
        if (json is null)
            return null;
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 128 });
        var root = document.RootElement;
        if (
            root.ValueKind == JsonValueKind.Null
            || (root.ValueKind == JsonValueKind.Object && root.GetPropertyCount() == 0)
        )
            return null;
        var buffer = new ArrayBufferWriter<byte>(json.Length);
        using (var writer = new Utf8JsonWriter(buffer, Options))
            Write(writer, root);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in element.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                // Escapes are a matter of writing: the value is what is compared.
                writer.WriteStringValue(element.GetString());
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}
