using System.Buffers;
using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Indices;
using NotionStyle.Engines.Elasticsearch.Rest;
using NotionStyle.Engines.Elasticsearch.Search;
using NotionStyle.Engines.Elasticsearch.Shards;

namespace NotionStyle.Engines.Elasticsearch.Writes;

/// <summary>
/// Deletes or copies what a query finds. The query runs once, over what searches see at the beginning; a document that somebody changed meanwhile is a conflict and stays as it is.
/// </summary>
internal sealed class ByQueryExecutor(Catalog catalog, DocumentWriter writer)
{
    /// <summary>Documents after which all so far is made durable, and room given to others.</summary>
    private const int BatchDocuments = 1_000;

    /// <summary>Deletes.</summary>
    public static async Task DeleteAsync(
        IReadOnlyList<IndexHandle> indices,
        JsonElement query,
        bool proceedsOnConflicts,
        long? documentsMaximum,
        ByQueryStatus status,
        CancellationToken cancellationToken
    )
    {
        foreach (var index in indices)
            await EachAsync(
                index,
                index,
                query,
                withSource: false,
                documentsMaximum - status.Deleted,
                status,
                proceedsOnConflicts,
                (shard, found) =>
                    shard.Delete(
                        found.Id,
                        new WriteConditions
                        {
                            IfSequenceNumber = found.Document.State.SequenceNumber,
                            IfPrimaryTerm = found.Document.State.PrimaryTerm,
                        }
                    ),
                cancellationToken
            );
    }

    /// <summary>Copies.</summary>
    public async Task ReindexAsync(ReindexBody body, ByQueryStatus status, CancellationToken cancellationToken)
    {
        var sources = catalog.State.Resolve(body.Source);
        var target = catalog.SingleOrCreate(body.Destination, requireAlias: false);
        if (sources.Contains(target))
            throw new ElasticsearchException(
                400,
                "action_request_validation_exception",
                $"Validation Failed: 1: reindex cannot write into an index its reading from [{target.Name}];"
            );
        foreach (var source in sources)
            await EachAsync(
                source,
                target,
                body.Query,
                withSource: true,
                body.DocumentsMaximum - status.Created - status.Updated,
                status,
                body.ProceedsOnConflicts,
                (shard, found) => Copy(body, target, shard, found),
                cancellationToken
            );
    }

    private WriteResult Copy(ReindexBody body, IndexHandle target, Shard shard, MatchingDocument found)
    {
        var isExternal = body.VersionType is not (null or "internal");
        var conditions = WriteParameters.Conditions(
            isExternal ? found.Document.State.Version : null,
            body.VersionType,
            null,
            null,
            body.OnlyCreates
        );
        var source = found.Document.Source;
        if (source.IsEmpty)
            throw ElasticsearchException.IllegalArgument(
                $"[{found.Id}] has no [_source]: its mapping does not keep it, so it cannot be copied"
            );
        if (body.Selection is { } selection)
        {
            var buffer = new ArrayBufferWriter<byte>(source.Length);
            using (var json = new Utf8JsonWriter(buffer, RestResponse.Options))
                selection.WriteValue(json, source);
            source = buffer.WrittenMemory;
        }

        return writer.Index(target, shard, found.Id, found.Document.Routing, source, conditions).Result;
    }

    private static async Task EachAsync(
        IndexHandle from,
        IndexHandle to,
        JsonElement? query,
        bool withSource,
        long? most,
        ByQueryStatus status,
        bool proceedsOnConflicts,
        Func<Shard, MatchingDocument, WriteResult> act,
        CancellationToken cancellationToken
    )
    {
        var reader = from.Shard.AcquireSearcher();
        try
        {
            var searcher = reader.Searcher();
            var target = new SearchTarget(from.Name, from.Mapping, searcher);
            var numbers = MatchingDocuments.Find(
                searcher,
                QueryParser.Parse(target, query, cancellationToken),
                cancellationToken
            );
            var taken = numbers.Take((int)Math.Min(most ?? int.MaxValue, int.MaxValue)).ToList();
            status.Total += taken.Count;
            var position = 0L;
            var shard = to.Shard;
            for (var i = 0; i < taken.Count && !status.HasFailures; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var found = MatchingDocuments.Read(reader.Reader, taken[i], withSource);
                position = Math.Max(position, Act(to, shard, found, status, proceedsOnConflicts, act));
                if ((i + 1) % BatchDocuments != 0)
                    continue;
                await to.AcknowledgeAsync(shard, position);
                status.Batches++;
            }

            if (taken.Count % BatchDocuments != 0)
                status.Batches++;
            await to.AcknowledgeAsync(shard, position);
        }
        finally
        {
            reader.Release();
        }
    }

    private static long Act(
        IndexHandle to,
        Shard shard,
        MatchingDocument found,
        ByQueryStatus status,
        bool proceedsOnConflicts,
        Func<Shard, MatchingDocument, WriteResult> act
    )
    {
        try
        {
            var result = act(shard, found);
            switch (result.Outcome)
            {
                case WriteOutcome.Created:
                    status.Created++;
                    break;
                case WriteOutcome.Updated:
                    status.Updated++;
                    break;
                case WriteOutcome.Deleted:
                    status.Deleted++;
                    break;
                case WriteOutcome.Conflict:
                    status.Conflicts++;
                    if (!proceedsOnConflicts)
                        status.Fail(to.Name, found.Id, BulkExecutor.Conflict(to, result.Conflict!));
                    break;
            }

            return result.Position;
        }
        catch (ElasticsearchException e)
        {
            status.Fail(to.Name, found.Id, e);
            return 0;
        }
    }
}
