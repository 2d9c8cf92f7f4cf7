using System.Numerics;
using DuckDB.NET.Data;

namespace NotionStyle.Dashboard.Storage;

/// <summary>A resource by what tells it from others.</summary>
internal readonly record struct ResourceKey(string Service, string Instance, string Attributes);

/// <summary>A series by what tells it from others.</summary>
internal readonly record struct SeriesKey(
    int Resource,
    string Scope,
    string Name,
    string Description,
    string Unit,
    byte Kind,
    bool IsDelta,
    string Attributes
);

/// <summary>
/// What the writer knows by heart: the numbers of resources and series, and the identities of the last records. Read from the tables at the start; then it changes with each
/// transaction, and back with one that failed.
/// </summary>
internal sealed class StoreMemory
{
    /// <summary>Resources that may exist: each is a process of a service, or a start of one.</summary>
    public const int MaximumResources = 10_000;

    /// <summary>Records of each kind that are known again when they are sent a second time.</summary>
    public const int RecentSpans = 1_000_000;

    /// <inheritdoc cref="RecentSpans" />
    public const int RecentLogs = 250_000;

    /// <inheritdoc cref="RecentSpans" />
    public const int RecentPoints = 500_000;

    private readonly Dictionary<UInt128, int> _sameLogs = [];
    private int _newSpans;
    private int _newLogs;
    private int _newPoints;

    private StoreMemory(StoreOptions options)
    {
        Resources = new Interned<ResourceKey>(MaximumResources);
        Series = new Interned<SeriesKey>(options.MaximumSeries);
    }

    /// <summary>Bytes that the identities take at most.</summary>
    public static long MaximumBytes => 24L * (RecentSpans + RecentLogs + RecentPoints);

    public Interned<ResourceKey> Resources { get; }
    public Interned<SeriesKey> Series { get; }
    private RecentRecords Spans { get; } = new(RecentSpans);
    private RecentRecords Logs { get; } = new(RecentLogs);
    private RecentRecords Points { get; } = new(RecentPoints);
    private RecordIdentity Identity { get; } = new();

    public static StoreMemory Load(DuckDBConnection connection, StoreOptions options)
    {
        var memory = new StoreMemory(options);
        foreach (
            var (key, number) in connection.Rows(
                "SELECT resource, service, instance, attributes FROM resource",
                r => (new ResourceKey(r.GetString(1), r.GetString(2), r.GetString(3)), r.GetInt32(0))
            )
        )
            memory.Resources.Load(key, number);
        foreach (
            var (key, number) in connection.Rows(
                "SELECT series, resource, scope, name, description, unit, kind, is_delta, attributes FROM series",
                r =>
                    (
                        new SeriesKey(
                            r.GetInt32(1),
                            r.GetString(2),
                            r.GetString(3),
                            r.GetString(4),
                            r.GetString(5),
                            r.GetByte(6),
                            r.GetBoolean(7),
                            r.GetString(8)
                        ),
                        r.GetInt32(0)
                    )
            )
        )
            memory.Series.Load(key, number);
        memory.LoadRecent(connection);
        memory.Commit();
        return memory;
    }

    /// <summary>Whether a span is new.</summary>
    public bool AddSpan(UInt128 trace, ulong span)
    {
        var isNew = Spans.Add(RecordIdentity.OfSpan(trace, span));
        _newSpans += isNew ? 1 : 0;
        return isNew;
    }

    /// <summary>Whether a log record is new.</summary>
    public bool AddLog(in RecordIdentity.LogFields log)
    {
        var identity = Identity.OfLog(log, 0);
        ref var same = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(
            _sameLogs,
            identity,
            out _
        );
        if (same++ > 0)
            identity = Identity.OfLog(log, same - 1);
        var isNew = Logs.Add(identity);
        _newLogs += isNew ? 1 : 0;
        return isNew;
    }

    /// <summary>Whether a point is new.</summary>
    public bool AddPoint(int series, long time, double value, long count)
    {
        var isNew = Points.Add(Identity.OfPoint(series, time, value, count));
        _newPoints += isNew ? 1 : 0;
        return isNew;
    }

    /// <summary>The log records that follow were sent in another batch.</summary>
    public void NextBatch() => _sameLogs.Clear();

    /// <summary>All that is new is stored.</summary>
    public void Commit()
    {
        Resources.Commit();
        Series.Commit();
        (_newSpans, _newLogs, _newPoints) = (0, 0, 0);
        NextBatch();
    }

    /// <summary>Nothing that is new is stored.</summary>
    public void Rollback()
    {
        Resources.Rollback();
        Series.Rollback();
        Spans.TakeBack(_newSpans);
        Logs.TakeBack(_newLogs);
        Points.TakeBack(_newPoints);
        Commit();
    }

    // Rows lie in the order in which they came, and the last so many by rowid are the last that were stored.
    private void LoadRecent(DuckDBConnection connection)
    {
        string Tail(string table, int rows) =>
            $"FROM {table} WHERE rowid >= (SELECT coalesce(max(rowid), 0) - {rows} FROM {table}) ORDER BY rowid";

        foreach (
            var (trace, span) in connection.Rows(
                $"SELECT trace_id, span_id {Tail("span", RecentSpans)}",
                r => (Number(r, 0), r.GetFieldValue<ulong>(1))
            )
        )
            AddSpan(trace, span);
        foreach (
            var point in connection.Rows(
                $"SELECT series, time, value, count {Tail("point", RecentPoints)}",
                r => (r.GetInt32(0), r.GetInt64(1), r.GetDouble(2), r.GetInt64(3))
            )
        )
            AddPoint(point.Item1, point.Item2, point.Item3, point.Item4);
        foreach (
            var log in connection.Rows(
                "SELECT resource, time, severity, trace_id, span_id, coalesce(severity_text, ''), body, coalesce(event_name, ''), scope, attributes "
                    + Tail("log", RecentLogs),
                r => new RecordIdentity.LogFields(
                    r.GetInt32(0),
                    r.GetInt64(1),
                    r.GetByte(2),
                    r.IsDBNull(3) ? 0 : Number(r, 3),
                    r.IsDBNull(4) ? 0 : r.GetFieldValue<ulong>(4),
                    r.GetString(5),
                    r.GetString(6),
                    r.GetString(7),
                    r.GetString(8),
                    r.GetString(9)
                )
            )
        )
            AddLog(log);
    }

    private static UInt128 Number(DuckDBDataReader row, int column) => (UInt128)row.GetFieldValue<BigInteger>(column);
}
