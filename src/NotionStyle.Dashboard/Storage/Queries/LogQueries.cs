using DuckDB.NET.Data;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Storage.Queries;

/// <summary>Answers questions about log records from the table <c>log</c>.</summary>
internal sealed class LogQueries(ITelemetryReader reader) : ILogQueries
{
    private const int MaximumTake = 10_000;
    private const int MaximumSlots = 1_000;
    private const int ResourceColumn = 9;
    private const long NanosecondsPerTick = 100;

    public Task<LogPage> ListAsync(LogFilter filter, CancellationToken cancellationToken) =>
        reader.ReadAsync(connection => List(connection, filter), cancellationToken);

    public Task<IReadOnlyList<LogSlot>> CountsAsync(LogFilter filter, int slots, CancellationToken cancellationToken) =>
        reader.ReadAsync<IReadOnlyList<LogSlot>>(
            connection => Counts(connection, filter, Math.Clamp(slots, 1, MaximumSlots)),
            cancellationToken
        );

    private static LogPage List(DuckDBConnection connection, LogFilter filter)
    {
        var (take, skip) = (Math.Clamp(filter.Take, 1, MaximumTake), Math.Max(0, filter.Skip));
        var sql = new SqlParameters();
        var direction = filter.OldestFirst ? "" : "DESC";
        // Records of the same moment keep the order in which they came. Places first, the wide columns only of what is shown.
        var text = $"""
            WITH chosen AS MATERIALIZED (SELECT time, rowid AS row FROM log WHERE {Where(sql, filter)}),
            picked AS (SELECT row FROM chosen ORDER BY time {direction}, row {direction} LIMIT {sql.Add(
                take
            )} OFFSET {sql.Add(skip)})
            SELECT time, severity, severity_text, body, event_name, trace_id, span_id, scope, log.attributes,
                log.resource, r.service, r.instance, r.attributes, (SELECT count(*) FROM chosen)
            FROM log JOIN resource r ON r.resource = log.resource
            WHERE log.rowid IN (SELECT row FROM picked)
            ORDER BY time {direction}, log.rowid {direction}
            """;
        var resources = new ResourceCache(ResourceColumn);
        long? total = null;
        var records = sql.Read(
            connection,
            text,
            row =>
            {
                total ??= row.GetInt64(ResourceColumn + 4);
                return Read(row, resources);
            }
        );
        // Past the end of the list there is no row to tell the total.
        total ??= skip == 0 ? 0 : List(connection, filter with { Skip = 0, Take = 1 }).Total;
        return new LogPage(records, total.Value);
    }

    private static LogRecord Read(DuckDBDataReader row, ResourceCache resources) =>
        new()
        {
            Time = row.GetTimestamp(0),
            Severity = row.GetByte(1),
            SeverityText = row.GetText(2),
            Body = row.GetString(3),
            EventName = row.GetText(4),
            TraceId = row.IsDBNull(5) ? null : row.GetTraceId(5),
            SpanId = row.IsDBNull(6) ? null : row.GetSpanId(6),
            // The table does not keep the version of the scope of a record.
            Scope = new InstrumentationScope(row.GetString(7), ""),
            Attributes = new TelemetryAttributes(row.GetString(8)),
            Resource = resources.Read(row),
        };

    private static LogSlot[] Counts(DuckDBConnection connection, LogFilter filter, int slots)
    {
        var sql = new SqlParameters();
        // The slots are whole ticks of .NET long and begin with the first record; the last holds the last record.
        var text = $"""
            WITH chosen AS MATERIALIZED (SELECT time, severity FROM log WHERE {Where(sql, filter)}),
            span_of_time AS (
                SELECT min(time) AS first, ((max(time) - min(time)) // ({sql.Add(
                slots
            )} * {NanosecondsPerTick}) + 1) * {NanosecondsPerTick} AS length FROM chosen
            )
            SELECT first, length, (time - first) // length AS slot,
                count(*) FILTER (severity >= 17), count(*) FILTER (severity BETWEEN 13 AND 16), count(*) FILTER (severity < 13)
            FROM chosen, span_of_time GROUP BY first, length, slot ORDER BY slot
            """;
        var rows = sql.Read(
            connection,
            text,
            row =>
                (
                    First: row.GetInt64(0),
                    Length: row.GetInt64(1),
                    Slot: (int)row.GetInt64(2),
                    Errors: row.GetInt64(3),
                    Warnings: row.GetInt64(4),
                    Others: row.GetInt64(5)
                )
        );
        if (rows.Count == 0)
            return [];
        var (first, length) = (rows[0].First, rows[0].Length);
        var counts = Enumerable
            .Range(0, rows[^1].Slot + 1)
            .Select(i => new LogSlot(
                new Timestamp(first + i * length),
                TimeSpan.FromTicks(length / NanosecondsPerTick),
                0,
                0,
                0
            ))
            .ToArray();
        foreach (var row in rows)
            counts[row.Slot] = counts[row.Slot] with
            {
                Errors = row.Errors,
                Warnings = row.Warnings,
                Others = row.Others,
            };
        return counts;
    }

    private static string Where(SqlParameters sql, LogFilter filter)
    {
        var parts = new List<string> { "true" };
        if (TraceSelection.Range(sql, "time", filter.Range) is { } range)
            parts.Add(range);
        if (filter.Service is { } service)
            parts.Add(AttributeConditions.Service(sql, service));
        if (filter.Run is { } run)
            parts.Add($"run = {sql.Add(run)}");
        if (filter.MinSeverity > 0)
            parts.Add($"severity >= {sql.Add(filter.MinSeverity)}");
        if (filter.TraceId is { } trace)
            parts.Add($"trace_id = {sql.Add(trace)}");
        if (filter.SpanId is { } span)
            parts.Add($"span_id = {sql.Add(span.Value)}");
        parts.AddRange(AttributeConditions.Of(sql, filter.Attributes, RowField.OfLog));
        if (filter.Text.Length > 0)
        {
            var text = sql.Add(filter.Text);
            parts.Add(
                $"(contains(lower(body), lower({text})) OR contains(lower(scope), lower({text})) OR {JsonText.AnyValueContains(sql, "attributes", filter.Text)})"
            );
        }

        return string.Join(" AND ", parts);
    }
}
