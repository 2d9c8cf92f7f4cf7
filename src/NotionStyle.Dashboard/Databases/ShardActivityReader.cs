using System.Globalization;
using System.Text.Json;
using DuckDB.NET.Data;
using NotionStyle.Dashboard.Storage;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Databases;

/// <summary>Reads from the stored telemetry what each shard did lately.</summary>
/// <remarks>
/// The block service measures its commits by shard. The AppHost has it send differences, whose counts add up; a service that sends histograms that grow from its start on needs two states
/// of each, the first and the last of the window. So the points are asked for directly, and not as 480 curves.
/// </remarks>
internal sealed class ShardActivityReader(ITelemetryReader? reader, TimeProvider time)
{
    /// <summary>The instrument of the block service.</summary>
    public const string Instrument = "notionstyle.shard.transaction.duration";

    private const string ShardAttribute = "notionstyle.shard";

    /// <summary>
    /// For each series: its state before the window, when it and its process were first seen, its first state and its last. Points of all instruments tell when a process was first
    /// seen: a series that came later than its process began empty.
    /// </summary>
    private const string GrowingSql = """
        WITH recent AS (SELECT s.resource, s.name, s.is_delta, s.attributes, p.* FROM series s JOIN point p ON p.series = s.series WHERE p.time >= $2),
             seen AS (SELECT resource, min(time) AS first FROM recent GROUP BY resource)
        SELECT r.attributes, arg_max(r.buckets, r.time) FILTER (WHERE r.time < $3), min(r.start), min(r.time), any_value(seen.first),
               arg_min(r.buckets, r.time), arg_max(r.buckets, r.time), arg_max(r.bounds, r.time)
        FROM recent r JOIN seen ON seen.resource = r.resource
        WHERE r.name = $1 AND NOT r.is_delta AND r.buckets IS NOT NULL
        GROUP BY r.series, r.attributes
        HAVING max(r.time) >= $3
        """;

    /// <summary>For each series of differences: what fell into each slot within the window.</summary>
    private const string DifferencesSql = """
        WITH slots AS (
            SELECT s.attributes, p.bounds, generate_subscripts(p.buckets, 1) AS slot, unnest(p.buckets) AS n
            FROM series s JOIN point p ON p.series = s.series
            WHERE s.name = $1 AND s.is_delta AND p.time >= $2 AND p.buckets IS NOT NULL
        ),
        sums AS (SELECT attributes, bounds, slot, sum(n) AS n FROM slots GROUP BY ALL)
        SELECT attributes, bounds, list(n ORDER BY slot) FROM sums GROUP BY attributes, bounds
        """;

    /// <summary>Over how long.</summary>
    public static TimeSpan Window => TimeSpan.FromMinutes(5);

    /// <summary>How far before the window a state is looked for: processes may send as seldom as every minute.</summary>
    private static TimeSpan Before => TimeSpan.FromMinutes(3);

    /// <summary>What each shard did; a shard that is not there did nothing. Null and the reason when that cannot be told.</summary>
    public async Task<(IReadOnlyDictionary<int, HistogramDelta>? Shards, string? Problem)> ReadAsync(
        CancellationToken ct
    )
    {
        if (reader is null)
            return (null, "This dashboard stores no telemetry.");
        var from = (Timestamp.From(time.GetUtcNow()) - Window).UnixNano;
        try
        {
            return (await reader.ReadAsync(connection => Query(connection, from), ct), null);
        }
        catch (DuckDBException e)
        {
            return (null, $"The stored telemetry could not be asked for edits: {e.Message}");
        }
    }

    /// <summary>The figures of a histogram over the window.</summary>
    public static ShardActivity Summarize(HistogramDelta? delta) =>
        delta is null or { Total: 0 }
            ? ShardActivity.None
            : new ShardActivity(
                delta.Total,
                delta.Total / Window.TotalSeconds,
                Nanoseconds(delta.Quantile(0.5)),
                Nanoseconds(delta.Quantile(0.99))
            );

    private static Dictionary<int, HistogramDelta> Query(DuckDBConnection connection, long from)
    {
        var shards = new Dictionary<int, HistogramDelta>();
        Each(
            connection,
            GrowingSql,
            [(new Timestamp(from) - Before).UnixNano, from],
            row =>
            {
                var beganEmpty = row.GetInt64(2) >= from || row.GetInt64(3) > row.GetInt64(4);
                var before =
                    !row.IsDBNull(1) ? Numbers(row, 1)
                    : beganEmpty ? null
                    : Numbers(row, 5);
                Of(row)?.Add(Numbers(row, 7), before, Numbers(row, 6));
            }
        );
        Each(connection, DifferencesSql, [from], row => Of(row)?.Add(Numbers(row, 1), null, Numbers(row, 2)));
        return shards;

        HistogramDelta? Of(DuckDBDataReader row)
        {
            if (ShardOf(row.GetString(0)) is not { } shard)
                return null;
            if (!shards.TryGetValue(shard, out var delta))
                shards.Add(shard, delta = new HistogramDelta());
            return delta;
        }
    }

    private static void Each(DuckDBConnection connection, string sql, long[] times, Action<DuckDBDataReader> use)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.Add(new DuckDBParameter(Instrument));
        foreach (var time in times)
            command.Parameters.Add(new DuckDBParameter(time));
        using var rows = command.ExecuteReader();
        while (rows.Read())
            use(rows);
    }

    private static double[] Numbers(DuckDBDataReader row, int column) =>
        row.IsDBNull(column) ? [] : [.. (IEnumerable<double>)row.GetValue(column)];

    /// <summary>The shard in a series' attributes; null when they name none of the 480.</summary>
    private static int? ShardOf(string attributes)
    {
        try
        {
            using var document = JsonDocument.Parse(attributes);
            if (
                document.RootElement.TryGetProperty(ShardAttribute, out var value)
                && int.TryParse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var shard)
                && shard < ShardStatistics.ShardCount
            )
                return shard;
        }
        catch (JsonException)
        {
            // Not written by this repository's service.
        }

        return null;
    }

    private static long? Nanoseconds(double? seconds) => seconds is { } s ? (long)(s * 1e9) : null;
}
