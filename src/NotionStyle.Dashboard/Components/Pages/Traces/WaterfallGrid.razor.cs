using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using NotionStyle.Dashboard.Components.Kit;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Components.Pages.Traces;

/// <summary>The rows of a waterfall as an ARIA treegrid, of which only those near the visible ones are there.</summary>
/// <remarks>
/// The framework's virtualized list renders nothing before the browser has told its size; this one renders rows on the server at once. Rows have one height, so the browser asks
/// for others by their number (WaterfallGrid.razor.js).
/// </remarks>
public sealed partial class WaterfallGrid : ComponentBase, IAsyncDisposable
{
    /// <summary>How many rows are rendered at most.</summary>
    internal const int Window = 100;

    private const int RowsBefore = 35;
    private const int PageOfRows = 10;
    private const int MaximumTicks = 6;
    private const int MaximumMarks = 20;

    private readonly string _id = $"waterfall-{Guid.NewGuid():N}";
    private ElementReference _element;
    private IJSObjectReference? _module;
    private IJSObjectReference? _browser;
    private DotNetObjectReference<WaterfallGrid>? _self;
    private IReadOnlyList<long> _ticks = [];
    private WaterfallLayout? _known;
    private SpanId? _active;
    private SpanId? _shown;
    private int _first;
    private bool _isRevealWanted;

    [Inject]
    private IJSRuntime Scripts { get; set; } = default!;

    /// <summary>The trace.</summary>
    [Parameter, EditorRequired]
    public WaterfallLayout Layout { get; set; } = default!;

    /// <summary>The nodes that are not folded away, in order.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<WaterfallNode> Visible { get; set; } = [];

    /// <summary>Whether the children of a node are hidden.</summary>
    [Parameter, EditorRequired]
    public Func<WaterfallNode, bool> IsFolded { get; set; } = default!;

    /// <summary>How many log records a span has.</summary>
    [Parameter]
    public IReadOnlyDictionary<SpanId, int> LogCounts { get; set; } = new Dictionary<SpanId, int>();

    /// <summary>The span whose details are open.</summary>
    [Parameter]
    public SpanId? Selected { get; set; }

    /// <summary>The spans that were found.</summary>
    [Parameter]
    public IReadOnlySet<SpanId> Found { get; set; } = new HashSet<SpanId>();

    /// <summary>The span to bring into sight when it is another one than before.</summary>
    [Parameter]
    public SpanId? Target { get; set; }

    /// <summary>A node is to be folded or opened.</summary>
    [Parameter]
    public EventCallback<WaterfallNode> Switched { get; set; }

    /// <summary>The details of a node are wanted.</summary>
    [Parameter]
    public EventCallback<WaterfallNode> Opened { get; set; }

    /// <summary>Escape was pressed.</summary>
    [Parameter]
    public EventCallback Closed { get; set; }

    private int ActiveIndex => _active is { } id ? IndexOf(id) : -1;

    private string? ActiveRow =>
        ActiveIndex is var at && at >= _first && at < _first + Window && at >= 0 ? RowId(Visible[at]) : null;

    /// <summary>The browser shows other rows now. Called from there.</summary>
    /// <param name="first">The number of the first visible row, from 0.</param>
    [JSInvokable]
    public Task ShowFromAsync(int first) =>
        InvokeAsync(() =>
        {
            _first = FirstFor(first);
            StateHasChanged();
        });

