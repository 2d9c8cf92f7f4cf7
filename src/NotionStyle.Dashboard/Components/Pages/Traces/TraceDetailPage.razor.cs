using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using NotionStyle.Dashboard.Components.Kit;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Components.Pages.Traces;

/// <summary>One trace as a waterfall, with the details of a span beside it.</summary>
public sealed partial class TraceDetailPage : PageState
{
    private const int MaximumLevels = 10;
    private const int MaximumShards = 8;

    private TraceId _id;
    private TraceId _loaded;
    private Trace? _trace;
    private WaterfallLayout? _layout;
    private IReadOnlyList<Span> _linkedFrom = [];
    private IReadOnlyList<(string Shard, string? Server)> _shards = [];
    private IReadOnlyList<string> _keys = [];
    private WaterfallFolding _folding = WaterfallFolding.None;
    private IReadOnlyList<WaterfallNode> _visible = [];
    private IReadOnlyList<AttributeFilter> _filters = [];
    private IReadOnlyList<string> _filterProblems = [];
    private IReadOnlyList<WaterfallNode> _matches = [];
    private HashSet<SpanId> _found = [];
    private WaterfallNode? _open;
    private SpanId? _target;
    private string _text = "";
    private string? _takenText;
    private (string? Level, string? Switched) _takenFolding;
    private int _match = -1;

    [Inject]
    private ITraceQueries Traces { get; set; } = default!;

    /// <summary>The id of the trace, 32 hexadecimal digits.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    /// <summary>The span whose details are open.</summary>
    [SupplyParameterFromQuery(Name = "span")]
    public string? SpanText { get; set; }

    /// <summary>The text to find.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    public string? Text { get; set; }

    /// <summary>The filters to find spans by.</summary>
    [SupplyParameterFromQuery(Name = "f")]
    public string[]? Filters { get; set; }

    /// <summary>How many levels are open.</summary>
    [SupplyParameterFromQuery(Name = "depth")]
    public string? Level { get; set; }

    /// <summary>Spans that were folded or opened by hand, separated by commas.</summary>
    [SupplyParameterFromQuery(Name = "x")]
    public string? Switched { get; set; }

    private WaterfallNode? First => _layout is { Nodes.Count: > 0 } ? _layout.Nodes[0] : null;

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (!TraceId.TryParse(Id.ToLowerInvariant(), out _id))
        {
            // Coming back to the trace of before loads it anew.
            (_trace, _layout, _loaded, Problem) = (null, null, default, null);
            return;
        }

        if (_loaded != _id)
        {
            (_trace, _layout, _open, _target, _takenText) = (null, null, null, null, null);
            (_folding, _takenFolding) = (WaterfallFolding.None, (null, null));
            _loaded = _id;
            await LoadAsync(ReloadAsync);
        }

        Apply();
    }

    private async Task ReloadAsync()
    {
        var id = _id;
        var trace = await Traces.GetAsync(id, Left);
        var linked = await Traces.LinkedFromAsync(id, Left);
        if (id != _id)
            return;
        (_trace, _linkedFrom) = (trace, linked);
        _layout = trace is null ? null : WaterfallLayout.Of(trace.Spans);
        _shards = trace is null ? [] : [.. ShardsOf(trace).Distinct()];
        _keys = trace is null ? [] : KeysOf(trace);
    }

    private async Task AgainAsync()
    {
        await LoadAsync(ReloadAsync);
        Apply();
    }

    /// <summary>Takes what the address says of the view.</summary>
    private void Apply()
    {
        if (_layout is null)
            return;
        if (_takenFolding != (Level, Switched))
        {
            _takenFolding = (Level, Switched);
            _folding = WaterfallFolding.Parse(Level, Switched);
        }

        _filters = TraceListState.ParseFilters(Filters ?? [], out var problems);
        _filterProblems = problems;
        // The box is ahead of the address while somebody types.
        if (_takenText != (Text ?? ""))
            _text = _takenText = Text ?? "";
        var wanted = SpanId.TryParse(SpanText, out var span) ? _layout.Find(span) : null;
        if (wanted is not null && wanted.Span.SpanId != _open?.Span.SpanId)
        {
            _target = wanted.Span.SpanId;
            _folding = _folding.Reveal(_layout, wanted);
        }

        _open = wanted;
        Search();
        if (_match < 0 && _matches.Count > 0 && wanted is null)
            ShowMatch(0);
        _visible = _folding.Visible(_layout);
    }

    private void Search()
    {
        _matches = SpanSearch.Find(_layout!, _text, _filters);
        _found = [.. _matches.Select(m => m.Span.SpanId)];
        _match = _matches.Count == 0 ? -1 : Math.Min(_match, _matches.Count - 1);
    }

    private void Typed(ChangeEventArgs change)
    {
        _text = change.Value as string ?? "";
        _match = -1;
        Search();
        if (_matches.Count > 0)
            ShowMatch(0);
        _visible = _folding.Visible(_layout!);
    }

    private void KeepText() => Replace(("q", _takenText = _text));

    private void FindKey(KeyboardEventArgs key)
    {
        if (key.Key == "Enter")
            Step(key.ShiftKey ? -1 : 1);
    }

    private void Step(int by)
    {
        if (_matches.Count == 0)
            return;
        ShowMatch((_match + by + _matches.Count) % _matches.Count);
        _visible = _folding.Visible(_layout!);
    }

    private void ShowMatch(int at)
    {
        _match = at;
        _target = _matches[at].Span.SpanId;
        _folding = _folding.Reveal(_layout!, _matches[at]);
    }

    private void Fold(WaterfallNode node)
    {
        _folding = _folding.Switch(node);
        _visible = _folding.Visible(_layout!);
        // What is beyond the maximum of the address stays in this page alone.
        _takenFolding = (Level, _folding.SwitchedText is { Length: > 0 } text ? text : null);
        Replace(("x", _folding.SwitchedText));
    }

    private void FoldTo(ChangeEventArgs change) => Replace(("depth", change.Value as string), ("x", null));

    private void Open(WaterfallNode node) => Go(("span", node.Span.SpanId.ToString()));

    private void Close() => Go(("span", null));

    private void Filter(IReadOnlyList<AttributeFilter> filters)
    {
        _match = -1;
        Go(("f", filters.Select(f => f.ToString()).ToArray()));
    }

    private static IEnumerable<(string Shard, string? Server)> ShardsOf(Trace trace) =>
        trace
            .Spans.Where(s => s.Attributes[SpanSql.Shard] is not null)
            .Select(s => (s.Attributes[SpanSql.Shard]!, s.Attributes[SpanSql.Server]));

    private static string[] KeysOf(Trace trace) =>
        [
            .. trace
                .Spans.SelectMany(s => s.Attributes.List)
                .Select(a => a.Key)
                .Distinct()
                .Order(StringComparer.Ordinal)
                .Take(500),
        ];
}
