using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Components.Pages.Traces;

/// <summary>What sort of work a span is, for its icon.</summary>
/// <param name="Label">In words.</param>
/// <param name="Path">The outline of its icon on a grid of 20, drawn with strokes.</param>
internal sealed record SpanCategory(string Label, string Path)
{
    private static readonly SpanCategory Database = new(
        "Database",
        "M4 5c0-1.1 2.7-2 6-2s6 .9 6 2-2.7 2-6 2-6-.9-6-2ZM4 5v10c0 1.1 2.7 2 6 2s6-.9 6-2V5M4 10c0 1.1 2.7 2 6 2s6-.9 6-2"
    );

    private static readonly SpanCategory Messaging = new("Messaging", "M3 5h14v10H3zM3 6l7 5 7-5");
    private static readonly SpanCategory HttpServer = new("HTTP server", "M3 4h14v5H3zM3 11h14v5H3zM6 6.5h1M6 13.5h1");
    private static readonly SpanCategory HttpClient = new("HTTP client", "M4 10h11M11 5l5 5-5 5M4 5v10");
    private static readonly SpanCategory RpcServer = new("RPC server", HttpServer.Path);
    private static readonly SpanCategory RpcClient = new("RPC client", HttpClient.Path);
    private static readonly SpanCategory Server = new("Server", HttpServer.Path);
    private static readonly SpanCategory Client = new("Client", HttpClient.Path);
    private static readonly SpanCategory Internal = new("Internal", "M10 4l6 6-6 6-6-6z");

    /// <summary>Of a span.</summary>
    public static SpanCategory Of(Span span)
    {
        var attributes = span.Attributes;
        if (SpanSql.SystemOf(span) is not null)
            return Database;
        if (span.Kind is SpanKind.Producer or SpanKind.Consumer || attributes["messaging.system"] is not null)
            return Messaging;
        var isRpc = (attributes["rpc.system"] ?? attributes["rpc.system.name"]) is not null;
        var isHttp = (attributes["http.request.method"] ?? attributes["http.method"]) is not null;
        return span.Kind switch
        {
            SpanKind.Server when isRpc => RpcServer,
            SpanKind.Server when isHttp => HttpServer,
            SpanKind.Server => Server,
            SpanKind.Client when isRpc => RpcClient,
            SpanKind.Client when isHttp => HttpClient,
            SpanKind.Client => Client,
            _ => Internal,
        };
    }
}
