using DuckDB.NET.Data;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Storage.Queries;

/// <summary>The services with how much they sent; within a run only those that sent in it.</summary>
internal static class ServiceSummaries
{
    private const int MaximumServices = 10_000;
    private const int MaximumInstances = 1_000;

    public static IReadOnlyList<ServiceSummary> Read(DuckDBConnection connection, int? run)
    {
        var sql = new SqlParameters();
        var where = run is { } number ? $"WHERE run = {sql.Add(number)}" : "";
        var text = $"""
            WITH spans AS (
                SELECT resource, count(*) AS spans, count(*) FILTER ({TraceSelection.Failed}) AS errors, max({TraceSelection.End}) AS seen FROM span {where} GROUP BY resource
            ), logs AS (
                SELECT resource, count(*) AS logs, count(*) FILTER (severity >= 17) AS errors, max(time) AS seen FROM log {where} GROUP BY resource
            ), points AS (
                SELECT resource, max(last) AS seen FROM (SELECT series, max(time) AS last FROM point {where} GROUP BY series) p JOIN series USING (series) GROUP BY resource
            )
            SELECT service, list_sort(list(DISTINCT instance) FILTER (instance <> ''))[1:{MaximumInstances}],
                coalesce(sum(spans), 0)::BIGINT, coalesce(sum(spans.errors), 0)::BIGINT, coalesce(sum(logs), 0)::BIGINT, coalesce(sum(logs.errors), 0)::BIGINT,
                max(greatest(spans.seen, logs.seen, points.seen))
            FROM resource r
            LEFT JOIN spans ON spans.resource = r.resource
            LEFT JOIN logs ON logs.resource = r.resource
            LEFT JOIN points ON points.resource = r.resource
            {(run is null ? "" : "WHERE coalesce(spans.seen, logs.seen, points.seen) IS NOT NULL")}
            GROUP BY service ORDER BY service LIMIT {MaximumServices}
            """;
        return sql.Read(
            connection,
            text,
            row => new ServiceSummary(
                row.GetString(0),
                row.IsDBNull(1) ? [] : row.GetFieldValue<List<string>>(1),
                row.GetInt64(2),
                row.GetInt64(3),
                row.GetInt64(4),
                row.GetInt64(5),
                row.IsDBNull(6) ? null : row.GetTimestamp(6)
            )
        );
    }
}
