using DuckDB.NET.Data;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Storage.Queries;

/// <summary>Answers questions about traces from the table <c>span</c>.</summary>
internal sealed class TraceQueries(ITelemetryReader reader) : ITraceQueries
{
    private const int MaximumTake = 1_000;
    private const int MaximumLinked = 100;

    public Task<TracePage> ListAsync(TraceFilter filter, CancellationToken cancellationToken) =>
        reader.ReadAsync(connection => List(connection, filter), cancellationToken);

    public Task<LatencyHistogram> HistogramAsync(TraceFilter filter, CancellationToken cancellationToken) =>
        reader.ReadAsync(connection => LatencySlots.Read(connection, filter), cancellationToken);

    public Task<Trace?> GetAsync(TraceId id, CancellationToken cancellationToken) =>
        reader.ReadAsync(connection => Get(connection, id), cancellationToken);

    public Task<IReadOnlyList<Span>> LinkedFromAsync(TraceId id, CancellationToken cancellationToken) =>
        reader.ReadAsync<IReadOnlyList<Span>>(connection => LinkedFrom(connection, id), cancellationToken);

    private static TracePage List(DuckDBConnection connection, TraceFilter filter)
    {
        var (take, skip) = (Math.Clamp(filter.Take, 1, MaximumTake), Math.Max(0, filter.Skip));
        var sql = new SqlParameters();
        var order = filter.Order switch
        {
            TraceOrder.Oldest => "began",
            TraceOrder.Longest => "lasted DESC",
            TraceOrder.Shortest => "lasted",
            _ => "began DESC",
        };
        var text = $"""
            {TraceSelection.With(sql, filter)}
            SELECT trace_id, began, lasted, (SELECT count(*) FROM chosen)
            FROM chosen
            ORDER BY {order}, trace_id
            LIMIT {sql.Add(take)} OFFSET {sql.Add(skip)}
            """;
        var found = sql.Read(
            connection,
            text,
            row => (Id: row.GetTraceId(0), Start: row.GetInt64(1), Duration: row.GetInt64(2), Total: row.GetInt64(3))
        );
        if (found.Count == 0)
        {
            // Past the end of the list there is no row to tell the total.
            return skip == 0
                ? new TracePage([], 0)
                : new TracePage([], List(connection, filter with { Skip = 0, Take = 1 }).Total);
        }

        var summaries = TraceSummaries.Read(
            connection,
            found.ConvertAll(f => f.Id),
            found.Min(f => f.Start),
            found.Max(f => f.Start + f.Duration)
        );
        return new TracePage(
            [.. found.Select(f => summaries[f.Id].ToSummary(f.Id, new Timestamp(f.Start), f.Duration))],
            found[0].Total
        );
    }

    private static Trace? Get(DuckDBConnection connection, TraceId id)
    {
        var sql = new SqlParameters();
        var trace = sql.Add(id);
        // Ids first and rows after: of a trace of a million spans only those that are shown are read as a whole.
        var text = $"""
            WITH picked AS (
                SELECT min(rowid) AS row FROM span WHERE trace_id = {trace}
                GROUP BY span_id ORDER BY min(start), span_id LIMIT {sql.Add(Trace.MaximumSpans + 1)}
            )
            {SpanRows.Select} WHERE span.rowid IN (SELECT row FROM picked) ORDER BY start, span_id
            """;
        var rows = new SpanRows();
        var spans = sql.Read(connection, text, rows.Read);
        if (spans.Count == 0)
            return null;
        var isTruncated = spans.Count > Trace.MaximumSpans;
        if (isTruncated)
            spans.RemoveAt(spans.Count - 1);
        return new Trace(id, spans, isTruncated, LogCounts(connection, id, spans));
    }

    private static Dictionary<SpanId, int> LogCounts(DuckDBConnection connection, TraceId id, List<Span> spans)
    {
        var sql = new SqlParameters();
        var counts = sql.Read(
            connection,
            $"SELECT span_id, count(*) FROM log WHERE trace_id = {sql.Add(id)} AND span_id IS NOT NULL GROUP BY span_id",
            row => (Id: row.GetSpanId(0), Count: (int)row.GetInt64(1))
        );
        var shown = spans.Select(s => s.SpanId).ToHashSet();
        return counts.Where(c => shown.Contains(c.Id)).ToDictionary(c => c.Id, c => c.Count);
    }

    private static List<Span> LinkedFrom(DuckDBConnection connection, TraceId id)
    {
        var sql = new SqlParameters();
        var hex = sql.Add(id.ToString());
        var text = $"""
            WITH picked AS (
                SELECT min(rowid) AS row FROM span
                WHERE trace_id <> {sql.Add(id)}
                    AND CASE WHEN contains(links, {hex}) THEN list_contains(json_extract_string(links, '$[*].t'), {hex}) ELSE false END
                GROUP BY trace_id, span_id ORDER BY min(start), span_id LIMIT {sql.Add(MaximumLinked)}
            )
            {SpanRows.Select} WHERE span.rowid IN (SELECT row FROM picked) ORDER BY start, span_id
            """;
        return sql.Read(connection, text, new SpanRows().Read);
    }
}
