namespace NotionStyle.Dashboard.Storage.Queries;

/// <summary>
/// What counters counted from one point to the next, as a table expression. A point of a delta series is such an increment by itself, since its own start. Of a cumulative series it is
/// the difference to the point before; when the value fell or the start moved, counting began again at 0, and so it did before the first point of a series if its start is known. An
/// increment belongs to the whole time in which it was counted: it is spread evenly over the slots that this time touches, so that an export every minute draws the same curve as one
/// every second, and the sum over all slots is what was counted.
/// </summary>
internal static class Increments
{
    // The point before the first of the range and the one after the last are looked for so far away; exporters are not slower.
    private const long Reach = 5L * 60 * 1_000_000_000;

    /// <summary>
    /// The tables <c>raw</c> and <c>increment</c>: grp, amount, slot_a and slot_b (the first and the last slot), end_of (when it ends), and the shares of the first slot, of each slot
    /// between and of the last.
    /// </summary>
    /// <param name="sql">Takes the values.</param>
    /// <param name="chart">The series and slots.</param>
    /// <param name="value">The column that counts.</param>
    /// <param name="columns">Further columns of <c>point</c> (as <c>p.…</c>) or windows over <c>w</c> with names, each with a leading comma.</param>
    public static string Tables(SqlParameters sql, ChartSource chart, string value, string columns = "")
    {
        var (from, to, length) = (chart.Slots.From, chart.Slots.To, chart.Slots.Length);
        var (f, t, l) = (sql.Add(from), sql.Add(to), sql.Add(length));
        return $"""
            {chart.Wanted(sql)}, raw AS (
                SELECT grp, is_delta, p.time, p.start, {value} AS v, lag({value}) OVER w AS v_before, lag(p.time) OVER w AS time_before, lag(p.start) OVER w AS start_before{columns}
                FROM point p JOIN wanted ON wanted.series = p.series
                WHERE {chart.Points(sql, from - Reach, to + Reach)} AND isfinite({value})
                WINDOW w AS (PARTITION BY p.series ORDER BY p.time, p.rowid)
            ), judged AS (
                SELECT *, v_before IS NULL OR v < v_before OR (start_before > 0 AND start > start_before) AS is_reset, CASE WHEN start > 0 AND start < time THEN start END AS began
                FROM raw WHERE time_before IS DISTINCT FROM time
            ), counted AS (
                SELECT *, CASE WHEN is_delta OR is_reset THEN v ELSE v - v_before END AS amount,
                    CASE WHEN is_delta THEN coalesce(began, time_before) WHEN is_reset THEN greatest(began, time_before) ELSE time_before END AS since
                FROM judged
            ), clipped AS (
                SELECT *, greatest(since, {f}) AS a, least(time, {t}) AS b FROM counted WHERE since < time AND time > {f} AND since < {t}
            ), placed AS (
                SELECT *, CAST((a - {f}) // {l} AS INTEGER) AS slot_a, CAST((b - 1 - {f}) // {l} AS INTEGER) AS slot_b FROM clipped
            ), increment AS (
                SELECT *, b AS end_of,
                    (least(b, {f} + (slot_a + 1) * {l}) - a) / (time - since)::DOUBLE AS share_first,
                    {l} / (time - since)::DOUBLE AS share_between,
                    CASE WHEN slot_b = slot_a THEN 0 ELSE (b - ({f} + slot_b * {l})) / (time - since)::DOUBLE END AS share_last
                FROM placed
            )
            """;
    }

    /// <summary>Adds an amount to the slots that it was spread over.</summary>
    public static void Spread(
        Span<double> slots,
        int slotA,
        int slotB,
        (double First, double Between, double Last) amounts
    )
    {
        slots[slotA] += amounts.First;
        if (slotB == slotA)
            return;
        for (var slot = slotA + 1; slot < slotB; slot++)
            slots[slot] += amounts.Between;
        slots[slotB] += amounts.Last;
    }
}
