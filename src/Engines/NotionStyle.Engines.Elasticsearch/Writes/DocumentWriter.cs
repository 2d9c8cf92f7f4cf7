using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.Engines.Elasticsearch.Documents;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Indices;
using NotionStyle.Engines.Elasticsearch.Mappings;
using NotionStyle.Engines.Elasticsearch.Shards;

namespace NotionStyle.Engines.Elasticsearch.Writes;

/// <summary>Writes documents to an index: from the bytes of a request to the shard, with fields that the mappings do not know yet added on the way.</summary>
internal sealed class DocumentWriter(Catalog catalog)
{
    /// <summary>Each turn another writer has added fields in between; this many do not come in a row.</summary>
    private const int MappingAttempts = 20;

    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 128 };

    /// <summary>Writes a document.</summary>
    /// <param name="index">The index.</param>
    /// <param name="shard">Its shard, whose acknowledgement the caller awaits.</param>
    /// <param name="id">The id; null makes one.</param>
    /// <param name="routing">The routing, or null.</param>
    /// <param name="source">The bytes; they are copied.</param>
    /// <param name="conditions">What must hold.</param>
    public (string Id, WriteResult Result) Index(
        IndexHandle index,
        Shard shard,
        string? id,
        string? routing,
        ReadOnlyMemory<byte> source,
        in WriteConditions conditions
    )
    {
        var isNew = id is null;
        id ??= NewId();
        DocumentBuilder.CheckId(id);
        var write = Build(index, id, routing, source.ToArray()) with { IsNewId = isNew };
        return (id, shard.Index(write, conditions));
    }

    /// <summary>Deletes a document.</summary>
    public static WriteResult Delete(Shard shard, string id, in WriteConditions conditions)
    {
        DocumentBuilder.CheckId(id);
        return shard.Delete(id, conditions);
    }

    /// <summary>Lays a part over a document.</summary>
    /// <exception cref="ElasticsearchException">The document is not there, and the request does not say what it would be.</exception>
    public WriteResult Update(
        IndexHandle index,
        Shard shard,
        string id,
        string? routing,
        UpdateBody update,
        in WriteConditions conditions
    )
    {
        DocumentBuilder.CheckId(id);
        return shard.Update(
            id,
            conditions,
            found =>
                found is null ? Build(index, id, routing, Upsert(index, id, update))
                : Changed(found, update) is { } source ? Build(index, id, routing ?? found.Routing, source)
                : null
        );
    }

    private DocumentWrite Build(IndexHandle index, string id, string? routing, byte[] source)
    {
        for (var attempt = 1; ; attempt++)
        {
            var mapping = index.Mapping;
            var built = DocumentBuilder.Build(mapping, new DocumentSource(id, source, routing, 0, 0));
            if (built.Mapping == mapping)
                return new DocumentWrite(id, routing, source, built.Document);
            if (attempt == MappingAttempts)
                throw new ElasticsearchException(
                    503,
                    "process_cluster_event_timeout_exception",
                    $"the mappings of [{index.Name}] could not be extended for [{id}]"
                );
            catalog.Change(state => Grow(state, index, mapping, built.Mapping));
        }
    }

    private static StateChange Grow(ClusterState state, IndexHandle index, IndexMapping before, IndexMapping after)
    {
        if (state.Indices.GetValueOrDefault(index.Name) is not { } entry || entry.Handle != index)
            throw ElasticsearchException.NoSuchIndex(index.Name);
        var current = entry.Metadata.Mapping;
        // Somebody else was first: what this document adds is laid over what is there now, or refused by it.
        var merged =
            current == before ? after : current.Merge(JsonSerializer.SerializeToElement(after.ToJson(), Relaxed));
        return StateChange.Of(entry.Metadata with { Mapping = merged });
    }

    private static byte[] Upsert(IndexHandle index, string id, UpdateBody update) =>
        update.Upsert is { } upsert ? Bytes(upsert)
        : update.DocAsUpsert && update.Doc is { } doc ? Bytes(doc)
        : throw new ElasticsearchException(404, "document_missing_exception", $"[{id}]: document missing")
        {
            Index = index.Name,
        };

    /// <summary>The document with the part laid over it; null when that changes nothing.</summary>
    private static byte[]? Changed(StoredDocument found, UpdateBody update)
    {
        if (update.Doc is not { } doc)
            return null;
        var before = JsonNode.Parse(found.Source.Span, documentOptions: Json)!;
        var after = before.DeepClone().AsObject();
        Lay(after, JsonObject.Create(doc)!);
        return update.DetectsNoop && JsonNode.DeepEquals(before, after)
            ? null
            : Encoding.UTF8.GetBytes(after.ToJsonString(Relaxed));
    }

    private static readonly JsonSerializerOptions Relaxed = new()
    {
        MaxDepth = 256,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static void Lay(JsonObject target, JsonObject part)
    {
        foreach (var (name, value) in part)
            if (value is JsonObject inner && target[name] is JsonObject below)
                Lay(below, inner);
            else
                target[name] = value?.DeepClone();
    }

    private static byte[] Bytes(JsonElement element) => Encoding.UTF8.GetBytes(element.GetRawText());

    private static string NewId() =>
        Convert
            .ToBase64String(Guid.CreateVersion7().ToByteArray(bigEndian: true))[..22]
            .Replace('+', '-')
            .Replace('/', '_');
}
