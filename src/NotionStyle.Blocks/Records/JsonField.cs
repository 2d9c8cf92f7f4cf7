using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotionStyle.Blocks.Records;

/// <summary>
/// A JSON object kept as the text it was stored as until somebody changes it. Reads outnumber edits by far, and a read only
/// copies the text into an answer; parsing it on the way would be most of the cost of reading a page.
/// </summary>
public sealed class JsonField
{
    private static readonly JsonSerializerOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private string? _text;
    private JsonObject? _node;

    /// <summary>A field of stored text; null or empty text stands for no object.</summary>
    public JsonField(string? text) => _text = string.IsNullOrEmpty(text) ? null : text;

    /// <summary>A field of a node, which the field owns from now on.</summary>
    public JsonField(JsonObject? node) => _node = node;

    /// <summary>The JSON text; null when there is no object.</summary>
    public string? Text => _text ??= _node?.ToJsonString(Compact);

    /// <summary>Whether there is no object.</summary>
    public bool IsNull => _text is null && _node is null;

    /// <summary>The object for reading; null when there is none. Change it only through <see cref="Edit" />.</summary>
    public JsonObject? Node => _node ??= _text is null ? null : (JsonObject)JsonNode.Parse(_text)!;

    /// <summary>The object for changing: made when there is none. The stored text is forgotten.</summary>
    public JsonObject Edit()
    {
        var node = Node ?? new JsonObject();
        _node = node;
        _text = null;
        return node;
    }

    /// <summary>An independent copy.</summary>
    public JsonField Clone() => new(Text);
}
