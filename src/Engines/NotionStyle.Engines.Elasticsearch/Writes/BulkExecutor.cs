using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Indices;
using NotionStyle.Engines.Elasticsearch.Rest;
using NotionStyle.Engines.Elasticsearch.Shards;

namespace NotionStyle.Engines.Elasticsearch.Writes;

/// <summary>What became of one action.</summary>
/// <param name="Action">The action.</param>
/// <param name="Index">The index that it went to, or the name that was none.</param>
/// <param name="Id">The document.</param>
/// <param name="Result">What it did; meaningless with an error.</param>
/// <param name="Error">Why it did nothing, or null.</param>
internal readonly record struct BulkOutcome(
    string Action,
    string? Index,
    string? Id,
    WriteResult Result,
    ElasticsearchException? Error
);

/// <summary>Does the actions of a bulk request one after the other, and waits once until all of them are durable.</summary>
internal sealed class BulkExecutor(Catalog catalog, DocumentWriter writer)
{
    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 128 };

    /// <summary>Does them. What comes back is durable and as visible as was asked for.</summary>
    public async Task<List<BulkOutcome>> RunAsync(
        IReadOnlyList<BulkItem> items,
        bool requireAlias,
        RefreshPolicy refresh,
        CancellationToken cancellationToken
    )
    {
        var outcomes = new List<BulkOutcome>(items.Count);
        var touched = new Dictionary<Shard, (IndexHandle Index, long Position)>();
        foreach (var item in items)
            outcomes.Add(Run(item, item.RequireAlias ?? requireAlias, touched));
        foreach (var (shard, (index, position)) in touched)
            await index.AcknowledgeAsync(shard, position);
        foreach (var shard in touched.Keys)
            await WriteParameters.RefreshAsync(shard, refresh, cancellationToken);
        return outcomes;
    }

    private BulkOutcome Run(BulkItem item, bool requireAlias, Dictionary<Shard, (IndexHandle, long)> touched)
    {
        IndexHandle? index = null;
        try
        {
            var name =
                item.Index
                ?? throw new ElasticsearchException(
                    400,
                    "action_request_validation_exception",
                    "Validation Failed: 1: index is missing;"
                );
            index = catalog.SingleOrCreate(name, requireAlias);
            var shard = index.Shard;
            var conditions = WriteParameters.Conditions(
                item.Version,
                item.VersionType,
                item.IfSequenceNumber,
                item.IfPrimaryTerm,
                mustNotExist: item.Action == "create"
            );
            var (id, result) = Write(item, index, shard, conditions);
            if (result.Conflict is { } conflict)
                return new BulkOutcome(item.Action, index.Name, id, result, Conflict(index, conflict));
            if (result.Position > 0)
                touched[shard] = (index, Math.Max(result.Position, touched.GetValueOrDefault(shard).Item2));
            return new BulkOutcome(item.Action, index.Name, id, result, null);
        }
        catch (ElasticsearchException e)
        {
            return new BulkOutcome(item.Action, index?.Name ?? item.Index, item.Id, default, e);
        }
    }

    private (string? Id, WriteResult Result) Write(
        BulkItem item,
        IndexHandle index,
        Shard shard,
        in WriteConditions conditions
    )
    {
        switch (item.Action)
        {
            case "delete":
                return (item.Id, DocumentWriter.Delete(shard, RequiredId(item), conditions));
            case "update":
                using (var body = ReadUpdate(item))
                    return (
                        item.Id,
                        writer.Update(
                            index,
                            shard,
                            RequiredId(item),
                            item.Routing,
                            UpdateBody.Read(body.RootElement),
                            conditions
                        )
                    );
            default:
                if (item.Id is null && conditions.VersionType != VersionType.Internal)
                    RequiredId(item);
                return writer.Index(index, shard, item.Id, item.Routing, item.Source, conditions);
        }
    }

    private static JsonDocument ReadUpdate(BulkItem item)
    {
        JsonDocument body;
        try
        {
            body = JsonDocument.Parse(item.Source, Json);
        }
        catch (JsonException e)
        {
            throw new ElasticsearchException(
                400,
                "parse_exception",
                $"the update of [{item.Id}] is not JSON: {e.Message}",
                e
            );
        }

        if (body.RootElement.ValueKind == JsonValueKind.Object)
            return body;
        body.Dispose();
        throw new ElasticsearchException(400, "parse_exception", $"the update of [{item.Id}] is not an object");
    }

    private static string RequiredId(BulkItem item) =>
        item.Id
        ?? throw new ElasticsearchException(
            400,
            "action_request_validation_exception",
            $"Validation Failed: 1: an id is required for a {item.Action} with these parameters;"
        );

    /// <summary>The refusal of a write whose condition did not hold.</summary>
    public static ElasticsearchException Conflict(IndexHandle index, string reason) =>
        new(409, "version_conflict_engine_exception", reason) { Index = index.Name };
}
