using Microsoft.AspNetCore.Components;
using NotionStyle.Dashboard.Components.Kit;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Components.Pages.Metrics;

/// <summary>What is measured: a tree of instruments and any of them as charts or tables on one page.</summary>
public sealed partial class MetricsPage : PageState
{
    /// <summary>Charts on one page; more would ask the store for more than it answers between two refreshes.</summary>
    internal const int MaximumCharts = 12;

    private const string DefaultRange = "15m";
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private IReadOnlyList<Instrument> _instruments = [];
    private IReadOnlyList<string> _services = [];
    private IReadOnlyList<string> _problems = [];
    private IReadOnlyList<ChartSpec> _chosen = [];
    private IReadOnlyList<ChartSpec> _shown = [];
    private IReadOnlyList<MetricQuery> _queries = [];
    private bool _isLoaded;
    private bool _isTreeOpen;
    private int _load;

    [Inject]
    private IMetricQueries Metrics { get; set; } = default!;

    [Inject]
    private ITelemetryCatalog Catalog { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    /// <summary>The service, as the Aspire dashboard's addresses have it.</summary>
    [Parameter]
    public string? Resource { get; set; }

    /// <summary>From when to when.</summary>
    [SupplyParameterFromQuery]
    public string? Range { get; set; }

    /// <summary>The run; null for all.</summary>
    [SupplyParameterFromQuery]
    public int? Run { get; set; }

    /// <summary>The service; null for all.</summary>
    [SupplyParameterFromQuery]
    public string? Service { get; set; }

    /// <summary>The charts; see <see cref="ChartSpec" />.</summary>
    [SupplyParameterFromQuery]
    public string[]? I { get; set; }

    /// <summary>What charts without a grouping of their own are grouped by.</summary>
    [SupplyParameterFromQuery]
    public string? G { get; set; }

    /// <summary><c>table</c> to show all charts as tables.</summary>
    [SupplyParameterFromQuery]
    public string? View { get; set; }

    private string? Who => string.IsNullOrEmpty(Service) ? Resource : Service;

    private string Times => string.IsNullOrEmpty(Range) ? DefaultRange : Range;

    private string Summary =>
        !_isLoaded
            ? ""
            : $"{Format.Count(_instruments.Count)} instruments{(_chosen.Count == 0 && _shown.Count > 0 ? "; these are the highlights" : "")}{(Paused ? "; paused" : "")}";

    /// <inheritdoc />
    protected override void OnInitialized() =>
        Every(Period, () => RangeText.IsOpen(Times) ? RefreshAsync() : Task.CompletedTask);

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        var problems = new List<string>();
        var chosen = new List<ChartSpec>();
        foreach (var text in I ?? [])
            if (ChartSpec.Parse(text) is not { } spec)
                problems.Add(
                    $"'{text}' is no chart and is left out. Write one like Npgsql/db.client.operation.duration;g=server.address."
                );
            else if (chosen.Count == MaximumCharts)
                problems.Add(
                    $"'{spec.Instrument}' is left out: a page has at most {MaximumCharts} charts. Remove another one first."
                );
            else
                chosen.Add(spec with { GroupBy = spec.GroupBy ?? (string.IsNullOrEmpty(G) ? null : G) });
        if (!RangeText.TryParse(Times, Clock.GetUtcNow(), out _))
            problems.Add(
                $"'{Times}' is no range of time; the last 15 minutes are shown. Write one like 15m, 6h, all, or FROM..TO with two moments in ISO 8601."
            );
        (_chosen, _problems) = (chosen, problems);
        await LoadAsync(RefreshAsync);
    }

    private async Task RefreshAsync()
    {
        var load = ++_load;
        var instruments = await Metrics.InstrumentsAsync(Who, Run, Left);
        var services = await Catalog.ServicesAsync(Run, Left);
        var range = await RangeAsync();
        if (load != _load)
            return;
        _instruments = instruments;
        _services = [.. services.Select(s => s.Name)];
        _shown =
            _chosen.Count > 0 ? _chosen
            : (I ?? []).Length > 0 ? []
            : Highlights.Of(instruments);
        _queries = [.. _shown.Select(s => Query(s, range))];
        _isLoaded = true;
    }

    private async Task<TimeRange> RangeAsync()
    {
        if (!RangeText.TryParse(Times, Clock.GetUtcNow(), out var range) || range.From is not null)
            return range;
        // An open start means the last minutes to a chart; here it means the first that there is.
        var statistics = await Catalog.StatisticsAsync(Left);
        return range with { From = statistics.Oldest };
    }

    private MetricQuery Query(ChartSpec spec, TimeRange range) =>
        new()
        {
            Service = spec.Service ?? (string.IsNullOrEmpty(Who) ? null : Who),
            Meter = spec.Meter,
            Instrument = spec.Instrument,
            Run = Run,
            Range = range,
            GroupBy = spec.GroupBy,
            Dimensions = spec
                .Dimensions.GroupBy(d => d.Key, d => d.Value, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => (IReadOnlyList<string>)[.. g], StringComparer.Ordinal),
        };

    private bool IsShown(Instrument instrument) => _shown.Any(s => s.IsOf(instrument));

    // What is on the page goes; what is not is added with its service, when there are several to tell apart.
    private string ToggleHref(Instrument instrument)
    {
        if (IsShown(instrument))
            return Charts(_shown.Where(s => !s.IsOf(instrument)));
        var service = _instruments.Any(i =>
            i.Service != instrument.Service && i.Meter == instrument.Meter && i.Name == instrument.Name
        )
            ? instrument.Service
            : null;
        return Charts(_chosen.Append(new ChartSpec(service, instrument.Meter, instrument.Name)));
    }

    private string With(int index, ChartSpec? changed) =>
        Charts(
            changed is null ? _shown.Where((_, i) => i != index) : _shown.Select((s, i) => i == index ? changed : s)
        );

    private string Moved(int from, int to)
    {
        var specs = _shown.ToList();
        (specs[from], specs[to]) = (specs[to], specs[from]);
        return Charts(specs);
    }

    private string Charts(IEnumerable<ChartSpec> specs) => Address(("i", specs.Select(s => s.ToString())), ("g", null));

    // The same instrument with other settings is the same panel, so that focus and drawing stay.
    private string Key(ChartSpec spec)
    {
        var same = _shown
            .Where(s => (s.Service, s.Meter, s.Instrument) == (spec.Service, spec.Meter, spec.Instrument))
            .ToList();
        return $"{spec.Service}/{spec.Meter}/{spec.Instrument}/{same.FindIndex(s => ReferenceEquals(s, spec))}";
    }
}
