using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Components.Pages;

/// <summary>Addresses that lead from one page to another.</summary>
internal static class PageLinks
{
    /// <summary>The details of a resource.</summary>
    public static string Resource(string key) => $"?resource={Uri.EscapeDataString(key)}";

    /// <summary>The console of a resource or of one of its processes.</summary>
    public static string Console(string key) => $"consolelogs/{Uri.EscapeDataString(key)}";

    /// <summary>The log records of a service.</summary>
    public static string Logs(string service) => $"structuredlogs?service={Uri.EscapeDataString(service)}";

    /// <summary>The error records of a service.</summary>
    public static string ErrorLogs(string service) => $"{Logs(service)}&level=error";

    /// <summary>The log records of a trace.</summary>
    public static string TraceLogs(TraceId trace) => $"structuredlogs?trace={trace}";

    /// <summary>A trace, at one of its spans when that is known.</summary>
    public static string Trace(TraceId trace, SpanId? span) =>
        span is null ? $"traces/{trace}" : $"traces/{trace}?span={span}";

    /// <summary>The traces of a service.</summary>
    public static string Traces(string service) => $"traces?service={Uri.EscapeDataString(service)}";

    /// <summary>The metrics of a service.</summary>
    public static string Metrics(string service) => $"metrics?service={Uri.EscapeDataString(service)}";

    /// <summary>Whether a browser may be led there: a page of the web, not a database or a script.</summary>
    public static bool IsWebPage(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);
}
