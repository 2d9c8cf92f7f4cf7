using System.Globalization;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Tests.Storage.Queries;

/// <summary>What the list and the histogram of traces must show, written down plainly over all spans in memory.</summary>
internal sealed class TraceReference(IReadOnlyList<(int Run, Span Span)> stored)
{
    public IReadOnlyList<TraceSummary> All(TraceFilter filter)
    {
        var summaries =
            from trace in stored.GroupBy(s => s.Span.TraceId)
            let spans = trace.GroupBy(s => s.Span.SpanId).Select(same => same.First().Span).ToList()
            let summary = Summary(trace, spans)
            where
                (filter.Range.From is not { } first || summary.Start >= first)
                && (filter.Range.To is not { } last || summary.Start < last)
                && (filter.Service is null || spans.Any(s => s.Resource.ServiceName == filter.Service))
                && (filter.Run is null || summary.Run == filter.Run)
                && (filter.MinDurationNano is not { } min || summary.DurationNano >= min)
                && (filter.MaxDurationNano is not { } max || summary.DurationNano <= max)
                && (!filter.ErrorsOnly || summary.Errors > 0)
                && (filter.Text == "" || IsId(filter.Text, summary) || spans.Any(s => HasText(s, filter.Text)))
                && spans.Any(s => filter.Attributes.Where(a => a.IsEnabled).All(a => Meets(s, a)))
            select summary;
        var ordered = filter.Order switch
        {
            TraceOrder.Oldest => summaries.OrderBy(s => s.Start),
            TraceOrder.Longest => summaries.OrderByDescending(s => s.DurationNano),
            TraceOrder.Shortest => summaries.OrderBy(s => s.DurationNano),
            _ => summaries.OrderByDescending(s => s.Start),
        };
        return [.. ordered.ThenBy(s => s.TraceId.Value)];
    }

    private static TraceSummary Summary(IEnumerable<(int Run, Span Span)> stored, List<Span> spans)
    {
        var roots = spans.Where(s => s.ParentSpanId is null).ToList();
        var head = (roots.Count > 0 ? roots : spans).OrderBy(s => s.Start).ThenBy(s => s.SpanId.Value).First();
        var start = spans.Min(s => s.Start);
        var ofRoots = stored.Where(s => s.Span.ParentSpanId is null).Select(s => s.Run).DefaultIfEmpty(0).Min();
        return new TraceSummary(
            head.TraceId,
            head.Name,
            head.Resource.ServiceName,
            roots.Count > 0,
            start,
            spans.Max(s => s.End.UnixNano) - start.UnixNano,
            spans.Count,
            spans.Count(s => s.Status == SpanStatus.Error),
            [
                .. spans
                    .GroupBy(s => s.Resource.ServiceName)
                    .Select(g => new KeyValuePair<string, int>(g.Key, g.Count()))
                    .OrderByDescending(p => p.Value)
                    .ThenBy(p => p.Key, StringComparer.Ordinal),
            ],
            ofRoots > 0 ? ofRoots : stored.Min(s => s.Run)
        );
    }

    private static bool IsId(string text, TraceSummary summary) =>
        TraceId.TryParse(text, out var id) && id == summary.TraceId;

    private static bool HasText(Span span, string text) =>
        Contains(span.Name, text) || span.Attributes.List.Any(a => Contains(a.Value, text));

    private static bool Contains(string all, string part) =>
        all.ToLowerInvariant().Contains(part.ToLowerInvariant(), StringComparison.Ordinal);

    private static bool Meets(Span span, AttributeFilter filter)
    {
        var text = filter.Key switch
        {
            "name" => span.Name,
            "kind" => span.Kind.ToString().ToLowerInvariant(),
            "status" => span.Status.ToString().ToLowerInvariant(),
            "scope" => span.Scope.Name,
            "trace_id" => span.TraceId.ToString(),
            _ when filter.Key.StartsWith("resource.", StringComparison.Ordinal) => span.Resource.Attributes[
                filter.Key[9..]
            ],
            _ => span.Attributes[filter.Key],
        };
        return filter.Operator switch
        {
            FilterOperator.Equals => text == filter.Value,
            FilterOperator.NotEquals => text != filter.Value,
            FilterOperator.Contains => text is not null && Contains(text, filter.Value),
            FilterOperator.NotContains => text is null || !Contains(text, filter.Value),
            FilterOperator.GreaterThan => Number(text) > Number(filter.Value),
            FilterOperator.LessThan => Number(text) < Number(filter.Value),
            _ => text is not null,
        };
    }

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && !double.IsNaN(number)
            ? number
            : null;
}
