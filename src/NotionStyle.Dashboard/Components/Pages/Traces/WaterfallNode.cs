using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Components.Pages.Traces;

/// <summary>How a span came to its place in the tree.</summary>
public enum WaterfallPlace
{
    /// <summary>A root, or below the parent that it names.</summary>
    Known,

    /// <summary>It names a parent that has not come, and stands at the top.</summary>
    Orphan,

    /// <summary>It is its own ancestor by what it names; the loop is cut above it, and it stands at the top.</summary>
    Loop,
}

/// <summary>A span in its place in a waterfall.</summary>
/// <param name="Span">The span as it was sent.</param>
/// <param name="Index">Its place in <see cref="WaterfallLayout.Nodes" />.</param>
/// <param name="Parent">The place of its parent, -1 at the top.</param>
/// <param name="Depth">0 at the top.</param>
/// <param name="Children">How many children it has.</param>
/// <param name="SubtreeEnd">The place after its last descendant.</param>
/// <param name="StartNano">When it began after the start of the trace, clocks adjusted; in nanoseconds.</param>
/// <param name="ClockShiftNano">What was added to the times that its process gave, in nanoseconds; 0 mostly.</param>
/// <param name="Place">How it came here.</param>
/// <param name="IsFailureOrigin">Whether it failed while nothing below it failed: the error is likely its own.</param>
public sealed record WaterfallNode(
    Span Span,
    int Index,
    int Parent,
    int Depth,
    int Children,
    int SubtreeEnd,
    long StartNano,
    long ClockShiftNano,
    WaterfallPlace Place,
    bool IsFailureOrigin
)
{
    /// <summary>How long it took, in nanoseconds.</summary>
    public long DurationNano => Span.DurationNano;

    /// <summary>Whether it failed.</summary>
    public bool IsError => Span.Status == SpanStatus.Error;
}
