using System.Net;
using Microsoft.AspNetCore.Http.Extensions;

namespace NotionStyle.Dashboard.Access;

/// <summary>
/// Refuses what another site's page asks in a person's browser: by the name that the browser asked for (a name that was pointed at this machine is not ours), by where the request
/// came from, and for web sockets, which browsers let every page open, by their origin.
/// </summary>
internal sealed class OwnSiteOnly(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!IsLoopback(request.Host.Host))
            return RefuseAsync(
                context,
                $"The dashboard answers to localhost only, not to '{request.Host.Host}'. Open it by the address that was printed."
            );
        if (request.Headers.Origin is [{ Length: > 0 } origin] && !IsOwn(origin, request))
            return RefuseAsync(context, "This was asked by the page of another site.");
        if (request.Headers["Sec-Fetch-Site"] is ["cross-site" or "same-site"] && !IsNavigation(request))
            return RefuseAsync(context, "This was asked by the page of another site.");
        return next(context);
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static bool IsOwn(string origin, HttpRequest request) =>
        string.Equals(
            origin,
            UriHelper.BuildAbsolute(request.Scheme, request.Host).TrimEnd('/'),
            StringComparison.OrdinalIgnoreCase
        );

    /// <summary>A person followed a link: the page comes, but the cookie does not come with such a request.</summary>
    private static bool IsNavigation(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && request.Headers["Sec-Fetch-Mode"] is ["navigate"]
        && request.Headers["Sec-Fetch-Dest"] is ["document"];

    private static Task RefuseAsync(HttpContext context, string reason)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(reason, context.RequestAborted);
    }
}
