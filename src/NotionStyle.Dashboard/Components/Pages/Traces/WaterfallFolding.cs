using System.Collections.Immutable;
using System.Globalization;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Components.Pages.Traces;

/// <summary>Which subtrees of a waterfall are folded: all below a depth, but for those that were switched by hand.</summary>
/// <param name="Level">From which depth on nothing is shown, 1 for the top alone; null shows all.</param>
/// <param name="Switched">Spans that are the other way round.</param>
internal sealed record WaterfallFolding(int? Level, ImmutableHashSet<SpanId> Switched)
{
    /// <summary>More are not kept in the address: it would get too long.</summary>
    public const int MaximumSwitched = 60;

    /// <summary>Everything open.</summary>
    public static WaterfallFolding None { get; } = new(null, []);

    /// <summary>Reads the two parts of an address; what is not valid there counts as absent.</summary>
    public static WaterfallFolding Parse(string? level, string? switched)
    {
        var ids = (switched ?? "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(text => SpanId.TryParse(text, out var id) ? id : default)
            .Where(id => id.Value != 0)
            .Take(MaximumSwitched);
        return new WaterfallFolding(
            int.TryParse(level, NumberStyles.None, CultureInfo.InvariantCulture, out var depth) && depth > 0
                ? depth
                : null,
            [.. ids]
        );
    }

    /// <summary>The switched spans for an address.</summary>
    public string SwitchedText =>
        string.Join(',', Switched.Select(id => id.ToString()).Order(StringComparer.Ordinal).Take(MaximumSwitched));

    /// <summary>Whether the children of a node are hidden.</summary>
    public bool IsFolded(WaterfallNode node) =>
        node.Children > 0 && (Level is { } level && node.Depth + 1 >= level) != Switched.Contains(node.Span.SpanId);

    /// <summary>Folds a node that is open, and opens one that is folded.</summary>
    public WaterfallFolding Switch(WaterfallNode node) =>
        this with
        {
            Switched = Switched.Contains(node.Span.SpanId)
                ? Switched.Remove(node.Span.SpanId)
                : Switched.Add(node.Span.SpanId),
        };

    /// <summary>Opens all that hides a node.</summary>
    public WaterfallFolding Reveal(WaterfallLayout layout, WaterfallNode node) =>
        layout.Ancestors(node).Where(IsFolded).Aggregate(this, (folding, ancestor) => folding.Switch(ancestor));

    /// <summary>The nodes that are shown, in order.</summary>
    public IReadOnlyList<WaterfallNode> Visible(WaterfallLayout layout)
    {
        var visible = new List<WaterfallNode>(layout.Nodes.Count);
        for (var i = 0; i < layout.Nodes.Count; )
        {
            var node = layout.Nodes[i];
            visible.Add(node);
            i = IsFolded(node) ? node.SubtreeEnd : i + 1;
        }

        return visible;
    }
}
