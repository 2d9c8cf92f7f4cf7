using Microsoft.AspNetCore.Components;
using NotionStyle.Dashboard.Components.Kit;
using NotionStyle.Dashboard.Resources;

namespace NotionStyle.Dashboard.Components.Pages.Resources;

/// <summary>The resources of the application: a table, a graph, the parameters, and the details of one.</summary>
public sealed partial class ResourcesPage : PageState
{
    private const string Graph = "graph";
    private const string Parameters = "parameters";
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private IReadOnlyList<ResourceInstance> _all = [];
    private IReadOnlyList<ResourceNode> _tree = [];
    private IReadOnlyList<ResourceNode> _parameters = [];
    private HashSet<string> _folded = [];
    private ResourceNode? _chosen;
    private CommandResult? _result;
    private Dictionary<string, long> _errors = [];

    /// <summary>Null for the table, <c>graph</c> or <c>parameters</c>.</summary>
    [SupplyParameterFromQuery]
    public string? View { get; set; }

    /// <summary>The resource by name or the process by id whose details are open.</summary>
    [SupplyParameterFromQuery]
    public string? Resource { get; set; }

    /// <summary>A text to look for.</summary>
    [SupplyParameterFromQuery]
    public string? Q { get; set; }

    /// <summary>Only this type.</summary>
    [SupplyParameterFromQuery]
    public string? Type { get; set; }

    /// <summary>Only this state.</summary>
    [SupplyParameterFromQuery]
    public string? State { get; set; }

    /// <summary>Only this health.</summary>
    [SupplyParameterFromQuery]
    public string? Health { get; set; }

    /// <summary>The part of the details: null, <c>environment</c> or <c>console</c>.</summary>
    [SupplyParameterFromQuery]
    public string? Tab { get; set; }

    /// <summary>The rows whose children are hidden.</summary>
    [SupplyParameterFromQuery]
    public string[]? Fold { get; set; }

    private ResourceFilter Filter => new(Q, Type, State, Health);

    private string Summary
    {
        get
        {
            var running = _all.Count(i => i.Type != ResourceTree.ParameterType && i.State == "Running");
            var trouble = ResourceTree
                .All(_tree)
                .Count(n => n.Children.All(c => !c.IsReplica) && n.Status.Mood >= ResourceMood.Warning);
            return _all.Count == 0 ? "" : $"{running} running{(trouble > 0 ? $", {trouble} need a look" : "")}";
        }
    }

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        Source.Changed += Changed;
        Left.Register(() => Source.Changed -= Changed);
        Every(Period, CountErrorsAsync);
    }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        _folded = [.. Fold ?? []];
        Arrange();
        if (_errors.Count == 0)
            await LoadAsync(CountErrorsAsync);
    }

    private void Changed() =>
        _ = InvokeAsync(() =>
        {
            Arrange();
            StateHasChanged();
        });

    private void Arrange()
    {
        _all = Source.Current;
        var nodes = ResourceTree.Build(_all);
        _parameters = [.. nodes.Where(n => n.First.Type == ResourceTree.ParameterType)];
        _tree = [.. nodes.Where(n => n.First.Type != ResourceTree.ParameterType)];
        _chosen = ResourceTree.Find(nodes, Resource);
    }

    // Errors of earlier runs are history: they are in the logs, but ask for no attention here.
    private async Task CountErrorsAsync()
    {
        var runs = await Catalog.RunsAsync(Left);
        var services = await Catalog.ServicesAsync(runs.Count > 0 ? runs[0].Number : null, Left);
        _errors = services.ToDictionary(s => s.Name, s => s.LogErrors, StringComparer.Ordinal);
    }

    private long UnreadErrors(string service) => Read.Unread(service, _errors.GetValueOrDefault(service));

    private bool IsView(string? view) => view is null ? View is not (Graph or Parameters) : View == view;

    private IEnumerable<string> Known(Func<ResourceInstance, string?> of) =>
        _all.Select(of).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private string SelectHref(string key) => Address(("resource", key));

    private string FoldHref(string key) =>
        Address(("fold", _folded.Contains(key) ? _folded.Where(k => k != key) : _folded.Append(key)));

    private void Show(CommandResult result) => _result = result;
}
