using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Rest;

/// <summary>Errors as Elasticsearch writes them.</summary>
internal static class ErrorBody
{
    /// <summary>The answer to a request that failed.</summary>
    public static RestResponse Response(ElasticsearchException error) =>
        RestResponse.Object(
            error.Status,
            writer =>
            {
                writer.WriteStartObject("error");
                writer.WriteStartArray("root_cause");
                var root = error;
                while (root.CausedBy is { } cause)
                    root = cause;
                writer.WriteStartObject();
                Members(writer, root, withCause: false);
                writer.WriteEndObject();
                writer.WriteEndArray();
                Members(writer, error, withCause: true);
                writer.WriteEndObject();
                writer.WriteNumber("status", error.Status);
            }
        );

    /// <summary>The error of one item of a request of many.</summary>
    public static void Write(Utf8JsonWriter writer, ElasticsearchException error)
    {
        writer.WriteStartObject("error");
        Members(writer, error, withCause: true);
        writer.WriteEndObject();
    }

    private static void Members(Utf8JsonWriter writer, ElasticsearchException error, bool withCause)
    {
        writer.WriteString("type", error.Type);
        writer.WriteString("reason", error.Reason);
        if (error.Index is { } index)
        {
            if (error.Type == "index_not_found_exception")
            {
                writer.WriteString("resource.type", "index_or_alias");
                writer.WriteString("resource.id", index);
            }

            writer.WriteString("index", index);
        }

        if (!withCause || error.CausedBy is not { } cause)
            return;
        writer.WriteStartObject("caused_by");
        Members(writer, cause, withCause: true);
        writer.WriteEndObject();
    }
}
