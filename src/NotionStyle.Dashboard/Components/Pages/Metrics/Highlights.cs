using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Components.Pages.Metrics;

/// <summary>The charts that are shown when none is chosen: what a person asks first, as far as it is measured.</summary>
internal static class Highlights
{
    // Instrument, what to group by, which statistic.
    private static readonly (string Instrument, string? GroupBy, string? Statistic)[] Wanted =
    [
        ("http.server.request.duration", "http.route", "rate"),
        ("http.server.request.duration", "http.route", "p99"),
        ("notionstyle.transaction.duration", null, null),
        ("notionstyle.shard.transaction.duration", null, null),
        ("db.client.operation.duration", null, null),
        ("db.client.connection.count", "db.client.connection.state", null),
        ("dotnet.process.cpu.time", "cpu.mode", null),
        ("dotnet.gc.last_collection.heap.size", "gc.heap.generation", null),
        ("dotnet.process.memory.working_set", null, null),
    ];

    /// <summary>The charts for the instruments that there are, each over all services that have it.</summary>
    public static IReadOnlyList<ChartSpec> Of(IReadOnlyList<Instrument> instruments) =>
        [
            .. Wanted
                .Select(w => (Want: w, Found: instruments.FirstOrDefault(i => i.Name == w.Instrument)))
                .Where(w => w.Found is not null)
                .Select(w => new ChartSpec(null, w.Found!.Meter, w.Found.Name)
                {
                    GroupBy = w.Found.Dimensions.Any(d => d.Key == w.Want.GroupBy) ? w.Want.GroupBy : null,
                    Statistic = w.Want.Statistic,
                }),
        ];
}
