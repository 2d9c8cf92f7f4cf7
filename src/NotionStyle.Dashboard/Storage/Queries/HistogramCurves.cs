using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Storage.Queries;

/// <summary>
/// The percentiles of histograms. The buckets of a slot are what was counted in it (see <see cref="Increments" />), added over the series of the group; buckets with other bounds are
/// kept apart and meet only in the percentile. When the bounds of a cumulative series change under way (an exponential histogram that rescales) there is nothing to subtract: what was
/// counted is then taken to be spread like all before it.
/// </summary>
internal static class HistogramCurves
{
    private const string Columns =
        ", p.count, p.min, p.max, p.bounds, p.buckets, lag(p.bounds) OVER w AS bounds_before, lag(p.buckets) OVER w AS buckets_before";

    private static readonly string[] Names = ["p50", "p90", "p99"];
    private static readonly double[] Shares = [0.5, 0.9, 0.99];

    public static List<MetricCurve> Read(ChartSource chart)
    {
        var sql = new SqlParameters();
        // Bounds are told apart by their hash, and lists are opened side by side: to carry a list along with each of its own values is what would take the time.
        var text = $"""
            WITH {Increments.Tables(sql, chart, RateCurves.Count, Columns)}, shaped AS (
                SELECT *, hash(bounds) AS shape, is_delta OR is_reset AS is_whole, bounds = bounds_before AND len(buckets) = len(buckets_before) AS is_same
                FROM increment WHERE amount > 0 AND len(buckets) = len(bounds) + 1
            ), opened AS (
                SELECT grp, slot_a, slot_b, shape, share_first, share_between, share_last, min, max, is_whole, is_same, amount / count AS part,
                    unnest(buckets) AS now, unnest(buckets_before) AS earlier, unnest(range(len(buckets))) AS bucket
                FROM shaped
            ), bucketed AS (
                SELECT *, CASE WHEN is_whole THEN now WHEN is_same THEN greatest(0, now - earlier) ELSE now * part END AS n FROM opened
            ), summed AS (
                SELECT grp, slot_a, slot_b, shape, bucket, sum(n * share_first) AS first, sum(n * share_between) AS between_them, sum(n * share_last) AS last, min(min) AS min, max(max) AS max
                FROM bucketed WHERE n > 0 GROUP BY grp, slot_a, slot_b, shape, bucket
            ), shapes AS (
                SELECT shape, any_value(bounds) AS bounds FROM shaped GROUP BY shape
            )
            SELECT grp, slot_a, slot_b, shape, CAST(bucket AS INTEGER), first, between_them, last, min, max, bounds
            FROM summed JOIN shapes USING (shape) ORDER BY grp
            """;
        var curves = new List<MetricCurve>();
        var number = -1;
        BucketSlot?[] slots = [];
        var shapes = new Dictionary<ulong, double[]>();
        using var command = sql.CreateCommand(chart.Connection, text);
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            if (row.GetInt32(0) != number)
            {
                Finish();
                number = row.GetInt32(0);
                slots = new BucketSlot?[chart.Slots.Count];
            }

            var (a, b, shape) = (row.GetInt32(1), row.GetInt32(2), row.GetFieldValue<ulong>(3));
            if (!shapes.TryGetValue(shape, out var bounds))
                shapes.Add(shape, bounds = [.. row.GetFieldValue<List<double>>(10)]);
            for (var slot = a; slot <= b; slot++)
                (slots[slot] ??= new BucketSlot()).Add(
                    shape,
                    bounds,
                    row.GetInt32(4),
                    row.GetDouble(
                        slot == a ? 5
                        : slot == b ? 7
                        : 6
                    ),
                    row.GetNumber(8),
                    row.GetNumber(9)
                );
        }

        Finish();
        return curves;

        void Finish()
        {
            if (number < 0)
                return;
            var values = Array.ConvertAll(slots, slot => slot?.Quantiles(Shares));
            for (var i = 0; i < Names.Length; i++)
            {
                var quantile = i;
                curves.Add(
                    new MetricCurve(chart.GroupAt(number), Names[i], Array.ConvertAll(values, v => v?[quantile]))
                );
            }
        }
    }
}
