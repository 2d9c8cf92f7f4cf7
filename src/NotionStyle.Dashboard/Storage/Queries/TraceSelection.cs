using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Storage.Queries;

/// <summary>
/// The traces that meet a filter, as the common table expression <c>chosen</c> (trace_id, began, lasted, failed, run). A trace is all its spans, wherever in time and in the table they
/// lie: the filter first finds ids by a narrow scan, then each id is summed up over all its spans, and what depends on the whole trace (when it began, how long it took) is
/// decided on the sum. So a late or skewed span changes the answer as soon as it is stored, and a span that is stored twice changes nothing.
/// </summary>
internal static class TraceSelection
{
    /// <summary>What a failed span says in its column of status.</summary>
    public const string Failed = "status = 2";

    /// <summary>The end of a span; it cannot overflow, whatever was sent.</summary>
    public const string End = "start + least(duration, 9223372036854775807 - start)";

    /// <summary>The run of a trace: that of its root, or while the root has not come, the first in which a span of it was stored.</summary>
    private const string Run = "coalesce(min(run) FILTER (parent_span_id IS NULL), min(run))";

    /// <summary>Every trace with its run.</summary>
    public const string RunOfEachTrace = $"SELECT {Run} AS run_of_trace FROM span GROUP BY trace_id";

    /// <summary>The text that a statement begins with.</summary>
    public static string With(SqlParameters sql, TraceFilter filter)
    {
        var tables = new List<string>();
        var ids = new List<string>();
        void Require(string name, string condition)
        {
            // What was required before narrows what is required now: a time range saves the parsing of attributes elsewhere.
            var where = string.Join(" AND ", [.. ids, condition]);
            tables.Add($"{name} AS MATERIALIZED (SELECT DISTINCT trace_id FROM span WHERE {where})");
            ids.Add($"trace_id IN (SELECT trace_id FROM {name})");
        }

        // The narrowest columns first.
        if (filter.ErrorsOnly)
            Require("with_errors", Failed);
        if (Range(sql, "start", filter.Range) is { } range)
            Require("in_range", range);
        if (filter.Service is { } service)
            Require("of_service", AttributeConditions.Service(sql, service));
        if (
            string.Join(" AND ", AttributeConditions.Of(sql, filter.Attributes, RowField.OfSpan)) is { Length: > 0 } all
        )
            Require("with_attributes", all);
        if (filter.Text.Length > 0)
            Require("with_text", Text(sql, filter.Text));
        var having = new List<string> { "true" };
        if (Range(sql, "began", filter.Range) is { } began)
            having.Add(began);
        if (filter.MinDurationNano is { } minimum)
            having.Add($"lasted >= {sql.Add(minimum)}");
        if (filter.MaxDurationNano is { } maximum)
            having.Add($"lasted <= {sql.Add(maximum)}");
        if (filter.Run is { } run)
            having.Add($"run_of_trace = {sql.Add(run)}");
        var runColumn = filter.Run is null ? "" : $", {Run} AS run_of_trace";
        tables.Add(
            $"""
            chosen AS MATERIALIZED (
                SELECT trace_id, min(start) AS began, max({End}) - min(start) AS lasted, bool_or({Failed}) AS failed{runColumn}
                FROM span
                WHERE {(ids.Count == 0 ? "true" : string.Join(" AND ", ids))}
                GROUP BY trace_id
                HAVING {string.Join(" AND ", having)}
            )
            """
        );
        return "WITH " + string.Join(",\n", tables);
    }

    /// <summary>The condition that a column lies in a range; null when the range is open at both ends.</summary>
    public static string? Range(SqlParameters sql, string column, TimeRange range)
    {
        var parts = new List<string>();
        if (range.From is { } from)
            parts.Add($"{column} >= {sql.Add(from.UnixNano)}");
        if (range.To is { } to)
            parts.Add($"{column} < {sql.Add(to.UnixNano)}");
        return parts.Count == 0 ? null : string.Join(" AND ", parts);
    }

    private static string Text(SqlParameters sql, string text)
    {
        var condition =
            $"contains(lower(name), lower({sql.Add(text)})) OR {JsonText.AnyValueContains(sql, "attributes", text)}";
        return TraceId.TryParse(text.Trim(), out var id)
            ? $"(trace_id = {sql.Add(id)} OR {condition})"
            : $"({condition})";
    }
}
