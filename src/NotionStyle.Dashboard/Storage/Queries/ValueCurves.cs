using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Storage.Queries;

/// <summary>
/// The curves of values. A slot shows the last value of each series in it; a series that was read before and is read again later keeps its value meanwhile, for at most
/// <see cref="Hold" />, so that processes that are read at different moments add up. Over the series of a group up-down counters are added (connections of two processes are
/// connections) and gauges averaged (the temperature of two rooms is no sum).
/// </summary>
internal static class ValueCurves
{
    // Longer than the usual longest export interval, a minute; a process that ended is forgotten after it.
    private const long Hold = 75L * 1_000_000_000;

    private static readonly (string Name, double Quantile)[] Quantiles = [("p50", 0.5), ("p90", 0.9), ("p99", 0.99)];

    public static List<MetricCurve> Read(ChartSource chart)
    {
        // A change that was sent as a delta is added to all before it that are stored.
        var isSum = chart.Kind == InstrumentKind.UpDownCounter;
        var value =
            isSum && chart.HasDelta
                ? "CASE WHEN is_delta THEN sum(p.value) OVER (PARTITION BY p.series ORDER BY p.time, p.rowid ROWS UNBOUNDED PRECEDING) ELSE p.value END"
                : "p.value";
        return Read(chart, new SqlParameters(), value, "value", isSum, isSum && chart.HasDelta);
    }

    /// <summary>Of quantiles that were computed at the source: those nearest to 0.5, 0.9 and 0.99. They cannot be joined, so several series are averaged.</summary>
    public static List<MetricCurve> ReadSummary(ChartSource chart)
    {
        var curves = new List<MetricCurve>();
        foreach (var (name, quantile) in Quantiles)
        {
            var sql = new SqlParameters();
            var distances = $"list_transform(p.bounds, lambda q: abs(q - {sql.Add(quantile)}))";
            var value = $"p.buckets[list_position({distances}, list_min({distances}))]";
            curves.AddRange(Read(chart, sql, value, name, isSum: false, fromBeginning: false));
        }

        return curves;
    }

    /// <summary>The highest value of each group in the range.</summary>
    public static Dictionary<int, double> Highest(ChartSource chart)
    {
        var sql = new SqlParameters();
        var text = $"""
            WITH {chart.Wanted(sql)}
            SELECT grp, max(p.value) FROM point p JOIN wanted ON wanted.series = p.series
            WHERE {chart.Points(sql, chart.Slots.From, chart.Slots.To)} AND isfinite(p.value) GROUP BY grp
            """;
        return sql.Read(chart.Connection, text, row => (row.GetInt32(0), row.GetDouble(1)))
            .ToDictionary(r => r.Item1, r => r.Item2);
    }

    private static List<MetricCurve> Read(
        ChartSource chart,
        SqlParameters sql,
        string value,
        string statistic,
        bool isSum,
        bool fromBeginning
    )
    {
        var (from, to, length) = (chart.Slots.From, chart.Slots.To, chart.Slots.Length);
        var (f, l) = (sql.Add(from), sql.Add(length));
        var (hold, last) = (sql.Add(Hold), sql.Add(chart.Slots.Count - 1));
        var text = $"""
            WITH {chart.Wanted(sql)}, held AS (
                SELECT grp, p.time, {value} AS v, lead(p.time) OVER (PARTITION BY p.series ORDER BY p.time, p.rowid) AS next
                FROM point p JOIN wanted ON wanted.series = p.series
                WHERE {chart.Points(sql, fromBeginning ? 0 : from - Hold, to)} AND isfinite(p.value)
            ), placed AS (
                SELECT grp, v, CAST((greatest(time, {f}) - {f}) // {l} AS INTEGER) AS slot_a,
                    CAST(least((time + {hold} - 1 - {f}) // {l}, CASE WHEN next IS NULL THEN {last} ELSE (greatest(next, {f}) - {f}) // {l} - 1 END, {last}) AS INTEGER) AS slot_b
                FROM held WHERE time + {hold} > {f} AND isfinite(v)
            )
            SELECT grp, slot_a, slot_b, sum(v), count(*) FROM placed WHERE slot_b >= slot_a GROUP BY grp, slot_a, slot_b ORDER BY grp
            """;
        var rows = sql.Read(
            chart.Connection,
            text,
            row =>
                (
                    Group: row.GetInt32(0),
                    A: row.GetInt32(1),
                    B: row.GetInt32(2),
                    Sum: row.GetDouble(3),
                    Count: row.GetInt64(4)
                )
        );
        var curves = new List<MetricCurve>();
        foreach (var group in rows.GroupBy(r => r.Group))
        {
            var sums = new double[chart.Slots.Count];
            var counts = new long[chart.Slots.Count];
            foreach (var row in group)
                for (var slot = row.A; slot <= row.B; slot++)
                {
                    sums[slot] += row.Sum;
                    counts[slot] += row.Count;
                }

            curves.Add(
                new MetricCurve(
                    chart.GroupAt(group.Key),
                    statistic,
                    [
                        .. sums.Select(
                            (sum, i) =>
                                counts[i] == 0 ? null
                                : isSum ? sum
                                : (double?)(sum / counts[i])
                        ),
                    ]
                )
            );
        }

        return curves;
    }
}
