using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Storage.Queries;

/// <summary>The rates per second of what counts: counters, and the number of values of histograms and summaries.</summary>
internal static class RateCurves
{
    /// <summary>The column of a counter.</summary>
    public const string Value = "p.value";

    /// <summary>The column of the number of values.</summary>
    public const string Count = "p.count::DOUBLE";

    public static List<MetricCurve> Read(ChartSource chart, string value)
    {
        var sql = new SqlParameters();
        var text = $"""
            WITH {Increments.Tables(sql, chart, value)}
            SELECT grp, slot_a, slot_b, sum(amount * share_first), sum(amount * share_between), sum(amount * share_last), max(end_of)
            FROM increment GROUP BY grp, slot_a, slot_b ORDER BY grp
            """;
        var rows = sql.Read(
            chart.Connection,
            text,
            row =>
                (
                    Group: row.GetInt32(0),
                    A: row.GetInt32(1),
                    B: row.GetInt32(2),
                    Amounts: (row.GetDouble(3), row.GetDouble(4), row.GetDouble(5)),
                    End: row.GetInt64(6)
                )
        );
        if (rows.Count == 0)
            return [];
        var newest = rows.Max(r => r.End);
        var curves = new List<MetricCurve>();
        foreach (var group in rows.GroupBy(r => r.Group))
        {
            var sums = new double[chart.Slots.Count];
            var touched = new bool[chart.Slots.Count];
            foreach (var row in group)
            {
                Increments.Spread(sums, row.A, row.B, row.Amounts);
                Array.Fill(touched, true, row.A, row.B - row.A + 1);
            }

            curves.Add(
                new MetricCurve(
                    chart.GroupAt(group.Key),
                    "rate",
                    [.. sums.Select((sum, i) => touched[i] ? sum / Seconds(chart.Slots, i, newest) : (double?)null)]
                )
            );
        }

        return curves;
    }

    /// <summary>What each group counted in the range.</summary>
    public static Dictionary<int, double> Totals(ChartSource chart, string value)
    {
        var sql = new SqlParameters();
        var text = $"""
            WITH {Increments.Tables(sql, chart, value)}
            SELECT grp, sum(amount * (b - a) / (time - since)) FROM increment GROUP BY grp
            """;
        return sql.Read(chart.Connection, text, row => (row.GetInt32(0), row.GetDouble(1)))
            .ToDictionary(r => r.Item1, r => r.Item2);
    }

    // The slot in which the newest point lies is not over: what it has is divided by the time that was measured, or each curve would end in a fall.
    private static double Seconds(ChartSlots slots, int slot, long newest)
    {
        var start = slots.From + slot * slots.Length;
        return newest > start && newest < start + slots.Length ? (newest - start) / 1e9 : slots.Seconds;
    }
}
