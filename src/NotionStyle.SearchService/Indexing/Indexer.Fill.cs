using NotionStyle.Blocks.Postgres.Derived;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Records;

namespace NotionStyle.SearchService.Indexing;

internal sealed partial class Indexer
{
    private const int ScanPart = 500;

    /// <summary>Shards that are read at once; more would be felt by the edits.</summary>
    private const int ShardsAtOnce = 2;

    /// <summary>Parts of one shard that are written at once, while the next one is read: a large workspace is on one shard.</summary>
    public const int PartsAtOnce = 4;

    /// <summary>
    /// Writes every record of every shard into an index that was empty when this began, while edits go to it as well: what they wrote first is found by the conflict and decided as any
    /// other change.
    /// </summary>
    /// <returns>Documents that were written.</returns>
    public async Task<long> FillAsync(string index, IProgress<int> shardsDone, CancellationToken ct)
    {
        long written = 0;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, LogicalShard.Count),
            new ParallelOptions { MaxDegreeOfParallelism = ShardsAtOnce, CancellationToken = ct },
            async (shard, token) =>
            {
                foreach (var table in new[] { RecordTable.Block, RecordTable.Collection })
                    await Parallel.ForEachAsync(
                        PartsAsync(shard, table, token),
                        new ParallelOptions { MaxDegreeOfParallelism = PartsAtOnce, CancellationToken = token },
                        async (part, stop) => Interlocked.Add(ref written, await FillPartAsync(index, part, stop))
                    );

                shardsDone.Report(1);
            }
        );
        return written;
    }

    /// <summary>A table of a shard in parts.</summary>
    public async IAsyncEnumerable<ShardPart> PartsAsync(
        int shard,
        RecordTable table,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct
    )
    {
        (Guid, Guid)? after = (Guid.Empty, Guid.Empty);
        while (after is { } key)
        {
            var part = await source.ScanAsync(shard, table, key, ScanPart, ct);
            if (part.Spaces.Count > 0)
                yield return part;
            after = part.Last;
        }
    }

    /// <summary>Workspaces share requests: most of them are small. Pages may be long, and no more of them are in memory than one statement reads the texts of.</summary>
    private async Task<int> FillPartAsync(string index, ShardPart part, CancellationToken ct)
    {
        var writes = new List<PlannedWrite>();
        var written = 0;
        foreach (var (spaceId, picture) in part.Spaces)
        {
            var pages = picture.Records.Values.Where(r => r.Type == "page").ToArray();
            var others = picture.Records.Values.Where(r => r.Type != "page").ToArray();
            Plan(spaceId, picture, await WantedAsync(spaceId, others, picture.Tree, ct));
            foreach (var some in pages.Chunk(RecordSource.PageTextsTogether))
            {
                Plan(spaceId, picture, await WantedAsync(spaceId, some, picture.Tree, ct));
                if (writes.Sum(w => (long)w.Document!.Json.Length) >= BulkBytes)
                    await WriteOutAsync();
            }
        }

        await WriteOutAsync();
        return written;

        void Plan(Guid spaceId, SourcePicture picture, IReadOnlyDictionary<RecordPointer, SearchDocument> documents)
        {
            // What is blank is written for those that have children, so that a later look at them sees whether they were moved.
            foreach (var (pointer, wanted) in documents)
            {
                if (!wanted.IsBlank || picture.Records[pointer] is { Alive: true, Content.Count: > 0 })
                    writes.Add(new PlannedWrite(spaceId, pointer, wanted, VersionOf(wanted.Version, -1)));
            }
        }

        async Task WriteOutAsync()
        {
            written += writes.Count;
            var again = await WriteAsync(index, writes, [], ct);
            foreach (var space in again.GroupBy(w => w.SpaceId, w => w.Pointer))
                await ApplyAsync(index, space.Key, space, ct);
            writes.Clear();
        }
    }
}
