using System.Globalization;
using DuckDB.NET.Data;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Storage;

/// <summary>
/// Removes the oldest in slices, between two transactions of the writer: what is older than the age allowed, and what makes the data larger than the size allowed. The cut is one
/// moment for all tables, so that spans, logs and points go together; of a trace that crosses the moment, what came before it goes with this slice and the rest with the next.
/// DuckDB frees whole row groups, and only in a checkpoint; the file keeps the freed blocks and uses them again.
/// </summary>
internal sealed class Retention(TelemetryDatabase database, StoreOptions options, TimeProvider time)
{
    /// <summary>What one slice removes at most: a bounded pause for the writer.</summary>
    private const long MaximumSlice = 250_000;

    /// <summary>What is worth a checkpoint: less would free no row group.</summary>
    private const long MinimumSlice = 50_000;

    private const string AllTimes =
        "(SELECT start AS t FROM span UNION ALL SELECT time FROM log UNION ALL SELECT time FROM point)";

    private static readonly (string Table, string Time)[] _tables =
    [
        ("span", "start"),
        ("log", "time"),
        ("point", "time"),
    ];

    private static readonly TimeSpan _ageEvery = TimeSpan.FromMinutes(1);

    /// <summary>Less than the maximum, because a checkpoint writes parts anew before it frees the old ones.</summary>
    private readonly long _fullBytes =
        ((long)options.MaximumMegabytes << 20)
        - Math.Min((long)options.MaximumMegabytes << 17, 2L * options.CheckpointMegabytes << 20);
    private bool _isShrinking;
    private DateTimeOffset _ageDue;

    /// <summary>Bytes that the data takes: used blocks and the write-ahead log, without the blocks that are free for reuse.</summary>
    public static long Measure(DuckDBConnection connection, DatabaseFile file) =>
        (connection.Scalar<long>("SELECT sum(block_size * used_blocks)::BIGINT FROM pragma_database_size()") ?? 0)
        + file.WriteAheadLogLength;

    /// <summary>Removes one slice when there is a reason to. The result is the number of records removed; more may remain to be removed when it is not 0.</summary>
    public long RemoveSlice(DuckDBConnection connection)
    {
        var size = Measure(connection, database.File);
        // A tenth is freed at once, so that the limit is not met again at the next record.
        _isShrinking = size > _fullBytes || (_isShrinking && size > _fullBytes / 10 * 9);
        return _isShrinking ? RemoveForSize(connection) : RemoveForAge(connection);
    }

    /// <summary>Removes series without points, resources without records and runs without records. The writer forgets their numbers, which makes room for new ones.</summary>
    public static void RemoveOrphans(DuckDBConnection connection, StoreMemory memory, int currentRun)
    {
        connection.Execute("BEGIN TRANSACTION");
        try
        {
            var series = Delete(connection, "series", "SELECT series FROM point");
            var resources = Delete(
                connection,
                "resource",
                "SELECT resource FROM span UNION SELECT resource FROM log UNION SELECT resource FROM series"
            );
            _ = connection.Execute(
                $"""
                DELETE FROM run WHERE run < {currentRun.ToString(CultureInfo.InvariantCulture)} AND run NOT IN
                    (SELECT run FROM span UNION SELECT run FROM log UNION SELECT run FROM point)
                """
            );
            connection.Execute("COMMIT");
            memory.Series.Forget(series);
            memory.Resources.Forget(resources);
        }
        catch
        {
            connection.Execute("ROLLBACK");
            throw;
        }
    }

    private static long RemoveForSize(DuckDBConnection connection)
    {
        if (SliceEnd(connection) is not { } end)
            return 0;
        var removed = Remove(connection, end);
        connection.Execute("CHECKPOINT");
        return removed;
    }

    // Once a minute, because many small removals cost more than one; the log's next checkpoint frees the space.
    private long RemoveForAge(DuckDBConnection connection)
    {
        var now = time.GetUtcNow();
        if (now < _ageDue)
            return 0;
        var tooOld = Timestamp.From(now) - TimeSpan.FromDays(options.MaximumDays);
        if (AgeEnd(connection, tooOld.UnixNano) is { } end && Remove(connection, end) is > 0 and var removed)
            return removed;
        _ageDue = now + _ageEvery;
        return 0;
    }

    private static HashSet<int> Delete(DuckDBConnection connection, string table, string used) =>
        [
            .. connection.Rows(
                $"DELETE FROM {table} WHERE {table} NOT IN ({used}) RETURNING {table}",
                r => r.GetInt32(0)
            ),
        ];

    // Everything up to the age, but no more than a slice.
    private static long? AgeEnd(DuckDBConnection connection, long tooOld)
    {
        var old = connection.Scalar<long>($"SELECT count(*) FROM {AllTimes} WHERE t < {tooOld}") ?? 0;
        if (old == 0)
            return null;
        return old <= MaximumSlice ? tooOld : Quantile(connection, $"t < {tooOld}", (double)MaximumSlice / old);
    }

    // A twentieth of what there is, within the bounds of a slice.
    private static long? SliceEnd(DuckDBConnection connection)
    {
        var all = connection.Scalar<long>($"SELECT count(*) FROM {AllTimes}") ?? 0;
        if (all == 0)
            return null;
        var slice = Math.Clamp(all / 20, Math.Min(all, MinimumSlice), MaximumSlice);
        return Quantile(connection, "true", (double)slice / all);
    }

    // Approximate: exact would hold all times in memory. Past the quantile by one, so that something is removed.
    private static long? Quantile(DuckDBConnection connection, string condition, double fraction)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT approx_quantile(t, {Math.Min(1, fraction):R}) FROM {AllTimes} WHERE {condition}"
        );
        return connection.Scalar<long>(text) is { } moment && moment < long.MaxValue ? moment + 1 : null;
    }

    private static long Remove(DuckDBConnection connection, long end)
    {
        connection.Execute("BEGIN TRANSACTION");
        try
        {
            var removed = 0L;
            foreach (var (table, column) in _tables)
                removed += connection.Execute($"DELETE FROM {table} WHERE {column} < {end}");
            connection.Execute("COMMIT");
            return removed;
        }
        catch
        {
            connection.Execute("ROLLBACK");
            throw;
        }
    }
}
