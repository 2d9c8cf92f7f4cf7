namespace NotionStyle.Engines.Elasticsearch.Shards;

internal sealed partial class Shard
{
    private long _indexed;
    private long _deleted;
    private long _searches;

    /// <summary>Documents written since it was opened.</summary>
    public long Indexed => Interlocked.Read(ref _indexed);

    /// <summary>Documents deleted since it was opened.</summary>
    public long DeletedByRequest => Interlocked.Read(ref _deleted);

    /// <summary>Searches since it was opened.</summary>
    public long Searches => Interlocked.Read(ref _searches);

    /// <summary>Commits since it was opened.</summary>
    public long Flushes { get; private set; }

    /// <summary>Documents that searches see, and deleted ones that still take room.</summary>
    public (long Documents, long Deleted) Count()
    {
        var reader = AcquireSearcher();
        try
        {
            return (reader.Reader.NumDocs, reader.Reader.NumDeletedDocs);
        }
        finally
        {
            reader.Release();
        }
    }

    /// <summary>Merges until so many segments are left, or those with deletions.</summary>
    public void Merge(int segments, bool onlyDeletions)
    {
        ThrowIfFailed();
        Guard(() =>
        {
            if (onlyDeletions)
                _writer.ForceMergeDeletes();
            else
                _writer.ForceMerge(Math.Max(1, segments));
        });
    }

    /// <summary>Counts a search.</summary>
    public void CountSearch() => Interlocked.Increment(ref _searches);
}
