using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Writes;

/// <summary>The body of <c>_update</c>, and of an update in <c>_bulk</c>.</summary>
internal sealed record UpdateBody
{
    /// <summary>The part that is laid over the document.</summary>
    public JsonElement? Doc { get; private init; }

    /// <summary>The document, if there is none.</summary>
    public JsonElement? Upsert { get; private init; }

    /// <summary>Whether the part is the document, if there is none.</summary>
    public bool DocAsUpsert { get; private init; }

    /// <summary>Whether a part that changes nothing writes nothing.</summary>
    public bool DetectsNoop { get; private init; } = true;

    /// <summary>Reads it.</summary>
    public static UpdateBody Read(JsonElement body)
    {
        var update = new UpdateBody();
        foreach (var member in body.EnumerateObject())
            update = member.Name switch
            {
                "doc" => update with { Doc = AnObject(member) },
                "upsert" => update with { Upsert = AnObject(member) },
                "doc_as_upsert" => update with { DocAsUpsert = ABoolean(member) },
                "detect_noop" => update with { DetectsNoop = ABoolean(member) },
                "script" or "scripted_upsert" => throw ElasticsearchException.Unsupported(
                    $"[{member.Name}] in an update",
                    "read the document and write it with if_seq_no and if_primary_term, or use [doc]"
                ),
                "_source" => throw ElasticsearchException.Unsupported(
                    "[_source] in an update",
                    "read the document afterwards"
                ),
                _ => throw new ElasticsearchException(
                    400,
                    "x_content_parse_exception",
                    $"[UpdateRequest] unknown field [{member.Name}]"
                ),
            };
        if (update.Doc is null && update.Upsert is null)
            throw new ElasticsearchException(
                400,
                "action_request_validation_exception",
                "Validation Failed: 1: script or doc is missing;"
            );
        if (update.DocAsUpsert && update.Doc is null)
            throw new ElasticsearchException(
                400,
                "action_request_validation_exception",
                "Validation Failed: 1: doc must be specified if doc_as_upsert is enabled;"
            );
        return update;
    }

    private static JsonElement AnObject(JsonProperty member) =>
        member.Value.ValueKind == JsonValueKind.Object ? member.Value : throw Wrong(member, "an object");

    private static bool ABoolean(JsonProperty member) =>
        member.Value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? member.Value.GetBoolean()
            : throw Wrong(member, "true or false");

    private static ElasticsearchException Wrong(JsonProperty member, string wanted) =>
        new(
            400,
            "x_content_parse_exception",
            $"[UpdateRequest] [{member.Name}] must be {wanted} and is {member.Value.ValueKind}"
        );
}
