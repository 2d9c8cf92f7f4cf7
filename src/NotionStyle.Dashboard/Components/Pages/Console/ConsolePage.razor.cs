using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using NotionStyle.Dashboard.Components.Kit;
using NotionStyle.Dashboard.Components.Pages.Resources;

namespace NotionStyle.Dashboard.Components.Pages.Console;

/// <summary>What the processes print: of one resource, of one process or of all together in the order of time.</summary>
public sealed partial class ConsolePage : PageState
{
    /// <summary>Lines that are kept in memory.</summary>
    internal const int Maximum = 10_000;

    // Lines of different heights cannot be left out of the page while they are out of sight, so fewer are shown.
    private const int WrapMaximum = 1_000;
    private const int RowHeight = 20;
    private const int Tail = 2_000;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private ConsoleBuffer _buffer = new(Maximum);
    private ConsoleFeed? _feed;
    private IReadOnlyList<ResourceNode> _tree = [];
    private ResourceNode? _chosen;
    private CommandResult? _result;
    private string? _followed = "\0";
    private bool _isDue;
    private List<ConsoleEntry> _shown = [];
    private List<int> _matches = [];
    private int _match;
    private bool _names;
    private ElementReference _lines;
    private IJSObjectReference? _module;
    private IJSObjectReference? _stick;

    /// <summary>The resource by name or the process by id; null for all.</summary>
    [Parameter]
    public string? Resource { get; set; }

    /// <summary>A text to look for in the lines.</summary>
    [SupplyParameterFromQuery]
    public string? Q { get; set; }

    /// <summary><c>matches</c> to show only lines with the text.</summary>
    [SupplyParameterFromQuery]
    public string? Only { get; set; }

    /// <summary>Whether long lines are broken.</summary>
    [SupplyParameterFromQuery]
    public bool Wrap { get; set; }

    /// <summary>The times before the lines: <c>local</c>, <c>utc</c> or <c>off</c>.</summary>
    [SupplyParameterFromQuery]
    public string? Time { get; set; }

    /// <summary>Whether to show only what went to standard error.</summary>
    [SupplyParameterFromQuery]
    public bool Errors { get; set; }

    private string Search => Q ?? "";

    private bool OnlyMatches => Only == "matches" && Search.Length > 0;

    private string Times => Time is "utc" or "off" ? Time : "local";

    private string Summary
    {
        get
        {
            var count = $"{Format.Count(_shown.Count)} {(_shown.Count == 1 ? "line" : "lines")}";
            if (Wrap && _shown.Count > WrapMaximum)
                count = $"the last {Format.Count(WrapMaximum)} of {count} while lines wrap";
            var forgotten =
                _buffer.Forgotten > 0
                    ? $"; {Format.Count(_buffer.Forgotten)} older ones were left out: {Format.Count(Maximum)} are kept here"
                    : "";
            return $"{count}{forgotten}{(Paused ? "; paused" : "")}";
        }
    }

