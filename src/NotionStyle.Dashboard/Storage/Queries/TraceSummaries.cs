using DuckDB.NET.Data;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Storage.Queries;

/// <summary>What a list shows of a trace, gathered from one row for each service in it.</summary>
internal sealed class TraceSummaries
{
    private readonly List<KeyValuePair<string, int>> _services = [];
    private (bool IsChild, long Start, ulong Id, string Name, string Service)? _head;
    private int _errors;
    private int? _rootRun;
    private int _firstRun = int.MaxValue;

    /// <summary>Sums up traces whose spans all began in a range of time (both ends included).</summary>
    public static Dictionary<TraceId, TraceSummaries> Read(
        DuckDBConnection connection,
        IReadOnlyList<TraceId> ids,
        long from,
        long to
    )
    {
        var sql = new SqlParameters();
        // The first row of a span id counts. The head is the root that began first, or while no root has come, the span that did.
        var text = $"""
            WITH one AS (
                SELECT min(rowid) AS row, min(run) AS run FROM span
                WHERE trace_id IN {sql.Add(ids)} AND start BETWEEN {sql.Add(from)} AND {sql.Add(to)}
                GROUP BY trace_id, span_id
            ), part AS (
                SELECT trace_id, r.service, status, one.run, parent_span_id, name,
                    struct_pack(child := parent_span_id IS NOT NULL, start := start, id := span_id) AS place
                FROM span JOIN one ON one.row = span.rowid JOIN resource r ON r.resource = span.resource
            ), head AS (
                SELECT trace_id, service, count(*) AS spans, count(*) FILTER ({TraceSelection.Failed}) AS errors,
                    min(place) AS place, arg_min(name, place) AS name, min(run) FILTER (parent_span_id IS NULL) AS root_run, min(run) AS run
                FROM part GROUP BY trace_id, service
            )
            SELECT trace_id, service, spans, errors, place.child, place.start, place.id, name, root_run, run FROM head
            """;
        using var command = sql.CreateCommand(connection, text);
        using var row = command.ExecuteReader();
        var summaries = new Dictionary<TraceId, TraceSummaries>();
        while (row.Read())
        {
            var id = row.GetTraceId(0);
            if (!summaries.TryGetValue(id, out var summary))
                summaries.Add(id, summary = new TraceSummaries());
            summary.Add(row);
        }

        return summaries;
    }

    public TraceSummary ToSummary(TraceId id, Timestamp start, long duration) =>
        new(
            id,
            _head!.Value.Name,
            _head.Value.Service,
            !_head.Value.IsChild,
            start,
            duration,
            _services.Sum(s => s.Value),
            _errors,
            [.. _services.OrderByDescending(s => s.Value).ThenBy(s => s.Key, StringComparer.Ordinal)],
            _rootRun ?? _firstRun
        );

    private void Add(DuckDBDataReader row)
    {
        var service = row.GetString(1);
        _services.Add(new KeyValuePair<string, int>(service, (int)row.GetInt64(2)));
        _errors += (int)row.GetInt64(3);
        var head = (row.GetBoolean(4), row.GetInt64(5), row.GetFieldValue<ulong>(6), row.GetString(7), service);
        if (_head is not { } known || Compare(head, known) < 0)
            _head = head;
        if (!row.IsDBNull(8))
            _rootRun = Math.Min(_rootRun ?? int.MaxValue, row.GetInt32(8));
        _firstRun = Math.Min(_firstRun, row.GetInt32(9));
    }

    private static int Compare((bool, long, ulong, string, string) a, (bool, long, ulong, string, string) b) =>
        (a.Item1, a.Item2, a.Item3).CompareTo((b.Item1, b.Item2, b.Item3));
}
