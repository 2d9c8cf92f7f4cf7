using DuckDB.NET.Data;

namespace NotionStyle.Dashboard.Storage;

/// <summary>What the writer does between transactions, when it is due: measures the store, removes a slice of the oldest, and now and then what nothing refers to any more.</summary>
internal sealed class StoreMaintenance(
    TelemetryDatabase database,
    StoreOptions options,
    StoreCounters counters,
    TimeProvider time,
    ILogger logger
)
{
    /// <summary>So many records after the last look there is another one, however soon that is: the size must not depend on how fast telemetry comes.</summary>
    private const int RecordsBetween = 20_000;

    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _pauseAfterFailure = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _orphansEvery = TimeSpan.FromMinutes(10);

    private readonly Retention _retention = new(database, options, time);
    private DateTimeOffset _due;
    private DateTimeOffset _orphansDue = time.GetUtcNow() + _orphansEvery;
    private DateTimeOffset _failedUntil;
    private long _removedSinceOrphans;
    private int _recordsSince;

    /// <summary>Does what is due after so many more records.</summary>
    public void WorkWhenDue(StoreConnection store, int records)
    {
        var now = time.GetUtcNow();
        _recordsSince += records;
        if ((now < _due && _recordsSince < RecordsBetween) || now < _failedUntil)
            return;
        _recordsSince = 0;
        try
        {
            var removed = _retention.RemoveSlice(store.Connection);
            counters.Remove(removed);
            counters.Measure(Retention.Measure(store.Connection, database.File));
            _removedSinceOrphans += removed;
            // More may be waiting to be removed: soon again, with a turn for the writer in between.
            _due = removed > 0 ? now : now + _pause;
            if (now < _orphansDue || _removedSinceOrphans == 0)
                return;
            Retention.RemoveOrphans(store.Connection, database.Memory, store.Run);
            (_orphansDue, _removedSinceOrphans) = (now + _orphansEvery, 0);
        }
        catch (Exception e) when (e is DuckDBException or StoreWriteException)
        {
            logger.LogWarning(
                "Removing the oldest telemetry failed and is tried again in {Pause}: {Error}",
                _pauseAfterFailure,
                e.Message
            );
            store.CloseAfter(e);
            _due = _failedUntil = now + _pauseAfterFailure;
        }
    }
}
