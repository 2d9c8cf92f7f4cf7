using System.Net.Mime;

namespace NotionStyle.Dashboard.Access;

/// <summary>Lets through who is logged in, or has the key where the API is asked.</summary>
internal sealed class LoginRequired(RequestDelegate next, AccessKeys keys, LoginCookie cookie)
{
    private const string Bearer = "Bearer ";

    public Task InvokeAsync(HttpContext context)
    {
        if (AccessRules.IsOpen(context) || cookie.IsOn(context))
            return next(context);
        var isApi = context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal);
        if (isApi && keys.IsApiKey(KeyOf(context.Request)))
            return next(context);
        if (AccessRules.IsData(context.Request) || !HttpMethods.IsGet(context.Request.Method))
            return RefuseAsync(context);
        var here = context.Request.Path + context.Request.QueryString;
        context.Response.Redirect(here == "/" ? "/login" : $"/login?returnUrl={Uri.EscapeDataString(here)}");
        return Task.CompletedTask;
    }

    private static string? KeyOf(HttpRequest request)
    {
        if (request.Headers["x-api-key"] is [{ Length: > 0 } key])
            return key;
        return
            request.Headers.Authorization is [{ } value] && value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? value[Bearer.Length..].Trim()
            : null;
    }

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return context.Response.WriteAsJsonAsync(
            new
            {
                type = "about:blank",
                title = "Not logged in",
                status = StatusCodes.Status401Unauthorized,
                detail = "Send the dashboard's token in the header x-api-key or as a bearer token, or log in by the address that the AppHost prints.",
            },
            options: null,
            MediaTypeNames.Application.ProblemJson,
            context.RequestAborted
        );
    }
}
