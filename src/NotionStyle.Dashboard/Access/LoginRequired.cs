using System.Globalization;
using System.Net.Mime;

namespace NotionStyle.Dashboard.Access;

/// <summary>Lets through who is logged in, or has the key where the API is asked.</summary>
internal sealed class LoginRequired(RequestDelegate next, AccessKeys keys, LoginCookie cookie)
{
    private const string Bearer = "Bearer ";
    private const string Remedy =
        "Send the dashboard's token in the header x-api-key or as a bearer token, or log in by the address that the AppHost prints.";
    private const string Later = "No key is looked at for a minute. Wait, then send the right one.";

    public Task InvokeAsync(HttpContext context)
    {
        if (AccessRules.IsOpen(context) || cookie.IsOn(context))
            return next(context);
        if (AccessRules.IsApi(context.Request) && KeyOf(context.Request) is { } key)
            return keys.TryCall(key) switch
            {
                Attempt.Right => next(context),
                Attempt.TooMany => RefuseAsync(
                    context,
                    StatusCodes.Status429TooManyRequests,
                    "Too many wrong keys",
                    Later
                ),
                _ => RefuseAsync(context, StatusCodes.Status401Unauthorized, "Wrong key", Remedy),
            };
        if (AccessRules.IsData(context.Request) || !HttpMethods.IsGet(context.Request.Method))
            return RefuseAsync(context, StatusCodes.Status401Unauthorized, "Not logged in", Remedy);
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

    private static Task RefuseAsync(HttpContext context, int status, string title, string detail)
    {
        context.Response.StatusCode = status;
        if (status == StatusCodes.Status401Unauthorized)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        else
            context.Response.Headers.RetryAfter = LoginAttempts.Window.TotalSeconds.ToString(
                CultureInfo.InvariantCulture
            );
        return context.Response.WriteAsJsonAsync(
            new
            {
                type = "about:blank",
                title,
                status,
                detail,
            },
            options: null,
            MediaTypeNames.Application.ProblemJson,
            context.RequestAborted
        );
    }
}
