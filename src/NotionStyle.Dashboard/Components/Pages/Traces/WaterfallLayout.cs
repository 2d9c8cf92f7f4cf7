using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Components.Pages.Traces;

/// <summary>The spans of a trace as a tree in the order of a waterfall: parents before their children, siblings by their start.</summary>
/// <remarks>
/// <para>Every id appears once, whatever was sent: of several spans with one id the first counts, a span whose parent has not come stands at the top, and a loop of parents is cut
/// above its earliest span. Nothing here recurses, so depth is limited by the number of spans only.</para>
/// <para>Clocks: a child of another process cannot begin before the span that caused it, and a server cannot begin after the client that waits for it has ended. Where the
/// times say so, the two clocks differ. The child is then moved into the middle of its parent, since nothing tells the way there from the way back; to the start of its parent
/// when it is longer. Its descendants of the same process share its clock and move with it. A child that merely ends after its parent is left alone: a server may finish its
/// work after it has answered.</para>
/// </remarks>
public sealed class WaterfallLayout
{
    private readonly Dictionary<SpanId, int> _places;

    private WaterfallLayout(IReadOnlyList<WaterfallNode> nodes, Timestamp start, int duplicates)
    {
        Nodes = nodes;
        Start = start;
        Duplicates = duplicates;
        _places = nodes.ToDictionary(n => n.Span.SpanId, n => n.Index);
        DurationNano = nodes.Count == 0 ? 0 : nodes.Max(n => Later(n.StartNano, n.DurationNano));
        Depth = nodes.Count == 0 ? 0 : nodes.Max(n => n.Depth) + 1;
        Errors = nodes.Count(n => n.IsError);
        Orphans = nodes.Count(n => n.Place == WaterfallPlace.Orphan);
        Loops = nodes.Count(n => n.Place == WaterfallPlace.Loop);
        Shifted = nodes.Count(n => n.ClockShiftNano != 0);
        Services =
        [
            .. nodes
                .GroupBy(n => n.Span.Resource.ServiceName, StringComparer.Ordinal)
                .Select(g => KeyValuePair.Create(g.Key, g.Count()))
                .OrderByDescending(p => p.Value)
                .ThenBy(p => p.Key, StringComparer.Ordinal),
        ];
    }

    /// <summary>The spans, parents before their children.</summary>
    public IReadOnlyList<WaterfallNode> Nodes { get; }

    /// <summary>When the first began, clocks adjusted.</summary>
    public Timestamp Start { get; }

    /// <summary>From the start of the first to the end of the last, in nanoseconds.</summary>
    public long DurationNano { get; }

    /// <summary>How many levels there are.</summary>
    public int Depth { get; }

    /// <summary>Spans that failed.</summary>
    public int Errors { get; }

    /// <summary>Spans whose parent has not come.</summary>
    public int Orphans { get; }

    /// <summary>Loops of parents that were cut.</summary>
    public int Loops { get; }

    /// <summary>Spans that were left out because their id was there already.</summary>
    public int Duplicates { get; }

    /// <summary>Spans whose clock was adjusted.</summary>
    public int Shifted { get; }

    /// <summary>Services with the number of their spans, the one with most first.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> Services { get; }

    /// <summary>The node of a span; null when it is not here.</summary>
    public WaterfallNode? Find(SpanId? id) =>
        id is { } value && _places.TryGetValue(value, out var at) ? Nodes[at] : null;

    /// <summary>The nodes above a node, the nearest first.</summary>
    public IEnumerable<WaterfallNode> Ancestors(WaterfallNode node)
    {
        for (var at = node.Parent; at >= 0; at = Nodes[at].Parent)
            yield return Nodes[at];
    }

    /// <summary>Lays out spans, given in any order.</summary>
    public static WaterfallLayout Of(IReadOnlyList<Span> spans)
    {
        var unique = new List<Span>(spans.Count);
        var byId = new Dictionary<SpanId, int>(spans.Count);
        foreach (var span in spans)
            if (byId.TryAdd(span.SpanId, unique.Count))
                unique.Add(span);
        var walk = new WaterfallWalk(unique, byId);
        walk.Run();
        return Build(unique, walk, spans.Count - unique.Count);
    }

    private static WaterfallLayout Build(List<Span> spans, WaterfallWalk walk, int duplicates)
    {
        var steps = walk.Steps;
        var ends = new int[steps.Count];
        var children = new int[steps.Count];
        var failed = new bool[steps.Count];
        for (var i = steps.Count - 1; i >= 0; i--)
        {
            ends[i] = Math.Max(ends[i], i + 1);
            if (steps[i].Parent is var parent and >= 0)
            {
                ends[parent] = Math.Max(ends[parent], ends[i]);
                children[parent]++;
                failed[parent] |= failed[i] || spans[steps[i].Span].Status == SpanStatus.Error;
            }
        }

        var start = steps.Count == 0 ? 0 : steps.Min(s => s.Start);
        var nodes = new WaterfallNode[steps.Count];
        for (var i = 0; i < nodes.Length; i++)
        {
            var (span, parent, depth, begin, shift, place) = steps[i];
            var isOrigin = spans[span].Status == SpanStatus.Error && !failed[i];
            nodes[i] = new WaterfallNode(
                spans[span],
                i,
                parent,
                depth,
                children[i],
                ends[i],
                begin - start,
                shift,
                place,
                isOrigin
            );
        }

        return new WaterfallLayout(nodes, new Timestamp(start), duplicates);
    }

    /// <summary>A moment so much later, at most the last one that fits: both are input.</summary>
    internal static long Later(long start, long duration) =>
        start > long.MaxValue - duration ? long.MaxValue : start + duration;
}
