using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.Blocks.Records;
using NotionStyle.SearchService.Elastic;

namespace NotionStyle.SearchService.Indexing;

/// <summary>What the index holds of a record, as far as it decides on a write.</summary>
/// <param name="Version">The document's own version.</param>
/// <param name="Digest">See <see cref="SearchDocument.Digest" />.</param>
/// <param name="Structure">See <see cref="SearchDocument.Structure" />.</param>
/// <param name="PageId">The page on which it stood when it was written; null for what nothing finds.</param>
internal sealed record StoredDocument(long Version, string Digest, string Structure, Guid? PageId);

/// <summary>Reads documents by their ids, as they are this moment, whether queries see them yet or not.</summary>
internal static class StoredDocuments
{
    private static readonly string[] Fields = ["digest", "structure", "page_id"];

    public static async Task<Dictionary<RecordPointer, StoredDocument>> ReadAsync(
        ElasticClient elastic,
        string index,
        Guid spaceId,
        IReadOnlyList<RecordPointer> pointers,
        CancellationToken ct
    )
    {
        var routing = spaceId.ToString();
        var body = new JsonObject
        {
            ["docs"] = new JsonArray([
                .. pointers.Select(p => new JsonObject
                {
                    ["_id"] = IdOf(spaceId, p),
                    ["routing"] = routing,
                    ["_source"] = new JsonArray([.. Fields.Select(f => (JsonNode)f)]),
                }),
            ]),
        };
        using var answer = await elastic.SendAsync(HttpMethod.Post, $"{index}/_mget", body, ct);
        var stored = new Dictionary<RecordPointer, StoredDocument>();
        var at = 0;
        foreach (var doc in answer.RootElement.GetProperty("docs").EnumerateArray())
        {
            var pointer = pointers[at++];
            if (doc.TryGetProperty("error", out var error))
                throw new ElasticException(500, "mget", error.ToString());
            if (doc.GetProperty("found").GetBoolean())
                stored[pointer] = Read(doc.GetProperty("_version").GetInt64(), doc.GetProperty("_source"));
        }

        return stored;
    }

    /// <summary>
    /// The id of a record's document. Whoever makes a record chooses its id, which is unique in one table of one workspace only: without these two in it, a workspace could write over what
    /// another one has.
    /// </summary>
    public static string IdOf(Guid spaceId, RecordPointer pointer) =>
        $"{spaceId:N}-{pointer.Table.Name()}-{pointer.Id:N}";

    private static StoredDocument Read(long version, JsonElement source) =>
        new(
            version,
            source.GetProperty("digest").GetString()!,
            source.GetProperty("structure").GetString()!,
            source.TryGetProperty("page_id", out var page) ? page.GetGuid() : null
        );
}
