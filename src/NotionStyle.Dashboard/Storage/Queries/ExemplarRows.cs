using System.Text.Json;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Storage.Queries;

/// <summary>The newest exemplars of a chart; the same one may stand in several points.</summary>
internal static class ExemplarRows
{
    private const int MaximumExemplars = 500;
    private const int MaximumPoints = 2_000;

    public static List<Exemplar> Read(ChartSource chart)
    {
        var (from, to) = (chart.Slots.From, chart.Slots.To);
        var sql = new SqlParameters();
        var text = $"""
            WITH {chart.Wanted(sql)}
            SELECT p.exemplars FROM point p JOIN wanted ON wanted.series = p.series
            WHERE p.exemplars IS NOT NULL AND {chart.Points(sql, from, to)} ORDER BY p.time DESC LIMIT {sql.Add(
                MaximumPoints
            )}
            """;
        var found = new HashSet<Exemplar>();
        foreach (var json in sql.Read(chart.Connection, text, row => row.GetString(0)))
        {
            using var document = JsonDocument.Parse(json);
            foreach (var item in document.RootElement.EnumerateArray())
                if (
                    found.Count < MaximumExemplars
                    && Parse(item) is { } exemplar
                    && exemplar.Time.UnixNano >= from
                    && exemplar.Time.UnixNano < to
                )
                    found.Add(exemplar);
        }

        return [.. found.OrderBy(e => e.Time)];
    }

    // {"t": time, "v": value, "trace": trace id as text, "span": span id as text}; a value that is no number of JSON comes as text.
    private static Exemplar? Parse(JsonElement item) =>
        TraceId.TryParse(item.GetProperty("trace").GetString(), out var trace)
        && SpanId.TryParse(item.GetProperty("span").GetString(), out var span)
        && item.GetProperty("v") is { ValueKind: JsonValueKind.Number } value
            ? new Exemplar(new Timestamp(item.GetProperty("t").GetInt64()), value.GetDouble(), trace, span)
            : null;
}
