using System.Globalization;
using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Rest;

/// <summary>A request whose route is known and whose body has been read.</summary>
internal sealed class RestRequest(
    HttpContext context,
    IReadOnlyDictionary<string, string> path,
    IReadOnlyDictionary<string, string> query,
    ReadOnlyMemory<byte> body
)
{
    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 128 };

    /// <summary>GET, HEAD, …</summary>
    public string Method => context.Request.Method;

    /// <summary>The query string.</summary>
    public IReadOnlyDictionary<string, string> Parameters => query;

    /// <summary>The body; the handler copies what outlives the answer.</summary>
    public ReadOnlyMemory<byte> Body { get; } = body;

    /// <summary>Ends when the client went away.</summary>
    public CancellationToken Aborted => context.RequestAborted;

    /// <summary>A part of the path that the route demands.</summary>
    public string Path(string name) => path[name];

    /// <summary>A part of the path, or null when the route that matched has none.</summary>
    public string? OptionalPath(string name) => path.GetValueOrDefault(name);

    /// <summary>A parameter of the query string, or null.</summary>
    public string? Query(string name) => query.GetValueOrDefault(name);

    /// <summary>A flag: absent is the default, empty is true.</summary>
    public bool Flag(string name, bool otherwise = false) =>
        Query(name) switch
        {
            null => otherwise,
            "" or "true" => true,
            "false" => false,
            var text => throw ElasticsearchException.IllegalArgument(
                $"Failed to parse value [{text}] of [{name}] as only [true] or [false] are allowed."
            ),
        };

    /// <summary>A whole number.</summary>
    public long? Number(string name)
    {
        if (Query(name) is not { } text)
            return null;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        throw ElasticsearchException.IllegalArgument($"Failed to parse long parameter [{name}] with value [{text}]");
    }

    /// <summary>The body as an object; null when there is none.</summary>
    public JsonDocument? Object()
    {
        if (Body.Span.Trim(" \t\r\n"u8).IsEmpty)
            return null;
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(Body, Json);
        }
        catch (JsonException e)
        {
            throw new ElasticsearchException(400, "parse_exception", $"the body is not JSON: {e.Message}", e);
        }

        var kind = document.RootElement.ValueKind;
        if (kind == JsonValueKind.Object)
            return document;
        document.Dispose();
        throw new ElasticsearchException(
            400,
            "parse_exception",
            $"the body must be a JSON object and is of kind {kind}"
        );
    }
}
