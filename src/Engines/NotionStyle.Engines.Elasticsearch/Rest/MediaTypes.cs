using System.Net.Http.Headers;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Rest;

/// <summary>The media types of Elasticsearch's versions 8 and 9 and plain JSON; an answer has the type that was asked for.</summary>
internal static class MediaTypes
{
    private const string Json = "application/json";
    private const string Versioned = "application/vnd.elasticsearch+json";

    private static readonly string[] Bodies =
    [
        Json,
        Versioned,
        "application/x-ndjson",
        "application/vnd.elasticsearch+x-ndjson",
    ];

    /// <summary>The type of the answer.</summary>
    public static string Answer(string? accept)
    {
        if (string.IsNullOrWhiteSpace(accept))
            return Json;
        foreach (var text in accept.Split(','))
        {
            if (!MediaTypeHeaderValue.TryParse(text.Trim(), out var type))
                continue;
            switch (type.MediaType)
            {
                case Json or "*/*" or "application/*" or "text/plain" or "application/x-ndjson":
                    return Json;
                case Versioned or "application/vnd.elasticsearch+x-ndjson":
                    return $"{Versioned};compatible-with={Version(type, text)}";
                default:
                    continue;
            }
        }

        throw new ElasticsearchException(
            406,
            "media_type_header_exception",
            $"Invalid media-type value on headers [Accept]: [{accept}]; use application/json"
        );
    }

    /// <summary>Refuses a body that is not JSON, or does not say so.</summary>
    public static void CheckBody(string? contentType)
    {
        if (MediaTypeHeaderValue.TryParse(contentType, out var type) && Bodies.Contains(type.MediaType))
        {
            if (type.MediaType!.StartsWith("application/vnd.", StringComparison.Ordinal))
                Version(type, contentType);
            return;
        }

        throw new ElasticsearchException(
            406,
            "media_type_header_exception",
            $"Content-Type header [{contentType}] is not supported; use application/json or application/x-ndjson"
        );
    }

    private static string Version(MediaTypeHeaderValue type, string text) =>
        type.Parameters.FirstOrDefault(p => p.Name == "compatible-with")?.Value switch
        {
            null => "8",
            "8" => "8",
            "9" => "9",
            _ => throw new ElasticsearchException(
                400,
                "media_type_header_exception",
                $"A compatible version is required on [{text}]: this engine speaks 8 and 9"
            ),
        };
}
