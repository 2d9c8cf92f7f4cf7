using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.Blocks.Postgres.Derived;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Records;
using NotionStyle.SearchService.Elastic;
using NotionStyle.SearchService.Indexing;

namespace NotionStyle.SearchService.Reconcile;

/// <summary>
/// Compares an index with the database in full, one shard after the other and in both directions: every record with its document, by what should be in it and not by its version alone; and
/// every document with whether its record still exists. What differs is decided by the indexer as any change is, and counted: that is what the feeds missed.
/// </summary>
/// <remarks>A change that is on its way while this looks is repaired and counted as well; on a system at rest every count is a miss.</remarks>
internal sealed class Reconciler(
    ElasticClient elastic,
    RecordSource source,
    Indexer indexer,
    Refresher refresher,
    IndexerMetrics metrics
)
{
    /// <summary>Documents of one question. Elasticsearch gives no more, and each question looks at all documents of the shard: fewer and larger ones cost less.</summary>
    private const int DocumentsPart = 10_000;

    /// <summary>Compares, and repairs when asked to.</summary>
    public async Task<ReconcileResult> RunAsync(string index, ReconcileRequest request, CancellationToken ct)
    {
        await refresher.RefreshAsync(ct);
        var result = ReconcileResult.None;
        var shards = request.Shard is { } one ? [one] : Enumerable.Range(0, LogicalShard.Count);
        foreach (var shard in shards)
        {
            result = result.Plus(await RecordsAsync(index, shard, request.Repair, ct));
            result = result.Plus(await DocumentsAsync(index, shard, request.Repair, ct));
        }

        metrics.Repaired("missing", (int)result.Missing);
        metrics.Repaired("stale", (int)result.Stale);
        metrics.Repaired("left_over", (int)result.LeftOver);
        if (request.Repair)
            await refresher.RefreshAsync(ct);
        return result;
    }

    private async Task<ReconcileResult> RecordsAsync(string index, int shard, bool repair, CancellationToken ct)
    {
        var result = ReconcileResult.None;
        var adding = new Lock();
        foreach (var table in new[] { RecordTable.Block, RecordTable.Collection })
        {
            await Parallel.ForEachAsync(
                indexer.PartsAsync(shard, table, ct),
                new ParallelOptions { MaxDegreeOfParallelism = Indexer.PartsAtOnce, CancellationToken = ct },
                async (part, token) =>
                {
                    foreach (var (spaceId, picture) in part.Spaces)
                    {
                        foreach (var records in picture.Records.Values.Chunk(Indexer.PartMaximum))
                        {
                            var compared = await CompareAsync(index, spaceId, records, picture, repair, token);
                            lock (adding)
                                result = result.Plus(compared);
                        }
                    }
                }
            );
        }

        return result;
    }

    private async Task<ReconcileResult> CompareAsync(
        string index,
        Guid spaceId,
        Record[] records,
        SourcePicture picture,
        bool repair,
        CancellationToken ct
    )
    {
        var pointers = records.Select(r => r.Pointer).ToArray();
        var stored = await StoredDocuments.ReadAsync(elastic, index, spaceId, pointers, ct);
        var documents = await indexer.WantedAsync(spaceId, records, picture.Tree, ct);
        var (missing, stale) = (0, 0);
        var different = new List<RecordPointer>();
        var samples = new List<string>();
        foreach (var record in records)
        {
            var wanted = documents[record.Pointer];
            var there = stored.GetValueOrDefault(record.Pointer);
            // Blank or absent, nothing finds it.
            if (there is null ? wanted.IsBlank : there.Digest == wanted.Digest)
                continue;
            if (there is null)
                missing++;
            else
                stale++;
            different.Add(record.Pointer);
            samples.Add(
                there is null
                    ? $"{record.Pointer} of workspace {spaceId} has no document"
                    : $"{record.Pointer} of workspace {spaceId} has a document of another content (version {record.Version}, the document's {there.Version})"
            );
        }

        if (repair && different.Count > 0)
            await indexer.ApplyAsync(index, spaceId, different, ct);
        return new ReconcileResult(
            records.Length,
            0,
            missing,
            stale,
            0,
            [.. samples.Take(ReconcileResult.SamplesMaximum)]
        );
    }

    /// <summary>The other direction: documents whose record is gone, which no change tells of.</summary>
    private async Task<ReconcileResult> DocumentsAsync(string index, int shard, bool repair, CancellationToken ct)
    {
        var result = ReconcileResult.None;
        JsonNode? after = null;
        while (true)
        {
            var body = new JsonObject
            {
                ["size"] = DocumentsPart,
                ["query"] = new JsonObject { ["term"] = new JsonObject { ["shard"] = shard } },
                ["sort"] = new JsonArray(
                    new JsonObject { ["id"] = "asc" },
                    new JsonObject { ["table"] = "asc" },
                    new JsonObject { ["space_id"] = "asc" }
                ),
                // What it sorts by says all that is needed, and no document has to be loaded.
                ["_source"] = false,
                ["track_total_hits"] = false,
            };
            if (after is not null)
                body["search_after"] = after;
            using var answer = await elastic.SendAsync(HttpMethod.Post, $"{index}/_search", body, ct);
            var hits = answer.RootElement.GetProperty("hits").GetProperty("hits").EnumerateArray().ToArray();
            if (hits.Length > 0)
                result = result.Plus(await LeftOversAsync(index, hits, repair, ct));
            if (hits.Length < DocumentsPart)
                return result;
            after = JsonNode.Parse(hits[^1].GetProperty("sort").GetRawText());
        }
    }

    private async Task<ReconcileResult> LeftOversAsync(
        string index,
        JsonElement[] hits,
        bool repair,
        CancellationToken ct
    )
    {
        var groups = hits.Select(h => h.GetProperty("sort"))
            .GroupBy(s => (s[2].GetGuid(), s[1].GetString()), s => s[0].GetGuid());
        var leftOver = 0;
        var samples = new List<string>();
        foreach (var group in groups)
        {
            var (spaceId, name) = group.Key;
            if (!RecordTables.TryParse(name, out var table))
                continue;
            var existing = await source.ExistingAsync(spaceId, table, [.. group], ct);
            var gone = group.Where(id => !existing.Contains(id)).Select(id => new RecordPointer(table, id)).ToArray();
            leftOver += gone.Length;
            samples.AddRange(gone.Select(p => $"{p} of workspace {spaceId} is gone, and its document is not"));
            if (repair && gone.Length > 0)
                await indexer.ApplyAsync(index, spaceId, gone, ct);
        }

        return new ReconcileResult(0, hits.Length, 0, 0, leftOver, [.. samples.Take(ReconcileResult.SamplesMaximum)]);
    }
}
