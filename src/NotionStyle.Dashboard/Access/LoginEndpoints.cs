using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using NotionStyle.Dashboard.Components;

namespace NotionStyle.Dashboard.Access;

/// <summary><c>/login</c> and <c>/logout</c>.</summary>
internal static class LoginEndpoints
{
    private const int FormBytes = 16 << 10;
    private const string Wrong =
        "This token is not right. The AppHost prints the address with the right one at each start.";
    private const string NoForm = "What was sent is no form with a token. Type the token here.";
    private const string TooMany = "Too many wrong tokens. Wait a minute and try again.";

    public static void Map(WebApplication app)
    {
        // Without a cookie there is nothing that a forged form could use; a forged login only shows this dashboard.
        app.MapGet("/login", Get).OpenToEverybody();
        app.MapPost("/login", (Delegate)PostAsync)
            .OpenToEverybody()
            .DisableAntiforgery()
            .WithMetadata(new RequestSizeLimitAttribute(FormBytes));
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
            return Page(NoForm, null, StatusCodes.Status415UnsupportedMediaType);
        try
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            return Try(context, form["t"].ToString().Trim(), form["returnUrl"].ToString());
        }
        catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException)
        {
            return Page(NoForm, null, StatusCodes.Status400BadRequest);
        }
    }

    private static IResult Try(HttpContext context, string token, string? returnUrl)
    {
        switch (context.RequestServices.GetRequiredService<AccessKeys>().TryLogin(token))
        {
            case Attempt.Right:
                context.RequestServices.GetRequiredService<LoginCookie>().Give(context);
                return Results.LocalRedirect(Local(returnUrl));
            case Attempt.Wrong:
                return Page(Wrong, returnUrl, StatusCodes.Status401Unauthorized);
            default:
                return Page(TooMany, returnUrl, StatusCodes.Status429TooManyRequests);
        }
    }

    /// <summary>A path of this site, whatever was given; what a browser sends back of one is ASCII.</summary>
    private static string Local(string? url) =>
        url is ['/', not ('/' or '\\'), ..] && url.All(c => c is > ' ' and <= '~') ? url : "/";

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
