using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Tests.Pages;

/// <summary>Instruments in memory, drawn by a function of the test.</summary>
internal sealed class FakeMetrics : IMetricQueries
{
    public List<Instrument> Instruments { get; } = [];

    public List<MetricQuery> Asked { get; } = [];

    public Func<MetricQuery, MetricChart?> Draw { get; set; } = _ => null;

    public Task<IReadOnlyList<Instrument>> InstrumentsAsync(
        string? service,
        int? run,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult<IReadOnlyList<Instrument>>([
            .. Instruments.Where(i => service is null || i.Service == service),
        ]);

    public Task<MetricChart?> ChartAsync(MetricQuery query, CancellationToken cancellationToken)
    {
        Asked.Add(query);
        try
        {
            return Task.FromResult(Draw(query));
        }
        catch (InvalidOperationException e)
        {
            return Task.FromException<MetricChart?>(e);
        }
    }
}
