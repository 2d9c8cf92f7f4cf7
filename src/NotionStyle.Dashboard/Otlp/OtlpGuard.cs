using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using NotionStyle.Dashboard.Otlp.Grpc;
using NotionStyle.Dashboard.Otlp.Http;

namespace NotionStyle.Dashboard.Otlp;

/// <summary>Marks an endpoint as the receiver's.</summary>
/// <param name="Transport">The port on which it answers.</param>
internal sealed record OtlpEndpoint(OtlpTransport Transport);

/// <summary>
/// Keeps the ports apart. A request to a port of the receiver ends here: its endpoint is run at once, so that what guards and decorates the pages (login, antiforgery, the page
/// for "not found") never sees it; and what is no endpoint of the receiver is not found there.
/// </summary>
internal static class OtlpGuard
{
    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var ports = context.RequestServices.GetRequiredService<OtlpPorts>();
        var endpoint = context.GetEndpoint();
        var receiver = endpoint?.Metadata.GetMetadata<OtlpEndpoint>();
        if (ports.Of(context.Connection.LocalPort) is not { } transport)
        {
            if (receiver is null)
                await next(context);
            else
                await NotFoundAsync(
                    context,
                    $"These are the pages of the dashboard. It takes telemetry over gRPC at port {ports.Grpc} and over HTTP at port {ports.Http}."
                );
            return;
        }

        if (context.Features.Get<IStatusCodePagesFeature>() is { } pages)
            pages.Enabled = false;
        // Both transports count what they read, and answer; the server would break the connection.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        if (receiver?.Transport != transport)
            await NotFoundAsync(context, Nothing(transport, ports));
        else if (Refuse(context) is { } refusal)
            await (
                transport == OtlpTransport.Grpc
                    ? GrpcAnswer.RefuseAsync(context, refusal)
                    : HttpAnswer.RefuseAsync(context, refusal)
            );
        else
            await endpoint!.RequestDelegate!(context);
    }

    // Five bytes stand before the message in gRPC.
    private const int FramePrefix = 5;

    private static OtlpRefusal? Refuse(HttpContext context)
    {
        var request = context.Request;
        // Browsers name the origin of every post that a page makes. No page is served at this port, so that each is another site's.
        if (request.Headers.Origin.Count > 0)
            return new OtlpRefusal(
                RefusalKind.Origin,
                "Telemetry is not taken from pages of other sites (the request has the header Origin)."
            );
        if (context.RequestServices.GetRequiredService<OtlpKeys>().Refuse(request.Headers) is { } refusal)
            return refusal;
        return request.ContentLength > OtlpLimits.RequestBytes + FramePrefix
            ? OtlpErrors.RequestTooLarge($"{request.ContentLength:N0} bytes")
            : null;
    }

    private static string Nothing(OtlpTransport transport, OtlpPorts ports) =>
        transport == OtlpTransport.Grpc
            ? $"This port takes telemetry over gRPC and nothing else; over HTTP it is taken at port {ports.Http}. The pages of the dashboard are at the address that it printed when it started."
            : $"This port takes telemetry in posts to /v1/traces, /v1/metrics and /v1/logs and nothing else; over gRPC it is taken at port {ports.Grpc}. The pages of the dashboard are at the address that it printed when it started.";

    private static Task NotFoundAsync(HttpContext context, string text)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text + "\n", context.RequestAborted);
    }
}
