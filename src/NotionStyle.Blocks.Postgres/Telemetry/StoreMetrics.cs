using System.Diagnostics;
using System.Diagnostics.Metrics;
using NotionStyle.Blocks.Postgres.Sharding;

namespace NotionStyle.Blocks.Postgres.Telemetry;

/// <summary>The instruments of the store.</summary>
internal sealed class StoreMetrics
{
    public const string ShardDuration = "notionstyle.shard.transaction.duration";

    /// <summary>Few, because there are 480 times as many: enough to tell a median of 2 ms from one of 5 ms, and a slow shard from a stuck one.</summary>
    private static readonly double[] Boundaries = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 5];

    private readonly Histogram<double> _shardDuration;

    public StoreMetrics(IMeterFactory meters) =>
        _shardDuration = meters
            .Create(BlockTelemetry.Name)
            .CreateHistogram(
                ShardDuration,
                "s",
                "Committed transactions by logical shard and server, from the store's first look to the commit, retries included.",
                tags: null,
                new InstrumentAdvice<double> { HistogramBucketBoundaries = Boundaries }
            );

    /// <summary>Counts a transaction that was committed.</summary>
    /// <param name="route">Where; one series for each of the 480 shards, which is below the 2,000 that the SDK keeps for an instrument.</param>
    /// <param name="startedAt">A stamp of <see cref="Stopwatch" />.</param>
    public void Committed(ShardRoute route, long startedAt)
    {
        if (_shardDuration.Enabled)
            _shardDuration.Record(Stopwatch.GetElapsedTime(startedAt).TotalSeconds, route.Tags);
    }
}
