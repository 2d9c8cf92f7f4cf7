using DuckDB.NET.Data;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Storage.Queries;

/// <summary>Answers questions about the store as a whole.</summary>
internal sealed class TelemetryCatalog(ITelemetryReader reader, IStoreCounters counters, TimeProvider time)
    : ITelemetryCatalog
{
    private const int MaximumOperations = 1_000;
    private readonly AttributeKeys _keys = new(reader, time);

    public Task<IReadOnlyList<ServiceSummary>> ServicesAsync(int? run, CancellationToken cancellationToken) =>
        reader.ReadAsync(connection => ServiceSummaries.Read(connection, run), cancellationToken);

    public Task<IReadOnlyList<Run>> RunsAsync(CancellationToken cancellationToken) =>
        reader.ReadAsync(Runs, cancellationToken);

    public Task<StoreStatistics> StatisticsAsync(CancellationToken cancellationToken) =>
        reader.ReadAsync(Statistics, cancellationToken);

    public Task<IReadOnlyList<string>> AttributeKeysAsync(
        TelemetrySignal signal,
        CancellationToken cancellationToken
    ) => _keys.ReadAsync(signal, cancellationToken);

    public Task<IReadOnlyList<OperationComparison>> CompareAsync(
        int runA,
        int runB,
        CancellationToken cancellationToken
    ) =>
        reader.ReadAsync<IReadOnlyList<OperationComparison>>(
            connection => Compare(connection, runA, runB),
            cancellationToken
        );

    private static IReadOnlyList<Run> Runs(DuckDBConnection connection)
    {
        var sql = new SqlParameters();
        // Each trace counts in one run, that of its root: the filter of a list by run finds as many.
        var text = $"""
            WITH traces AS ({TraceSelection.RunOfEachTrace}), counted AS (SELECT run_of_trace, count(*) AS traces FROM traces GROUP BY run_of_trace)
            SELECT run, started, lead(started) OVER (ORDER BY run), label, coalesce(traces, 0)
            FROM run LEFT JOIN counted ON run_of_trace = run ORDER BY run DESC
            """;
        return sql.Read(
            connection,
            text,
            row => new Run(
                row.GetInt32(0),
                row.GetTimestamp(1),
                row.IsDBNull(2) ? null : row.GetTimestamp(2),
                row.GetString(3),
                row.GetInt64(4)
            )
        );
    }

    private StoreStatistics Statistics(DuckDBConnection connection)
    {
        var text = """
            SELECT (SELECT count(*) FROM span), (SELECT count(*) FROM log), (SELECT count(*) FROM point),
                least((SELECT min(start) FROM span), (SELECT min(time) FROM log), (SELECT min(time) FROM point))
            """;
        return new SqlParameters().Read(
            connection,
            text,
            row => new StoreStatistics(
                row.GetInt64(0),
                row.GetInt64(1),
                row.GetInt64(2),
                counters.BytesStored,
                counters.BytesMaximum,
                counters.Received,
                counters.Duplicates,
                counters.Rejected,
                counters.Refused,
                counters.AgedOut,
                counters.QueueLength,
                counters.QueueMaximum,
                Environment.WorkingSet,
                row.IsDBNull(3) ? null : row.GetTimestamp(3)
            )
        )[0];
    }

    private static List<OperationComparison> Compare(DuckDBConnection connection, int runA, int runB)
    {
        var sql = new SqlParameters();
        string Figures(string alias, int run) =>
            $"""
                {alias} AS (
                    SELECT r.service, s.name, count(*) AS spans, count(*) FILTER ({TraceSelection.Failed}) AS errors, quantile_disc(duration, [0.5, 0.95]) AS q, max(duration) AS slowest
                    FROM span s JOIN resource r ON r.resource = s.resource
                    WHERE run = {sql.Add(run)} AND (kind IN (2, 5) OR parent_span_id IS NULL)
                    GROUP BY r.service, s.name
                )
                """;
        // The most frequent come first; of more than a page can show the rare ones are left out.
        var text = $"""
            WITH {Figures("a", runA)}, {Figures("b", runB)}
            SELECT coalesce(a.service, b.service), coalesce(a.name, b.name),
                a.spans, a.errors, a.q[1], a.q[2], a.slowest, b.spans, b.errors, b.q[1], b.q[2], b.slowest
            FROM a FULL JOIN b ON b.service = a.service AND b.name = a.name
            ORDER BY coalesce(a.spans, 0) + coalesce(b.spans, 0) DESC, 1, 2 LIMIT {sql.Add(MaximumOperations)}
            """;
        return sql.Read(
            connection,
            text,
            row => new OperationComparison(row.GetString(0), row.GetString(1), FiguresAt(row, 2), FiguresAt(row, 7))
        );
    }

    private static OperationFigures? FiguresAt(DuckDBDataReader row, int column) =>
        row.IsDBNull(column)
            ? null
            : new OperationFigures(
                row.GetInt64(column),
                row.GetInt64(column + 1),
                row.GetInt64(column + 2),
                row.GetInt64(column + 3),
                row.GetInt64(column + 4)
            );
}
