using NotionStyle.Blocks.Postgres.Derived;
using NotionStyle.Blocks.Records;
using NotionStyle.SearchService.Elastic;

namespace NotionStyle.SearchService.Indexing;

/// <summary>
/// Makes documents equal to their records. It is told which records changed, and never what they say: that it reads itself.
/// </summary>
/// <remarks>
/// Why late, repeated and crossing calls do no harm, of this process and of others. One decision is: (1) read the document's version V from the index, (2) then read the record and all
/// above it from the database, (3) write with a version above V, which the index takes only if the document still has V or an older one. When somebody else wrote after (1), the write is refused, and the
/// decision is made anew. When somebody else wrote before (1), they had read the database before this call did. So what is written last was read last; and whoever commits a change tells
/// an indexer afterwards, whose reading sees it. The version is the record's own times 2^20, or V + 1 where that is more: a document can change although its record did not
/// (something above it was moved).
/// <para>
/// A page's document holds what stands on the page. Whoever is told of a changed block decides about its pages, too, by the same rules, afterwards, and whether or not the block's own document
/// differs: a walk, or the filling of a new index, may have written that one without a look at the page. The change is acknowledged when both are done.
/// </para>
/// <para>
/// What a record passes on (ancestors, readers, whether it is alive) is hashed into its document. When that differs, all below are looked at first and the record's own document
/// is written last: a kill in between leaves the difference in place, and the change, which nobody has acknowledged, is told again.
/// </para>
/// </remarks>
internal sealed partial class Indexer(
    ElasticClient elastic,
    RecordSource source,
    IndexerMetrics metrics,
    Refresher refresher,
    ILogger<Indexer> logger
)
{
    /// <summary>Records of one decision.</summary>
    public const int PartMaximum = 250;

    /// <summary>Decisions about the same record in one call; each one more means that others keep changing it, and they will come again.</summary>
    private const int AttemptsMaximum = 25;

    /// <summary>Walks below a record that keeps changing, after which an equal structure is enough.</summary>
    private const int WalksMaximum = 3;

    /// <summary>Bytes of one bulk request, as near as the size of one document allows.</summary>
    private const int BulkBytes = 4 * 1024 * 1024;

    /// <summary>Room in a version for changes of a document whose record does not change.</summary>
    private const int RevisionBits = 20;

    /// <summary>Makes the documents of records of one workspace equal to the database, with all below those that were moved, re-permissioned or trashed, and their pages. Returns when that is durable.</summary>
    /// <exception cref="ElasticUnavailableException">It has to be done again.</exception>
    public async Task ApplyAsync(string index, Guid spaceId, IEnumerable<RecordPointer> pointers, CancellationToken ct)
    {
        var pages = await ApplyBlocksAsync(index, spaceId, pointers, ct);
        await ApplyPagesAsync(index, spaceId, pages, ct);
    }

    /// <summary>The same for all but pages.</summary>
    /// <returns>The pages that have to be decided because of these records, those among them too: by <see cref="ApplyPagesAsync" />, before the change is acknowledged.</returns>
    /// <exception cref="ElasticUnavailableException">It has to be done again.</exception>
    public async Task<IReadOnlySet<Guid>> ApplyBlocksAsync(
        string index,
        Guid spaceId,
        IEnumerable<RecordPointer> pointers,
        CancellationToken ct
    )
    {
        var pages = new HashSet<Guid>();
        var indexed = pointers.Where(p => p.Table is RecordTable.Block or RecordTable.Collection).Distinct();
        foreach (var part in indexed.Chunk(PartMaximum))
            await ApplyPartAsync(index, spaceId, part, walks: true, pages, ct);
        return pages;
    }

    /// <summary>Makes the documents of pages equal to the database, with all below those that were moved, re-permissioned or trashed.</summary>
    /// <exception cref="ElasticUnavailableException">It has to be done again.</exception>
    public async Task ApplyPagesAsync(string index, Guid spaceId, IEnumerable<Guid> pages, CancellationToken ct)
    {
        // As many as one statement reads the texts of: each may be long.
        foreach (var part in pages.Select(RecordPointer.Block).Chunk(RecordSource.PageTextsTogether))
            await ApplyPartAsync(index, spaceId, part, walks: true, pagesLeft: null, ct);
    }

    /// <param name="index">The index.</param>
    /// <param name="spaceId">The workspace.</param>
    /// <param name="part">What to decide.</param>
    /// <param name="walks">Whether what is below is looked at where it has to be.</param>
    /// <param name="pagesLeft">Where pages go that are left to a later call; null to decide pages as anything else.</param>
    /// <param name="ct">Cancels the work.</param>
    private async Task ApplyPartAsync(
        string index,
        Guid spaceId,
        IReadOnlyList<RecordPointer> part,
        bool walks,
        HashSet<Guid>? pagesLeft,
        CancellationToken ct
    )
    {
        var left = part;
        var walked = new Dictionary<RecordPointer, Walk>();
        var deleted = new Dictionary<RecordPointer, long>();
        for (var attempt = 1; left.Count > 0; attempt++)
        {
            if (attempt > AttemptsMaximum)
                throw new ElasticUnavailableException(
                    $"{left.Count} documents of workspace {spaceId} were written by others {AttemptsMaximum} times in a row. They are done again."
                );
            // The order matters, see the remarks: first the index, then the database.
            var stored = await StoredDocuments.ReadAsync(elastic, index, spaceId, left, ct);
            var picture = await source.ReadAsync(spaceId, left, ct);
            var writes = new List<PlannedWrite>();
            var roots = new List<(RecordPointer Pointer, SearchDocument Wanted)>();
            if (pagesLeft is not null)
                left = WithoutPages(left, stored, picture, pagesLeft);
            var documents = await WantedAsync(
                spaceId,
                [.. left.Select(p => picture.Records.GetValueOrDefault(p)).OfType<Record>()],
                picture.Tree,
                ct
            );
            foreach (var pointer in left)
            {
                var there = stored.GetValueOrDefault(pointer);
                var known = Math.Max(there?.Version ?? -1, deleted.GetValueOrDefault(pointer, -1));
                if (!documents.TryGetValue(pointer, out var wanted))
                {
                    if (there is null)
                        continue;
                    writes.Add(new PlannedWrite(spaceId, pointer, null, known + 1));
                    continue;
                }

                if (walks && NeedsWalk(there, wanted, walked.GetValueOrDefault(pointer)))
                    roots.Add((pointer, wanted));
                else if (there is null ? wanted.IsNeeded : there.Digest != wanted.Digest)
                    writes.Add(new PlannedWrite(spaceId, pointer, wanted, VersionOf(wanted.Version, known)));
                else
                    metrics.Unchanged(1);
            }

            var again = new List<RecordPointer>();
            foreach (var write in await WriteAsync(index, writes, deleted, ct))
                again.Add(write.Pointer);
            if (roots.Count > 0)
            {
                await WalkAsync(index, spaceId, [.. roots.Select(r => r.Pointer)], ct);
                foreach (var (pointer, wanted) in roots)
                {
                    var times = (walked.GetValueOrDefault(pointer)?.Times ?? 0) + 1;
                    walked[pointer] = new Walk(wanted.Structure, wanted.Version, times);
                    again.Add(pointer);
                }
            }

            left = again;
        }
    }

    /// <summary>
    /// Whether what is below has to be looked at before this document is written. A record's first version had nothing below it that was made before. A walk counts when the record is as it was
    /// then: something that was changed and changed back meanwhile leaves the structure equal, but not the version.
    /// </summary>
    private static bool NeedsWalk(StoredDocument? there, SearchDocument wanted, Walk? done)
    {
        if (there is null ? wanted.Version == 1 : there.Structure == wanted.Structure)
            return false;
        return done is null
            || done.Structure != wanted.Structure
            || (done.Version != wanted.Version && done.Times < WalksMaximum);
    }

    /// <summary>Level by level, everything below. No branch is cut short where a document is as it should be: another call may have written it and not yet have come to what is below.</summary>
    private async Task WalkAsync(string index, Guid spaceId, IReadOnlyList<RecordPointer> roots, CancellationToken ct)
    {
        var seen = new HashSet<RecordPointer>(roots);
        var level = roots;
        while (level.Count > 0)
        {
            var next = new List<RecordPointer>();
            foreach (var parents in level.Chunk(PartMaximum))
            {
                await foreach (var children in source.ChildrenAsync(spaceId, parents, ct))
                {
                    var fresh = children.Where(seen.Add).ToArray();
                    foreach (var part in fresh.Chunk(PartMaximum))
                        await ApplyPartAsync(index, spaceId, part, walks: false, pagesLeft: null, ct);
                    next.AddRange(fresh);
                }
            }

            level = next;
        }
    }

    /// <summary>Writes; returns what has to be decided anew.</summary>
    private async Task<List<PlannedWrite>> WriteAsync(
        string index,
        List<PlannedWrite> writes,
        Dictionary<RecordPointer, long> deleted,
        CancellationToken ct
    )
    {
        var again = new List<PlannedWrite>();
        for (var at = 0; at < writes.Count; )
        {
            using var body = new BulkBody();
            var first = at;
            for (; at < writes.Count && body.Length < BulkBytes; at++)
                Add(body, index, writes[at]);
            var results = await elastic.BulkAsync(body, ct);
            var isBusy = false;
            for (var i = 0; i < results.Count; i++)
            {
                var write = writes[first + i];
                switch (results[i].Outcome)
                {
                    case BulkOutcome.Done when write.Document is null:
                        metrics.Deleted(1);
                        break;
                    case BulkOutcome.Done:
                        metrics.Written(1);
                        break;
                    case BulkOutcome.Conflict:
                        metrics.Conflicted(1);
                        // Of what was deleted a short while ago the index knows the version, but does not show it.
                        if (results[i].Current is { } current)
                            deleted[write.Pointer] = current;
                        again.Add(write);
                        break;
                    case BulkOutcome.Busy:
                        isBusy = true;
                        again.Add(write);
                        break;
                    case BulkOutcome.Refused:
                        // The same again would be refused again, and must not hold up the rest; the comparison with the database keeps showing it.
                        metrics.Refused(1);
                        LogRefused(write.SpaceId, write.Pointer, results[i].Reason);
                        break;
                }
            }

            refresher.Wrote(index);
            if (isBusy)
                await Task.Delay(TimeSpan.FromMilliseconds(100 + Random.Shared.Next(200)), ct);
        }

        return again;
    }

    private static void Add(BulkBody body, string index, PlannedWrite write)
    {
        var (id, routing) = (StoredDocuments.IdOf(write.SpaceId, write.Pointer), write.SpaceId.ToString());
        if (write.Document is { } document)
            body.Index(index, id, routing, write.Version, document.Json);
        else
            body.Delete(index, id, routing, write.Version);
    }

    /// <summary>The version of a write over a document of a known version (-1 for none).</summary>
    internal static long VersionOf(long record, long known) => Math.Max(record << RevisionBits, known + 1);

    [LoggerMessage(
        2000,
        LogLevel.Error,
        "Elasticsearch refuses the document of {Pointer} in workspace {SpaceId}: {Reason}"
    )]
    private partial void LogRefused(Guid spaceId, RecordPointer pointer, string? reason);

    /// <summary>One write: a document, or none for a record that is gone.</summary>
    private sealed record PlannedWrite(Guid SpaceId, RecordPointer Pointer, SearchDocument? Document, long Version);

    /// <summary>What a record was when all below it was looked at.</summary>
    private sealed record Walk(string Structure, long Version, int Times);
}
