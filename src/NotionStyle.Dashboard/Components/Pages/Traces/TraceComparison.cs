using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Components.Pages.Traces;

/// <summary>A step of one or both of two traces: the spans of one service and name at one place of the tree.</summary>
/// <param name="Path">The names from the root to it.</param>
/// <param name="Service">The service.</param>
/// <param name="Name">The name.</param>
/// <param name="A">In the first trace; null when it is not there.</param>
/// <param name="B">In the second trace; null when it is not there.</param>
internal sealed record ComparedStep(string Path, string Service, string Name, StepFigures? A, StepFigures? B)
{
    /// <summary>How much longer the second takes, in nanoseconds; what is missing takes nothing.</summary>
    public long Difference => (B?.DurationNano ?? 0) - (A?.DurationNano ?? 0);
}

/// <summary>The spans of a step in one trace.</summary>
/// <param name="Count">How many.</param>
/// <param name="DurationNano">How long all of them took, in nanoseconds.</param>
/// <param name="Errors">How many failed.</param>
/// <param name="First">One of them, for a link.</param>
internal sealed record StepFigures(int Count, long DurationNano, int Errors, SpanId First);

/// <summary>
/// Compares two traces step by step. Spans are the same step when service, name and all that stands above them are the same; several of one kind under the same parent count as one
/// step with their durations summed, so that a loop of ten statements meets a loop of eleven.
/// </summary>
internal static class TraceComparison
{
    private const string Separator = " › ";

    /// <summary>The steps, the largest difference first.</summary>
    public static IReadOnlyList<ComparedStep> Of(IReadOnlyList<Span> a, IReadOnlyList<Span> b)
    {
        var first = Steps(a);
        var second = Steps(b);
        return
        [
            .. first
                .Keys.Union(second.Keys)
                .Select(key => new ComparedStep(
                    key.Path,
                    key.Service,
                    key.Name,
                    first.GetValueOrDefault(key),
                    second.GetValueOrDefault(key)
                ))
                .OrderByDescending(step => Math.Abs(step.Difference))
                .ThenBy(step => step.Path, StringComparer.Ordinal)
                .ThenBy(step => step.Service, StringComparer.Ordinal),
        ];
    }

    /// <summary>Durations summed by service, of spans that are not inside another one of the same service.</summary>
    public static IReadOnlyDictionary<string, long> Services(IReadOnlyList<Span> spans)
    {
        var byId = ById(spans);
        return spans
            .Where(s =>
                s.ParentSpanId is not { } parent
                || !byId.TryGetValue(parent, out var above)
                || above.Resource.ServiceName != s.Resource.ServiceName
            )
            .GroupBy(s => s.Resource.ServiceName, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Sum(s => s.DurationNano), StringComparer.Ordinal);
    }

    private static Dictionary<(string Path, string Service, string Name), StepFigures> Steps(IReadOnlyList<Span> spans)
    {
        var byId = ById(spans);
        var paths = new Dictionary<SpanId, string>();
        var steps = new Dictionary<(string, string, string), StepFigures>();
        foreach (var span in byId.Values)
        {
            var key = (PathOf(span, byId, paths), span.Resource.ServiceName, span.Name);
            var error = span.Status == SpanStatus.Error ? 1 : 0;
            steps[key] = steps.TryGetValue(key, out var known)
                ? known with
                {
                    Count = known.Count + 1,
                    DurationNano = known.DurationNano + span.DurationNano,
                    Errors = known.Errors + error,
                }
                : new StepFigures(1, span.DurationNano, error, span.SpanId);
        }

        return steps;
    }

    /// <summary>The first span of each id.</summary>
    private static Dictionary<SpanId, Span> ById(IReadOnlyList<Span> spans)
    {
        var byId = new Dictionary<SpanId, Span>();
        foreach (var span in spans)
            byId.TryAdd(span.SpanId, span);
        return byId;
    }

    private static string PathOf(Span span, Dictionary<SpanId, Span> byId, Dictionary<SpanId, string> paths)
    {
        // Up to what is known or to the root, without recursion; a circle of parents ends where it began.
        var way = new List<Span>();
        var seen = new HashSet<SpanId>();
        var at = span;
        while (!paths.ContainsKey(at.SpanId) && seen.Add(at.SpanId))
        {
            way.Add(at);
            if (at.ParentSpanId is not { } parent || !byId.TryGetValue(parent, out var above))
                break;
            at = above;
        }

        var path = paths.GetValueOrDefault(at.SpanId, "");
        for (var i = way.Count - 1; i >= 0; i--)
        {
            path = path.Length == 0 ? way[i].Name : path + Separator + way[i].Name;
            paths[way[i].SpanId] = path;
        }

        return paths[span.SpanId];
    }
}
