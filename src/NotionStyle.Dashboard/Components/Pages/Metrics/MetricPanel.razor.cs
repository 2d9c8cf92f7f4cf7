using Microsoft.AspNetCore.Components;
using NotionStyle.Dashboard.Components.Kit;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Components.Pages.Metrics;

/// <summary>One instrument on the page of metrics.</summary>
public sealed partial class MetricPanel : ComponentBase, IDisposable
{
    /// <summary>What the exemplars are called in the chart.</summary>
    internal const string ExemplarSeries = "Single measurements";

    private const int MaximumListed = 50;

    private readonly string _id = $"metric-{Guid.NewGuid():N}";
    private readonly CancellationTokenSource _left = new();
    private ChartData? _data;
    private object? _option;
    private string? _problem;
    private bool _isLoaded;
    private MetricQuery? _asked;
    private string? _shown;
    private int _load;

    /// <summary>Which instrument, and how.</summary>
    [Parameter, EditorRequired]
    public ChartSpec Spec { get; set; } = default!;

    /// <summary>What to ask; another object asks again.</summary>
    [Parameter, EditorRequired]
    public MetricQuery Query { get; set; } = default!;

    /// <summary>The address with this chart changed.</summary>
    [Parameter, EditorRequired]
    public Func<ChartSpec, string> Href { get; set; } = default!;

    /// <summary>The address without this chart.</summary>
    [Parameter, EditorRequired]
    public string RemoveHref { get; set; } = "";

    /// <summary>The address with this chart one place further to the front; null when it is the first.</summary>
    [Parameter]
    public string? EarlierHref { get; set; }

    /// <summary>The address with this chart one place further to the back; null when it is the last.</summary>
    [Parameter]
    public string? LaterHref { get; set; }

    /// <inheritdoc />
    public void Dispose()
    {
        _left.Cancel();
        _left.Dispose();
    }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        var spec = Spec.ToString();
        if (ReferenceEquals(_asked, Query) && _shown == spec)
            return;
        (_asked, _shown) = (Query, spec);
        var load = ++_load;
        var left = _left.Token;
        try
        {
            var chart = await Metrics.ChartAsync(Query, left);
            if (load != _load)
                return;
            _data = chart is null ? null : ChartData.Of(chart, Spec);
            _option = _data?.Option();
            (_problem, _isLoaded) = (null, true);
        }
        catch (OperationCanceledException) when (left.IsCancellationRequested) { }
#pragma warning disable CA1031 // Whatever it is, the other charts stay and this one says so.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (load == _load)
                _problem = $"The chart could not be read: {e.Message}";
        }
    }

    private static string About(Instrument instrument) =>
        string.Join(
            " · ",
            new[] { instrument.Service, instrument.Meter, instrument.Description }.Where(t => t.Length > 0)
        );

    private string How =>
        string.Join(' ', new[] { Spec.Statistic, Spec.GroupBy is null ? null : $"by {Spec.GroupBy}" }.OfType<string>());

    private static string Label(ChartData data) =>
        $"{data.Chart.Instrument.Name} over time: "
        + string.Join(", ", data.Curves.Take(5).Select(c => $"{c.Name} {data.Scale.Text(c.Latest)}"))
        + (data.Curves.Count > 5 ? " and more" : "");

    private static string? Empty(object? value) => value is string { Length: > 0 } text ? text : null;

    private void Change(ChartSpec spec) => Navigation.NavigateTo(Href(spec));

    private void AddDimension(ChangeEventArgs change)
    {
        if (
            (change.Value as string ?? "").Split('=') is not [var key, var value]
            || Spec.Dimensions.Count >= ChartSpec.MaximumDimensions
        )
            return;
        var dimension = KeyValuePair.Create(Uri.UnescapeDataString(key), Uri.UnescapeDataString(value));
        if (!Spec.Dimensions.Contains(dimension))
            Change(Spec with { Dimensions = [.. Spec.Dimensions, dimension] });
    }

    private void Select(ChartPoint point)
    {
        if (
            point.Series != ExemplarSeries
            || _data is null
            || point.Index < 0
            || point.Index >= _data.Chart.Exemplars.Count
        )
            return;
        var exemplar = _data.Chart.Exemplars[point.Index];
        Navigation.NavigateTo(PageLinks.Trace(exemplar.TraceId, exemplar.SpanId));
    }
}
