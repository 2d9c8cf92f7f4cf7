using System.Globalization;
using System.Text;
using NotionStyle.Dashboard.Components.Kit;

namespace NotionStyle.Dashboard.Components.Pages.Traces;

/// <summary>A trace in small: the outlines of its spans as lines on a field of 1000 by 100, one path for each colour.</summary>
internal static class OverviewPaths
{
    /// <summary>More lines than this do not fit into the height; of larger traces every n-th span is drawn, and each that failed.</summary>
    public const int MaximumLines = 400;

    private const double Width = 1_000;
    private const double Height = 100;
    private const double Least = 2;

    /// <summary>Draws. The failed come last and lie above the others.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(
        WaterfallLayout layout,
        IReadOnlyList<WaterfallNode> visible
    )
    {
        var step = Math.Max(1, (visible.Count + MaximumLines - 1) / MaximumLines);
        var paths = new Dictionary<string, StringBuilder>(StringComparer.Ordinal);
        var failed = new StringBuilder();
        var failures = 0;
        for (var i = 0; i < visible.Count; i++)
        {
            var node = visible[i];
            var isDrawnAsFailed = node.IsError && failures++ < MaximumLines;
            if (!isDrawnAsFailed && i % step != 0)
                continue;
            var colour = ServiceColours.Of(node.Span.Resource.ServiceName);
            var path =
                isDrawnAsFailed ? failed
                : paths.TryGetValue(colour, out var known) ? known
                : paths[colour] = new StringBuilder();
            Draw(path, layout, node, (i + 0.5) / visible.Count);
        }

        var all = paths.Select(p => KeyValuePair.Create(p.Key, p.Value.ToString()));
        return failed.Length == 0 ? [.. all] : [.. all, KeyValuePair.Create("var(--bad)", failed.ToString())];
    }

    private static void Draw(StringBuilder path, WaterfallLayout layout, WaterfallNode node, double row)
    {
        var length = Math.Max(1, layout.DurationNano);
        var left = Width * node.StartNano / length;
        var width = Math.Max(Least, Width * node.DurationNano / length);
        path.Append(CultureInfo.InvariantCulture, $"M{left:0.#} {row * Height:0.#}h{width:0.#}");
    }
}
