using System.Globalization;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Components.Pages.Traces;

/// <summary>Finds spans inside one trace, by the rules of the filters of the list.</summary>
internal static class SpanSearch
{
    private const string OfResource = "resource.";

    /// <summary>The nodes that have a text and meet all filters that are switched on; none when nothing is asked.</summary>
    public static IReadOnlyList<WaterfallNode> Find(
        WaterfallLayout layout,
        string text,
        IReadOnlyList<AttributeFilter> filters
    )
    {
        var active = filters.Where(f => f.IsEnabled).ToArray();
        text = text.Trim();
        return text.Length == 0 && active.Length == 0
            ? []
            : [.. layout.Nodes.Where(n => HasText(n.Span, text) && active.All(f => Meets(n.Span, f)))];
    }

    /// <summary>Whether a text is in the name, the service, the status, an attribute or an event of a span, in any case; or is its id.</summary>
    public static bool HasText(Span span, string text) =>
        text.Length == 0
        || Has(span.Name, text)
        || Has(span.Resource.ServiceName, text)
        || Has(span.StatusMessage, text)
        || span.SpanId.ToString().Equals(text, StringComparison.OrdinalIgnoreCase)
        || span.Attributes.List.Any(a => Has(a.Value, text))
        || span.Events.Any(e => Has(e.Name, text) || e.Attributes.List.Any(a => Has(a.Value, text)));

    /// <summary>Whether a span meets a filter.</summary>
    public static bool Meets(Span span, AttributeFilter filter)
    {
        var value = ValueOf(span, filter.Key);
        return filter.Operator switch
        {
            FilterOperator.Equals => value == filter.Value,
            FilterOperator.NotEquals => value != filter.Value,
            FilterOperator.Contains => value is not null && Has(value, filter.Value),
            FilterOperator.NotContains => value is null || !Has(value, filter.Value),
            FilterOperator.GreaterThan => Compare(value, filter.Value) > 0,
            FilterOperator.LessThan => Compare(value, filter.Value) < 0,
            _ => value is not null,
        };
    }

    private static string? ValueOf(Span span, string key) =>
        key switch
        {
            "name" => span.Name,
            "kind" => span.Kind.ToString().ToLowerInvariant(),
            "status" => span.Status.ToString().ToLowerInvariant(),
            "scope" => span.Scope.Name,
            "trace_id" => span.TraceId.ToString(),
            _ when key.StartsWith(OfResource, StringComparison.Ordinal) => span.Resource.Attributes[
                key[OfResource.Length..]
            ]
                ?? (key == "resource.service.name" ? span.Resource.ServiceName : null),
            _ => span.Attributes[key],
        };

    // Null when one of them is no number: then neither is above the other.
    private static int? Compare(string? left, string right) =>
        double.TryParse(left, NumberStyles.Float, CultureInfo.InvariantCulture, out var a)
        && double.TryParse(right, NumberStyles.Float, CultureInfo.InvariantCulture, out var b)
            ? a.CompareTo(b)
            : null;

    private static bool Has(string value, string text) => value.Contains(text, StringComparison.OrdinalIgnoreCase);
}
