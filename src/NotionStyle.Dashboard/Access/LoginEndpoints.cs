using Microsoft.AspNetCore.Http.HttpResults;
using NotionStyle.Dashboard.Components;

namespace NotionStyle.Dashboard.Access;

/// <summary><c>/login</c> and <c>/logout</c>.</summary>
internal static class LoginEndpoints
{
    private const string Wrong =
        "This token is not right. The AppHost prints the address with the right one at each start.";
    private const string TooMany = "Too many wrong tokens. Wait a minute and try again.";

    public static void Map(WebApplication app)
    {
        // Without a cookie there is nothing that a forged form could use; a forged login only shows this dashboard.
        app.MapGet("/login", Get).OpenToEverybody();
        app.MapPost("/login", (Delegate)PostAsync).OpenToEverybody().DisableAntiforgery();
        app.MapPost(
                "/logout",
                (HttpContext context) =>
                {
                    LoginCookie.Take(context);
                    return Results.Redirect("/login");
                }
            )
            .DisableAntiforgery();
    }

    private static IResult Get(HttpContext context, string? t, string? returnUrl)
    {
        if (t is not null)
            return Try(context, t, returnUrl);
        return context.RequestServices.GetRequiredService<LoginCookie>().IsOn(context)
            ? Results.LocalRedirect(Local(returnUrl))
            : Page(null, returnUrl, StatusCodes.Status200OK);
    }

    private static async Task<IResult> PostAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
            return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        return Try(context, form["t"].ToString().Trim(), form["returnUrl"].ToString());
    }

    private static IResult Try(HttpContext context, string token, string? returnUrl)
    {
        var attempts = context.RequestServices.GetRequiredService<LoginAttempts>();
        if (!attempts.MayTry())
            return Page(TooMany, returnUrl, StatusCodes.Status429TooManyRequests);
        if (!context.RequestServices.GetRequiredService<AccessKeys>().IsBrowserToken(token))
        {
            attempts.Failed();
            return Page(Wrong, returnUrl, StatusCodes.Status401Unauthorized);
        }

        context.RequestServices.GetRequiredService<LoginCookie>().Give(context);
        return Results.LocalRedirect(Local(returnUrl));
    }

    /// <summary>A path of this site, whatever was given.</summary>
    private static string Local(string? url) =>
        url is ['/', not ('/' or '\\'), ..] && !url.Any(char.IsControl) ? url : "/";

    private static RazorComponentResult<Login> Page(string? problem, string? returnUrl, int status) =>
        new(
            new Dictionary<string, object?>
            {
                [nameof(Login.Problem)] = problem,
                [nameof(Login.ReturnUrl)] = Local(returnUrl),
            }
        )
        {
            StatusCode = status,
        };
}