    /// <inheritdoc />
    protected override void OnParametersSet()
    {
        if (!ReferenceEquals(_known, Layout))
        {
            _known = Layout;
            _ticks = TimeAxis.Ticks(Layout.DurationNano, MaximumTicks);
        }

        _first = FirstFor(_first + RowsBefore);
        if (Target is not { } target || target == _shown)
            return;
        _shown = target;
        _active = target;
        Reveal();
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        try
        {
            if (firstRender)
            {
                _self = DotNetObjectReference.Create(this);
                _module = await Scripts.InvokeAsync<IJSObjectReference>(
                    "import",
                    "./Components/Pages/Traces/WaterfallGrid.razor.js"
                );
                _browser = await _module.InvokeAsync<IJSObjectReference>("attach", _element, _self);
            }

            if (_isRevealWanted && _browser is not null)
            {
                _isRevealWanted = false;
                await _browser.InvokeVoidAsync("reveal", ActiveIndex);
            }
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or OperationCanceledException)
        {
            // Without scripts the first rows stay.
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_browser is not null)
            {
                await _browser.InvokeVoidAsync("dispose");
                await _browser.DisposeAsync();
            }

            if (_module is not null)
                await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser has gone.
        }

        _self?.Dispose();
    }

    private async Task KeyDownAsync(KeyboardEventArgs key)
    {
        var at = ActiveIndex;
        var node = at >= 0 ? Visible[at] : null;
        switch (key.Key)
        {
            case "ArrowDown":
                Move(at + 1);
                break;
            case "ArrowUp":
                Move(at < 0 ? 0 : at - 1);
                break;
            case "PageDown":
                Move(at + PageOfRows);
                break;
            case "PageUp":
                Move(at - PageOfRows);
                break;
            case "Home":
                Move(0);
                break;
            case "End":
                Move(Visible.Count - 1);
                break;
            case "ArrowRight" when node is { Children: > 0 } && IsFolded(node):
            case "ArrowLeft" when node is { Children: > 0 } && !IsFolded(node):
                await Switched.InvokeAsync(node);
                break;
            case "ArrowRight" when node is { Children: > 0 }:
                Move(at + 1);
                break;
            case "ArrowLeft" when node is { Parent: >= 0 }:
                Move(IndexOf(Layout.Nodes[node.Parent].Span.SpanId));
                break;
            case "Enter" when node is not null:
                await Opened.InvokeAsync(node);
                break;
            case "Escape":
                await Closed.InvokeAsync();
                break;
        }
    }

    private void Move(int to)
    {
        if (Visible.Count == 0)
            return;
        _active = Visible[Math.Clamp(to, 0, Visible.Count - 1)].Span.SpanId;
        Reveal();
    }

    private void Reveal()
    {
        var at = ActiveIndex;
        if (at < 0)
            return;
        if (at < _first + PageOfRows || at >= _first + Window - RowsBefore)
            _first = FirstFor(at);
        _isRevealWanted = true;
    }

    private Task OpenAsync(WaterfallNode node)
    {
        _active = node.Span.SpanId;
        _shown = _active;
        return Opened.InvokeAsync(node);
    }

    private int FirstFor(int row) => Math.Max(0, Math.Min(row - RowsBefore, Visible.Count - Window));

    private int IndexOf(SpanId id)
    {
        for (var i = 0; i < Visible.Count; i++)
            if (Visible[i].Span.SpanId == id)
                return i;
        return -1;
    }

    private string RowId(WaterfallNode node) => $"{_id}-{node.Index}";

    private string Share(long nanoseconds) =>
        FormattableString.Invariant($"{100.0 * nanoseconds / Math.Max(1, Layout.DurationNano):0.###}%");

    private string RowClass(WaterfallNode node) =>
        string.Join(
            ' ',
            "row",
            node.IsError ? "error" : "",
            Found.Contains(node.Span.SpanId) ? "found" : "",
            node.Span.SpanId == Selected ? "selected" : "",
            node.Span.SpanId == _active ? "active" : ""
        );

    private IEnumerable<(string Left, bool IsBad, string Text)> Marks(WaterfallNode node) =>
        node
            .Span.Events.Take(MaximumMarks)
            .Select(e =>
            {
                var at = Math.Clamp(e.Time.UnixNano - node.Span.Start.UnixNano, 0, node.DurationNano);
                return (Share(node.StartNano + at), e.Name == "exception", $"{e.Name} at {Format.Duration(at)}");
            });
}
