using System.Text;
using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Documents;

/// <summary>Turns a document's JSON into what Lucene indexes, by the mapping, and grows the mapping by fields that it does not know.</summary>
internal static class DocumentBuilder
{
    /// <summary>The longest id in bytes.</summary>
    public const int MaxIdBytes = 512;

    private const int MaxDepth = 100;

    private static readonly JsonDocumentOptions Options = new()
    {
        MaxDepth = MaxDepth,
        AllowDuplicateProperties = false,
    };

    /// <summary>Builds the document, or refuses it in Elasticsearch's words.</summary>
    public static ParsedDocument Build(IndexMapping mapping, DocumentSource source)
    {
        CheckId(source.Id);
        if (mapping.RoutingRequired && source.Routing is null)
            throw new ElasticsearchException(
                400,
                "routing_missing_exception",
                $"routing is required for [{source.Id}]"
            );
        using var json = Parse(source);
        if (json.RootElement.ValueKind != JsonValueKind.Object)
            throw Refuse($"failed to parse: expected an object, but got [{json.RootElement.ValueKind}]");
        var run = new DocumentRun(mapping, source);
        try
        {
            run.Object("", mapping.Root.Dynamic ?? DynamicMode.True, json.RootElement, 0);
        }
        catch (InvalidOperationException error)
        {
            // A text of JSON may hold half of a surrogate pair as an escape, which is no Unicode text.
            throw Refuse($"failed to parse: {error.Message}");
        }
        return run.Finish();
    }

    /// <summary>A document that cannot be indexed.</summary>
    public static ElasticsearchException Refuse(string reason, string? cause = null) =>
        new(400, "document_parsing_exception", reason)
        {
            CausedBy = cause is null ? null : ElasticsearchException.IllegalArgument(cause),
        };

    /// <summary>Refuses ids that are empty or too long.</summary>
    public static void CheckId(string id)
    {
        if (id.Length == 0)
            throw ElasticsearchException.IllegalArgument("if _id is specified it must not be empty");
        var bytes = Encoding.UTF8.GetByteCount(id);
        if (bytes > MaxIdBytes)
            throw ElasticsearchException.IllegalArgument(
                $"id [{id}] is too long, must be no longer than {MaxIdBytes} bytes but was: {bytes}"
            );
    }

    private static JsonDocument Parse(DocumentSource source)
    {
        try
        {
            return JsonDocument.Parse(source.Source, Options);
        }
        catch (JsonException error)
        {
            throw new ElasticsearchException(
                400,
                "document_parsing_exception",
                $"[{(error.LineNumber ?? 0) + 1}:{(error.BytePositionInLine ?? 0) + 1}] failed to parse",
                error
            )
            {
                CausedBy = new ElasticsearchException(400, "x_content_parse_exception", error.Message),
            };
        }
    }
}
