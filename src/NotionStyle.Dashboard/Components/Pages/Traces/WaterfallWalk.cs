using System.Runtime.InteropServices;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Components.Pages.Traces;

/// <summary>Walks spans from their roots downwards, without recursion, and adjusts clocks on the way (<see cref="WaterfallLayout" /> says how).</summary>
internal sealed class WaterfallWalk
{
    private const int Top = -1;

    private readonly List<Span> _spans;
    private readonly List<int>?[] _children;
    private readonly int[] _parents;
    private readonly List<int> _tops = [];
    private readonly bool[] _isVisited;
    private readonly Stack<Step> _open = new();

    /// <summary>Prepares the walk over spans with different ids.</summary>
    public WaterfallWalk(List<Span> spans, Dictionary<SpanId, int> byId)
    {
        _spans = spans;
        _children = new List<int>?[spans.Count];
        _parents = new int[spans.Count];
        _isVisited = new bool[spans.Count];
        for (var i = 0; i < spans.Count; i++)
            if (spans[i].ParentSpanId is { } parent && byId.TryGetValue(parent, out var at))
            {
                (_children[at] ??= []).Add(i);
                _parents[i] = at;
            }
            else
            {
                _tops.Add(i);
            }
    }

    /// <summary>The spans in the order of the waterfall.</summary>
    public List<Step> Steps { get; } = [];

    /// <summary>A span on the way: its place among the spans, the step of its parent, and its time.</summary>
    public readonly record struct Step(int Span, int Parent, int Depth, long Start, long Shift, WaterfallPlace Place);

    /// <summary>Walks.</summary>
    public void Run()
    {
        foreach (var top in _tops.OrderBy(i => _spans[i].Start))
            Descend(
                new Step(
                    top,
                    Top,
                    0,
                    _spans[top].Start.UnixNano,
                    0,
                    _spans[top].ParentSpanId is null ? WaterfallPlace.Known : WaterfallPlace.Orphan
                )
            );
        if (Steps.Count == _spans.Count)
            return;
        foreach (var cut in LoopCuts())
            Descend(new Step(cut, Top, 0, _spans[cut].Start.UnixNano, 0, WaterfallPlace.Loop));
    }

    // What no root leads to hangs below a loop. A span has one parent, so from each there is one way up, and it ends in the loop: its earliest span is where it is cut.
    private IEnumerable<int> LoopCuts()
    {
        var walkOf = new int[_spans.Count];
        var cuts = new List<int>();
        for (var i = 0; i < _spans.Count; i++)
        {
            if (_isVisited[i])
                continue;
            var at = i;
            for (; walkOf[at] == 0; at = _parents[at])
                walkOf[at] = i + 1;
            if (walkOf[at] == i + 1)
                cuts.Add(Loop(at).MinBy(span => _spans[span].Start));
        }

        return cuts.OrderBy(cut => _spans[cut].Start);
    }

    private IEnumerable<int> Loop(int from)
    {
        var at = from;
        do
        {
            yield return at;
            at = _parents[at];
        } while (at != from);
    }

    private void Descend(Step top)
    {
        _open.Push(top);
        var below = new List<Step>();
        while (_open.TryPop(out var step))
        {
            if (_isVisited[step.Span])
                continue;
            _isVisited[step.Span] = true;
            var at = Steps.Count;
            Steps.Add(step);
            below.Clear();
            foreach (var child in _children[step.Span] ?? [])
                if (!_isVisited[child])
                    below.Add(Below(step, at, child));
            // On a stack the last comes first; equal starts keep the order in which they were sent.
            CollectionsMarshal
                .AsSpan(below)
                .Sort((a, b) => a.Start != b.Start ? b.Start.CompareTo(a.Start) : b.Span.CompareTo(a.Span));
            foreach (var next in below)
                _open.Push(next);
        }
    }

    private Step Below(Step parent, int parentAt, int child)
    {
        var shift = IsSameProcess(_spans[parent.Span].Resource, _spans[child].Resource)
            ? parent.Shift
            : ShiftOf(parent, child);
        var start = Moved(_spans[child].Start.UnixNano, shift);
        return new Step(
            child,
            parentAt,
            parent.Depth + 1,
            start,
            start - _spans[child].Start.UnixNano,
            WaterfallPlace.Known
        );
    }

    private long ShiftOf(Step parent, int child)
    {
        var (caller, span) = (_spans[parent.Span], _spans[child]);
        var start = span.Start.UnixNano;
        var waits = caller.Kind == SpanKind.Client && span.Kind == SpanKind.Server;
        var isTooLate = waits && start > WaterfallLayout.Later(parent.Start, caller.DurationNano);
        if (start >= parent.Start && !isTooLate)
            return 0;
        var spare = Math.Max(0, caller.DurationNano - span.DurationNano);
        return WaterfallLayout.Later(parent.Start, spare / 2) - start;
    }

    private static long Moved(long start, long shift) =>
        shift > 0 ? WaterfallLayout.Later(start, shift) : Math.Max(0, start + shift);

    private static bool IsSameProcess(TelemetryResource a, TelemetryResource b) =>
        ReferenceEquals(a, b) || (a.ServiceName == b.ServiceName && a.InstanceId == b.InstanceId);
}