    private string Empty =>
        Resource is not null && _chosen is null ? $"There is no resource “{Resource}”."
        : _buffer.Entries.Count > 0 ? "No line meets the filter."
        : "Nothing was printed yet.";

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        Source.Changed += Changed;
        Left.Register(() =>
        {
            Source.Changed -= Changed;
            _feed?.Dispose();
        });
    }

    /// <inheritdoc />
    protected override void OnParametersSet()
    {
        if (_followed != Resource)
        {
            _followed = Resource;
            _feed?.Dispose();
            _buffer = new ConsoleBuffer(Maximum);
            _feed = new ConsoleFeed(Source, _buffer, Tail, () => _ = RenderSoonAsync());
            _shown = [];
            _result = null;
            Paused = false;
        }

        Follow();
        Filter();
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        await base.OnAfterRenderAsync(firstRender);
        if (!firstRender)
            return;
        try
        {
            _module = await Scripts.InvokeAsync<IJSObjectReference>("import", Left, "./console.js");
            _stick = await _module.InvokeAsync<IJSObjectReference>("stick", Left, _lines);
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or OperationCanceledException)
        {
            // Without it the person scrolls by hand.
        }
    }

    private static string Text(bool value) => value ? "true" : "false";

    private static IEnumerable<(ResourceNode Node, int Depth)> Choices(IEnumerable<ResourceNode> nodes, int depth) =>
        nodes
            .Where(n => n.First.Type != ResourceTree.ParameterType)
            .SelectMany(n => Choices(n.Children, depth + 1).Prepend((n, depth)));

    private void Changed() =>
        _ = InvokeAsync(() =>
        {
            Follow();
            StateHasChanged();
        });

    private void Follow()
    {
        _tree = ResourceTree.Build(Source.Current);
        _chosen = ResourceTree.Find(_tree, Resource);
        _names = Resource is null || _chosen is { Instances.Count: > 1 };
        if (!IsLive)
            return;
        if (Resource is null)
            _feed?.Follow(null);
        else if (_chosen is not null)
            _feed?.Follow([.. _chosen.Instances.Select(i => i.Id)]);
    }

    private void Filter()
    {
        var lines = _buffer.Entries.Where(e => !Errors || e.Line.IsError);
        if (OnlyMatches)
            lines = lines.Where(e => e.Text.Contains(Search, StringComparison.OrdinalIgnoreCase));
        _shown = [.. lines];
        _matches = [];
        if (Search.Length > 0)
            for (var i = 0; i < _shown.Count; i++)
                if (_shown[i].Text.Contains(Search, StringComparison.OrdinalIgnoreCase))
                    _matches.Add(i);
        _match = Math.Clamp(_match, 0, Math.Max(0, _matches.Count - 1));
    }

    // Many lines in a moment are one picture.
    private async Task RenderSoonAsync()
    {
        if (_isDue || Paused)
            return;
        _isDue = true;
        await Task.Delay(Pace);
        _isDue = false;
        await InvokeAsync(() =>
        {
            if (Paused)
                return;
            Filter();
            StateHasChanged();
        });
    }

    private void Choose(ChangeEventArgs change)
    {
        var query = new Uri(Navigation.Uri).Query;
        var key = change.Value as string;
        Navigation.NavigateTo((string.IsNullOrEmpty(key) ? "consolelogs" : PageLinks.Console(key)) + query);
    }

    private void Pause()
    {
        Paused = !Paused;
        if (!Paused)
            Filter();
    }

    private void Clear()
    {
        _buffer.Clear();
        Filter();
    }

    private Task SearchKeyAsync(KeyboardEventArgs key) =>
        key.Key == "Enter" ? StepAsync(key.ShiftKey ? -1 : 1) : Task.CompletedTask;

    private async Task StepAsync(int step)
    {
        if (_matches.Count == 0)
            return;
        _match = (_match + step + _matches.Count) % _matches.Count;
        var row = Wrap ? _matches[_match] - Math.Max(0, _shown.Count - WrapMaximum) : _matches[_match];
        if (_stick is not null)
            await _stick.InvokeVoidAsync("show", row, Wrap ? 0 : RowHeight);
    }

    private async Task DownloadAsync()
    {
        if (_module is null)
            return;
        var text = new StringBuilder();
        foreach (var entry in _shown)
        {
            text.Append(CultureInfo.InvariantCulture, $"{entry.Line.Time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} ");
            if (_names)
                text.Append(entry.Line.Id).Append(' ');
            text.Append(entry.Text).Append('\n');
        }

        using var stream = new DotNetStreamReference(new MemoryStream(Encoding.UTF8.GetBytes(text.ToString())));
        var name = string.Concat(
            (Resource ?? "all").Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '_')
        );
        await _module.InvokeVoidAsync("save", $"console-{name}.txt", stream);
    }

    private string Stamp(DateTimeOffset time) =>
        (Times == "utc" ? time.ToUniversalTime() : time.ToLocalTime()).ToString(
            Times == "utc" ? "HH:mm:ss.fff'Z'" : "HH:mm:ss.fff",
            CultureInfo.InvariantCulture
        );

    private bool IsCurrent(ConsoleEntry entry) =>
        _matches.Count > 0 && ReferenceEquals(_shown[_matches[_match]], entry);

    private void Show(CommandResult result) => _result = result;
}
