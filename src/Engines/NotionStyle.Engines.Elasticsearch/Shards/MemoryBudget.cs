namespace NotionStyle.Engines.Elasticsearch.Shards;

/// <summary>Divides the memory for indexing among the open shards: half for Lucene's buffers, half for the newest versions.</summary>
internal sealed class MemoryBudget(int totalMegabytes)
{
    private const double LeastMegabytes = 1;

    private int _shards;

    /// <summary>What Lucene's writer of one shard may buffer.</summary>
    public double WriterMegabytes => Math.Max(LeastMegabytes, totalMegabytes / 2.0 / Math.Max(1, _shards));

    /// <summary>What the newest versions of one shard may take; who writes then waits for a refresh.</summary>
    public long VersionBytes => (long)(WriterMegabytes * 1024 * 1024);

    /// <summary>What they may take until it refreshes: a quarter is left for what is written meanwhile.</summary>
    public long VersionBytesToRefresh => VersionBytes / 4 * 3;

    /// <summary>Tells how many shards there are.</summary>
    public void Divide(int shards) => Volatile.Write(ref _shards, shards);
}
