using Microsoft.AspNetCore.Http.Extensions;

namespace NotionStyle.Dashboard.Access;

/// <summary>
/// Refuses what another site's page asks in a person's browser: by the name that the browser asked for (a name that was pointed at this machine is not ours), by where the request
/// came from, and for web sockets, which browsers let every page open, by their origin.
/// </summary>
internal sealed class OwnSiteOnly(RequestDelegate next, OwnHosts hosts)
{
    private const string Fetch = "Sec-Fetch-Site";

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!hosts.Has(request.Host.Host))
            return RefuseAsync(
                context,
                $"The dashboard does not answer to the name '{request.Host.Host}'. Open it by the address that was printed, or add the name to Dashboard__Frontend__Hosts."
            );
        if (request.Headers.Origin.Count > 0 && !IsOwn(request))
            return RefuseAsync(context, "This was asked by the page of another site.");
        if (request.Headers[Fetch] is ["cross-site" or "same-site"] && !IsNavigation(request))
            return RefuseAsync(context, "This was asked by the page of another site.");
        return next(context);
    }

    private static bool IsOwn(HttpRequest request) =>
        request.Headers.Origin switch
        {
            // Pages that tell nobody where they are post their forms with this origin; the browser says beside it whose they are.
            ["null"] => request.Headers[Fetch] is ["same-origin"],
            [{ } origin] => origin.Equals(
                UriHelper.BuildAbsolute(request.Scheme, request.Host).TrimEnd('/'),
                StringComparison.OrdinalIgnoreCase
            ),
            _ => false,
        };

    /// <summary>A person followed a link to a page. From another site the cookie does not come with such a request, from another port of this machine it does.</summary>
    private static bool IsNavigation(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && request.Headers["Sec-Fetch-Mode"] is ["navigate"]
        && request.Headers["Sec-Fetch-Dest"] is ["document"]
        && !AccessRules.IsData(request);

    private static Task RefuseAsync(HttpContext context, string reason)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(reason + "\n", context.RequestAborted);
    }
}
