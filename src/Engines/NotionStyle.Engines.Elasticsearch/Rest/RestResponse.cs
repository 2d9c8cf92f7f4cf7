using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NotionStyle.Engines.Elasticsearch.Rest;

/// <summary>An answer: a status and JSON, or lines of text.</summary>
internal sealed class RestResponse
{
    /// <summary>How JSON is written.</summary>
    public static JsonWriterOptions Options { get; } =
        new()
        {
            // Like Elasticsearch: what is not ASCII stays as it is; nobody puts these answers into a page.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            SkipValidation = true,
        };

    private RestResponse(int status, ReadOnlyMemory<byte> body, bool isText)
    {
        Status = status;
        Body = body;
        IsText = isText;
    }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>The bytes of the body.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Whether it is plain text.</summary>
    public bool IsText { get; }

    /// <summary>JSON that is written now.</summary>
    public static RestResponse Json(int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Options))
            write(writer);
        return new RestResponse(status, buffer.WrittenMemory, isText: false);
    }

    /// <summary>An object whose members are written now, with status 200.</summary>
    public static RestResponse Object(Action<Utf8JsonWriter> members) => Object(200, members);

    /// <summary>An object whose members are written now.</summary>
    public static RestResponse Object(int status, Action<Utf8JsonWriter> members) =>
        Json(
            status,
            writer =>
            {
                writer.WriteStartObject();
                members(writer);
                writer.WriteEndObject();
            }
        );

    /// <summary>JSON that is there already.</summary>
    public static RestResponse Raw(int status, ReadOnlyMemory<byte> json) => new(status, json, isText: false);

    /// <summary>Lines of text.</summary>
    public static RestResponse Text(string text) => new(200, Encoding.UTF8.GetBytes(text), isText: true);

    /// <summary>A status alone, as an answer to HEAD.</summary>
    public static RestResponse Empty(int status) => new(status, default, isText: true);

    /// <summary>Elasticsearch's <c>{"acknowledged":true}</c>.</summary>
    public static RestResponse Acknowledged() => Object(w => w.WriteBoolean("acknowledged", true));
}
