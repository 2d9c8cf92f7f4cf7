using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using NotionStyle.Dashboard.Components.Kit;
using NotionStyle.Dashboard.Databases;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Components.Pages;

/// <summary>All shards as a heat map by size, edits or latency; a click shows the tables of one.</summary>
public sealed partial class Shards
{
    private const int TopCount = 10;

    private ShardOverview? _overview;
    private ShardScale _scale = ShardScale.Of([]);
    private IReadOnlyList<ShardFigures> _top = [];
    private ShardTables? _tables;
    private string _by = "size";
    private int? _chosen;

    /// <summary><c>size</c>, <c>edits</c> or <c>latency</c>; anything else is the size.</summary>
    [SupplyParameterFromQuery]
    public string? By { get; set; }

    /// <summary>The shard whose tables are shown, 0 to 479; anything else is none.</summary>
    [SupplyParameterFromQuery]
    public string? Shard { get; set; }

    /// <summary>The server that is shown alone.</summary>
    [SupplyParameterFromQuery]
    public string? Server { get; set; }

    private string ByName =>
        _by switch
        {
            "edits" => "Edits per second",
            "latency" => "Latency, p99",
            _ => "Size on disk",
        };

    /// <inheritdoc />
    protected override void OnInitialized() => Every(TimeSpan.FromSeconds(3), RefreshAsync);

    /// <inheritdoc />
    protected override Task OnParametersSetAsync()
    {
        _by = By is "edits" or "latency" ? By : "size";
        _chosen =
            int.TryParse(Shard, NumberStyles.None, CultureInfo.InvariantCulture, out var shard)
            && shard < ShardStatistics.ShardCount
                ? shard
                : null;
        if (_tables?.Shard != _chosen)
            _tables = null;
        return LoadAsync(RefreshAsync);
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        await base.OnAfterRenderAsync(firstRender);
        if (!firstRender)
            return;
        try
        {
            await using var module = await Js.InvokeAsync<IJSObjectReference>(
                "import",
                Left,
                "./Components/Pages/Shards.razor.js"
            );
            await module.InvokeVoidAsync("moveByArrows", Left);
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or OperationCanceledException)
        {
            // The cells are buttons all the same.
        }
    }

    private async Task RefreshAsync()
    {
        _overview = await Statistics.OverviewAsync(Left);
        var shown = _overview.Shards.Where(s => string.IsNullOrEmpty(Server) || s.Server == Server).ToArray();
        _scale = ShardScale.Of(shown.Select(ValueOf));
        _top = [.. shown.Where(s => ValueOf(s) > 0).OrderByDescending(ValueOf).ThenBy(s => s.Number).Take(TopCount)];
        if (_chosen is { } chosen)
            _tables = await Statistics.TablesAsync(chosen, Left);
    }

    private double? ValueOf(ShardFigures shard) =>
        _by switch
        {
            "edits" => shard.Activity?.EditsPerSecond,
            "latency" => shard.Activity is { } activity ? activity.P99Nano ?? 0 : null,
            _ => shard.Bytes,
        };

    private string Text(double value) =>
        _by switch
        {
            "edits" => Rate(value),
            "latency" => Format.Duration((long)value),
            _ => Format.Bytes((long)value),
        };

    private string ColourOf(ShardFigures shard) =>
        _scale.LevelOf(ValueOf(shard)) is { } level ? "l" + level.ToString(CultureInfo.InvariantCulture) : "unknown";

    /// <summary>The one cell of a server that Tab reaches; the arrows lead on from there.</summary>
    private int TabStopOf(ShardFigures[] shards) =>
        shards.FirstOrDefault(s => s.Number == _chosen)?.Number ?? shards[0].Number;

    private static string NameOf(ShardFigures shard)
    {
        var size = shard.Bytes is { } bytes ? Format.Bytes(bytes) : "size not known";
        var edits = shard.Activity is { } activity ? ", " + Rate(activity.EditsPerSecond) : "";
        var latency = shard.Activity?.P99Nano is { } p99 ? ", p99 " + Format.Duration(p99) : "";
        return $"shard {shard.Number}: {size}{edits}{latency}";
    }

    private static string Rate(double editsPerSecond) => Format.Number(editsPerSecond) + " edits/s";

    private static string TracesOf(int shard)
    {
        var filter = new AttributeFilter(
            "notionstyle.shard",
            FilterOperator.Equals,
            shard.ToString(CultureInfo.InvariantCulture)
        );
        return "/traces?f=" + Uri.EscapeDataString(filter.ToString());
    }
}
