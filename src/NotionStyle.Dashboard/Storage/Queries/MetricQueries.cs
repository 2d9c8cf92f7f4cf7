using DuckDB.NET.Data;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Storage.Queries;

/// <summary>Answers questions about metrics from the tables <c>series</c> and <c>point</c>.</summary>
internal sealed class MetricQueries(ITelemetryReader reader, TimeProvider time) : IMetricQueries
{
    public Task<IReadOnlyList<Instrument>> InstrumentsAsync(
        string? service,
        int? run,
        CancellationToken cancellationToken
    ) =>
        reader.ReadAsync<IReadOnlyList<Instrument>>(
            connection => Instruments(connection, service, run),
            cancellationToken
        );

    public Task<MetricChart?> ChartAsync(MetricQuery query, CancellationToken cancellationToken) =>
        reader.ReadAsync(connection => Chart(connection, query), cancellationToken);

    private static List<Instrument> Instruments(DuckDBConnection connection, string? service, int? run)
    {
        var instruments = new Dictionary<(string, string, string), InstrumentBuilder>();
        foreach (var series in SeriesRow.Read(connection, service, null, null, run))
        {
            var key = (series.Service, series.Meter, series.Name);
            if (!instruments.TryGetValue(key, out var builder))
                instruments.Add(key, builder = new InstrumentBuilder(series));
            builder.Add(series);
        }

        return
        [
            .. instruments
                .Values.Select(b => b.ToInstrument())
                .OrderBy(i => i.Service, StringComparer.Ordinal)
                .ThenBy(i => i.Meter, StringComparer.Ordinal)
                .ThenBy(i => i.Name, StringComparer.Ordinal),
        ];
    }

    private MetricChart? Chart(DuckDBConnection connection, MetricQuery query)
    {
        var all = SeriesRow.Read(connection, query.Service, query.Meter, query.Instrument, query.Run).ToList();
        if (all.Count == 0)
            return null;
        // Under one name there is usually one instrument. Of several (another kind, another unit) the one with most series is drawn: their values cannot be added.
        var group = all.GroupBy(s => (s.Kind, s.Unit)).MaxBy(g => g.Count())!.ToList();
        var instrument = new InstrumentBuilder(group[0]);
        foreach (var series in group)
            instrument.Add(series);
        var slots = ChartSlots.Of(query, Timestamp.From(time.GetUtcNow()));
        var chart = new ChartSource(connection, query, group, slots);
        chart.KeepLargestGroups();
        IEnumerable<MetricCurve> curves = group[0].Kind switch
        {
            InstrumentKind.Counter => RateCurves.Read(chart, RateCurves.Value),
            InstrumentKind.Histogram => [.. HistogramCurves.Read(chart), .. RateCurves.Read(chart, RateCurves.Count)],
            InstrumentKind.Summary => [.. ValueCurves.ReadSummary(chart), .. RateCurves.Read(chart, RateCurves.Count)],
            _ => ValueCurves.Read(chart),
        };
        return new MetricChart(
            instrument.ToInstrument(),
            slots.Times,
            [.. curves.OrderBy(c => chart.PlaceOf(c.Group)).Select(Drawable)],
            ExemplarRows.Read(chart),
            chart.IsTruncated
        );
    }

    // Sums of hostile values may leave the numbers; nothing can be drawn there, nor written as JSON.
    private static MetricCurve Drawable(MetricCurve curve) =>
        curve.Values.All(v => v is null || double.IsFinite(v.Value))
            ? curve
            : curve with
            {
                Values = [.. curve.Values.Select(v => v is { } value && double.IsFinite(value) ? v : null)],
            };
}
