using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Components.Pages.Traces;

/// <summary>Addresses around traces.</summary>
internal static class TraceLinks
{
    // Longer values do not fit into an address; what has one is then found by another way.
    private const int MaximumValue = 1_500;

    /// <summary>A trace.</summary>
    public static string Trace(TraceId id) => $"traces/{id}";

    /// <summary>A span in its trace.</summary>
    public static string Span(TraceId id, SpanId span) => $"traces/{id}?span={span}";

    /// <summary>The logs of a trace.</summary>
    public static string Logs(TraceId id) => $"structuredlogs?range=all&f={Filter("trace_id", id.ToString())}";

    /// <summary>The traces that have an attribute with a value; null when the value is too long for an address.</summary>
    public static string? TracesWith(string key, string value) =>
        value.Length > MaximumValue ? null : $"traces?range=all&f={Filter(key, value)}";

    /// <summary>The traces of an operation in a run.</summary>
    public static string Operation(int run, string service, string name) =>
        $"traces?range=all&run={run}&service={Uri.EscapeDataString(service)}&order=longest&f={Filter("name", name)}";

    /// <summary>Two traces side by side.</summary>
    public static string Compare(TraceId a, TraceId b) => $"traces/compare?a={a}&b={b}";

    private static string Filter(string key, string value) =>
        Uri.EscapeDataString(new AttributeFilter(key, FilterOperator.Equals, value).ToString());
}
