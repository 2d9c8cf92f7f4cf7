using DuckDB.NET.Data;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Storage.Queries;

/// <summary>
/// The keys of attributes, for completion: of the newest <see cref="SampleRows" /> rows, and of all resources as <c>resource.NAME</c>. Kept for <see cref="Lifetime" />, one list for
/// each of the three signals.
/// </summary>
internal sealed class AttributeKeys(ITelemetryReader reader, TimeProvider time)
{
    public const int SampleRows = 20_000;
    public const int MaximumKeys = 1_000;
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private readonly (DateTimeOffset At, IReadOnlyList<string>? Keys)[] _cached = new (
        DateTimeOffset,
        IReadOnlyList<string>?
    )[3];
    private readonly Lock _lock = new();

    public async Task<IReadOnlyList<string>> ReadAsync(TelemetrySignal signal, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            var (at, known) = _cached[(int)signal];
            if (known is not null && now - at < Lifetime)
                return known;
        }

        var keys = await reader.ReadAsync(connection => Read(connection, signal), cancellationToken);
        lock (_lock)
            _cached[(int)signal] = (now, keys);
        return keys;
    }

    private static List<string> Read(DuckDBConnection connection, TelemetrySignal signal)
    {
        var table = signal switch
        {
            TelemetrySignal.Traces => "span",
            TelemetrySignal.Logs => "log",
            _ => "series",
        };
        var sql = new SqlParameters();
        var text = $"""
            SELECT DISTINCT key FROM (
                SELECT unnest(json_keys(attributes)) AS key FROM {table} WHERE rowid > (SELECT max(rowid) FROM {table}) - {SampleRows}
                UNION ALL SELECT 'resource.' || unnest(json_keys(attributes)) FROM resource
            ) ORDER BY key LIMIT {MaximumKeys}
            """;
        return sql.Read(connection, text, row => row.GetString(0));
    }
}
