using DuckDB.NET.Data;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Storage.Queries;

/// <summary>What the curves of a chart are drawn of: the series that the query chooses, each in its group, and the slots.</summary>
internal sealed class ChartSource
{
    private const int MaximumGroups = 50;

    private readonly MetricQuery _query;
    private readonly List<string> _groups = [];
    private List<(SeriesRow Series, int Group)> _series;

    public ChartSource(DuckDBConnection connection, MetricQuery query, List<SeriesRow> series, ChartSlots slots)
    {
        _query = query;
        Connection = connection;
        Slots = slots;
        Kind = series[0].Kind;
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        _series = [];
        foreach (var row in series.Where(Matches))
        {
            // A series without the attribute is in the group of no value.
            var group = query.GroupBy is { } key ? row.Attributes[key] ?? "" : "";
            if (!numbers.TryGetValue(group, out var number))
            {
                numbers.Add(group, number = _groups.Count);
                _groups.Add(group);
            }

            _series.Add((row, number));
        }
    }

    public DuckDBConnection Connection { get; }

    public ChartSlots Slots { get; }

    public InstrumentKind Kind { get; }

    public bool IsTruncated { get; private set; }

    public bool HasDelta => _series.Exists(s => s.Series.IsDelta);

    public string GroupAt(int number) => _groups[number];

    public int PlaceOf(string group) => _groups.IndexOf(group);

    /// <summary>The table of the chosen series: <c>series</c>, <c>grp</c>, <c>is_delta</c>.</summary>
    public string Wanted(SqlParameters sql) =>
        $"""
            wanted AS MATERIALIZED (
                SELECT unnest({sql.Add(_series.ConvertAll(s => s.Series.Number))}) AS series,
                    unnest({sql.Add(_series.ConvertAll(s => s.Group))}) AS grp,
                    unnest({sql.Add(_series.ConvertAll(s => s.Series.IsDelta ? 1 : 0))}) = 1 AS is_delta
            )
            """;

    /// <summary>The condition on the points of a range of time.</summary>
    public string Points(SqlParameters sql, long from, long to) =>
        $"p.time >= {sql.Add(Math.Max(0, from))} AND p.time < {sql.Add(to)}"
        + (_query.Run is { } run ? $" AND p.run = {sql.Add(run)}" : "");

    /// <summary>Leaves out all groups but the largest: those that counted most, or of values those with the highest.</summary>
    public void KeepLargestGroups()
    {
        if (_groups.Count <= MaximumGroups)
            return;
        IsTruncated = true;
        var totals = Kind switch
        {
            InstrumentKind.Gauge or InstrumentKind.UpDownCounter => ValueCurves.Highest(this),
            _ => RateCurves.Totals(this, Kind == InstrumentKind.Counter ? RateCurves.Value : RateCurves.Count),
        };
        var kept = totals.OrderByDescending(t => t.Value).Take(MaximumGroups).Select(t => t.Key).ToHashSet();
        _series = _series.FindAll(s => kept.Contains(s.Group));
    }

    private bool Matches(SeriesRow row) =>
        _query.Dimensions.All(d => d.Value.Count == 0 || d.Value.Contains(row.Attributes[d.Key] ?? ""));
}
