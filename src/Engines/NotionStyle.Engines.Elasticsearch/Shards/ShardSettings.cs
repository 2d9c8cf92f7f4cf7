using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Shards;

/// <summary>The settings of an index that its shard follows; they can change while it runs.</summary>
internal sealed record ShardSettings
{
    private const long FlushThresholdMaximum = 1L << 30;

    /// <summary>How often writes become visible to searches (<c>index.refresh_interval</c>); null for never by itself.</summary>
    public TimeSpan? RefreshInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether a write is on disk before it is acknowledged (<c>index.translog.durability</c>: request), or within <see cref="SyncInterval"/> (async).</summary>
    public bool SyncsEachRequest { get; init; } = true;

    /// <summary>The most that <c>async</c> loses (<c>index.translog.sync_interval</c>).</summary>
    public TimeSpan SyncInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The translog's size at which Lucene commits and the translog is dropped (<c>index.translog.flush_threshold_size</c>).</summary>
    public long FlushThresholdBytes { get; init; } = 128L * 1024 * 1024;

    /// <summary>How long deletions are remembered for version checks (<c>index.gc_deletes</c>).</summary>
    public TimeSpan GcDeletes { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Writes that may wait for a refresh; one more makes the refresh happen.</summary>
    public int RefreshListenersMaximum { get; init; } = 1_000;

    /// <summary>What the settings of an index ask for.</summary>
    public static ShardSettings Of(IndexSettings settings)
    {
        var otherwise = new ShardSettings();
        return otherwise with
        {
            RefreshInterval = settings.RefreshInterval,
            SyncsEachRequest = settings.Durability == TranslogDurability.Request,
            SyncInterval = settings.TranslogSyncInterval,
            GcDeletes = settings.GcDeletes,
            // Elasticsearch's default is four times as much; here a start reads it all, and one file of it is in memory then.
            FlushThresholdBytes = settings.Text("translog.flush_threshold_size") is null
                ? otherwise.FlushThresholdBytes
                : Math.Clamp(settings.FlushThresholdBytes, 1, FlushThresholdMaximum),
        };
    }
}
