using DuckDB.NET.Data;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Storage.Queries;

/// <summary>
/// The histogram of durations. The borders are the powers of 2^(1/4), rounded to nanoseconds; the database counts by these, exactly, and the finest factor that gives at most
/// <see cref="MaximumSlots" /> slots (2^(1/4), 2^(1/2), 2, 4) joins them. So the same duration always lies between the same borders, and the answer of the database is small.
/// </summary>
internal static class LatencySlots
{
    public const int MaximumSlots = 40;

    // Slot 0 is below 1 ns; slot k from Borders[k - 1] on.
    private static readonly long[] Borders = MakeBorders();

    public static LatencyHistogram Read(DuckDBConnection connection, TraceFilter filter)
    {
        var sql = new SqlParameters();
        var with = TraceSelection.With(sql, filter);
        var borders = sql.Add(Borders.ToList());
        // The logarithm may be off by one next to a border; the border itself decides.
        var text = $"""
            {with}, placed AS (
                SELECT lasted, failed, CASE WHEN lasted < 1 THEN 0 ELSE greatest(1, CAST(floor(log2(lasted) * 4) AS INTEGER) + 1) END AS near FROM chosen
            ), exact AS (
                SELECT failed, near + CASE WHEN near > 0 AND lasted < {borders}[near] THEN -1 WHEN lasted >= {borders}[near + 1] THEN 1 ELSE 0 END AS slot FROM placed
            ), counted AS (
                SELECT slot, count(*) AS traces, count(*) FILTER (failed) AS errors FROM exact GROUP BY slot
            ), ranks AS (
                SELECT quantile_disc(lasted, [0.5, 0.9, 0.99]) AS q FROM chosen
            )
            SELECT slot, traces, errors, q[1], q[2], q[3] FROM counted, ranks ORDER BY slot
            """;
        var rows = sql.Read(
            connection,
            text,
            row =>
                (
                    Slot: row.GetInt32(0),
                    Count: row.GetInt64(1),
                    Errors: row.GetInt64(2),
                    P50: row.GetInt64(3),
                    P90: row.GetInt64(4),
                    P99: row.GetInt64(5)
                )
        );
        return rows.Count == 0
            ? new LatencyHistogram([], 0, 0, 0)
            : new LatencyHistogram(
                Join(rows.ConvertAll(r => (r.Slot, r.Count, r.Errors))),
                rows[0].P50,
                rows[0].P90,
                rows[0].P99
            );
    }

    private static List<LatencySlot> Join(List<(int Slot, long Count, long Errors)> rows)
    {
        // A slot of the finest kind may be empty of whole numbers (2^(1/4) and 2^(1/2) both round up to 2): coarser slots begin at powers of the coarser factor.
        int Coarse(int slot, int factor) => slot == 0 ? 0 : (slot - 1) / factor + 1;
        var width = 1;
        while (Coarse(rows[^1].Slot, width) - Coarse(rows[0].Slot, width) + 1 > MaximumSlots)
            width *= 2;
        var first = Coarse(rows[0].Slot, width);
        var slots = new (long Count, long Errors)[Coarse(rows[^1].Slot, width) - first + 1];
        foreach (var (slot, count, errors) in rows)
        {
            ref var sum = ref slots[Coarse(slot, width) - first];
            sum = (sum.Count + count, sum.Errors + errors);
        }

        long Start(int coarse) => coarse == 0 ? 0 : Borders[Math.Min((coarse - 1) * width, Borders.Length - 1)];
        var joined = new List<LatencySlot>();
        for (var i = 0; i < slots.Length; i++)
            if (Start(first + i) < Start(first + i + 1))
                joined.Add(new LatencySlot(Start(first + i), Start(first + i + 1), slots[i].Count, slots[i].Errors));
        return joined;
    }

    private static long[] MakeBorders()
    {
        var borders = new List<long>();
        for (var k = 0; k < 63 * 4; k++)
            borders.Add((long)Math.Ceiling(Math.Pow(2, k / 4.0)));
        borders.Add(long.MaxValue);
        return [.. borders];
    }
}
