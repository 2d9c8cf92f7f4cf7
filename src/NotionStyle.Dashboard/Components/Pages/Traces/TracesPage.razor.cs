using Microsoft.AspNetCore.Components;
using NotionStyle.Dashboard.Components.Kit;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Components.Pages.Traces;

/// <summary>The list of traces.</summary>
public sealed partial class TracesPage : PageState
{
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(3);

    private static readonly (string Text, string Query)[] Quick =
    [
        ("Last minute, slowest first", "range=1m&order=longest"),
        ("Last hour, slowest first", "range=1h&order=longest"),
        ("Errors of the last hour", "range=1h&errors=true"),
        ("With SQL, slowest first", "range=1h&order=longest&f=db.system.name%3Aexists"),
    ];

    private readonly List<TraceId> _ticked = [];
    private TraceListState _state = default!;
    private TracePage? _page;
    private LatencyHistogram? _histogram;
    private IReadOnlyList<string> _services = [];
    private IReadOnlyList<string> _keys = [];
    private int _loads;

    [Inject]
    private ITraceQueries Traces { get; set; } = default!;

    [Inject]
    private ITelemetryCatalog Catalog { get; set; } = default!;

    /// <summary>From when to when: <c>15m</c>, <c>all</c> or <c>FROM..TO</c>; the last hour when absent.</summary>
    [SupplyParameterFromQuery]
    public string? Range { get; set; }

    /// <summary>The number of a run.</summary>
    [SupplyParameterFromQuery]
    public string? Run { get; set; }

    /// <summary>A service that has a span in the trace.</summary>
    [SupplyParameterFromQuery]
    public string? Service { get; set; }

    /// <summary>The shortest duration: <c>20ms</c>.</summary>
    [SupplyParameterFromQuery]
    public string? Min { get; set; }

    /// <summary>The longest duration.</summary>
    [SupplyParameterFromQuery]
    public string? Max { get; set; }

    /// <summary>Only traces with a failed span.</summary>
    [SupplyParameterFromQuery]
    public string? Errors { get; set; }

    /// <summary>A text in names or values.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    public string? Text { get; set; }

    /// <summary>Filters on attributes.</summary>
    [SupplyParameterFromQuery(Name = "f")]
    public string[]? Filters { get; set; }

    /// <summary>The order: newest, oldest, longest, shortest.</summary>
    [SupplyParameterFromQuery]
    public string? Order { get; set; }

    /// <summary>The page of the list, from 1.</summary>
    [SupplyParameterFromQuery]
    public string? Page { get; set; }

    private long Longest => _page is { Traces.Count: > 0 } ? Math.Max(1, _page.Traces.Max(t => t.DurationNano)) : 1;

    private long Pages =>
        _page is null ? 1 : Math.Max(1, (_page.Total + TraceListState.PageSize - 1) / TraceListState.PageSize);

    private bool IsFiltered =>
        _state.Filter
            is { Service: not null }
                or { Run: not null }
                or { MinDurationNano: not null }
                or { MaxDurationNano: not null }
                or { ErrorsOnly: true }
                or { Text.Length: > 0 }
                or { Attributes.Count: > 0 };

    /// <inheritdoc />
    protected override void OnInitialized() => Every(Refresh, ReloadAsync);

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        await LoadAsync(ReloadAsync);
        if (_keys.Count == 0)
            await LoadListsAsync();
    }

    // What is offered in the filters. Without it they still work.
    private async Task LoadListsAsync()
    {
        if (Problem is not null)
            return;
        await LoadAsync(async () =>
        {
            _keys = await Catalog.AttributeKeysAsync(TelemetrySignal.Traces, Left);
            _services = [.. (await Catalog.ServicesAsync(null, Left)).Where(s => s.Spans > 0).Select(s => s.Name)];
        });
    }

    private async Task ReloadAsync()
    {
        var load = ++_loads;
        var state = TraceListState.Parse(Parameters(), TimeProvider.System.GetUtcNow());
        _state = state;
        var page = await Traces.ListAsync(state.Filter, Left);
        var histogram = await Traces.HistogramAsync(state.Filter, Left);
        // The address changed while this was under way: what it asks now is on its way.
        if (load == _loads)
            (_page, _histogram) = (page, histogram);
    }

    private TraceListParameters Parameters() =>
        new()
        {
            Range = Range,
            Run = Run,
            Service = Service,
            Min = Min,
            Max = Max,
            Errors = Errors,
            Text = Text,
            Filters = Filters ?? [],
            Order = Order,
            Page = Page,
        };

    // Another filter begins on the first page again.
    private void Filter(string key, object? value) => Go((key, value), ("page", null));

    private void Filter(IReadOnlyList<AttributeFilter> filters) =>
        Filter("f", filters.Select(f => f.ToString()).ToArray());

    private void FilterSlot(LatencySlot slot) =>
        Go(
            ("min", DurationText.ToText(slot.FromNano)),
            ("max", DurationText.ToText(Math.Max(slot.FromNano, slot.ToNano - 1))),
            ("page", null)
        );

    private string OrderHref(TraceOrder first, TraceOrder second) =>
        Address(("order", TraceListState.NameOf(_state.Filter.Order == first ? second : first)), ("page", null));

    private string? SortOf(TraceOrder ascending, TraceOrder descending) =>
        _state.Filter.Order == ascending ? "ascending"
        : _state.Filter.Order == descending ? "descending"
        : null;

    private bool IsQuick(string query) =>
        new Uri(Navigation.Uri).Query.TrimStart('?').Equals(query, StringComparison.OrdinalIgnoreCase);

    private void Tick(TraceId id, bool isTicked)
    {
        _ticked.Remove(id);
        if (isTicked)
            _ticked.Add(id);
        if (_ticked.Count > 2)
            _ticked.RemoveAt(0);
    }

    private static string Share(long part, long whole) =>
        FormattableString.Invariant($"{Math.Clamp(100.0 * part / whole, 0.5, 100):0.##}%");
}
