using System.Net.Mime;
using Microsoft.AspNetCore.Diagnostics;
using NotionStyle.Dashboard.Access;

namespace NotionStyle.Dashboard;

/// <summary>What is answered when something went wrong that nobody foresaw: a sentence, and to the API a problem document. The reason is in the log of the dashboard, and there only.</summary>
internal static class Failures
{
    private const string Detail = "Something went wrong in the dashboard. Its log says what.";

    public static void UseFailureAnswers(this WebApplication app) =>
        app.UseExceptionHandler(
            new ExceptionHandlerOptions
            {
                // What the server could not read is the fault of who asked: too large, cut off.
                StatusCodeSelector = e =>
                    e is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
                ExceptionHandler = AnswerAsync,
            }
        );

    private static Task AnswerAsync(HttpContext context)
    {
        var status = context.Response.StatusCode;
        var reason = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        var detail = reason is BadHttpRequestException bad ? bad.Message : Detail;
        if (AccessRules.IsApi(context.Request))
            return context.Response.WriteAsJsonAsync(
                new
                {
                    type = "about:blank",
                    title = "The request failed",
                    status,
                    detail,
                },
                options: null,
                MediaTypeNames.Application.ProblemJson,
                context.RequestAborted
            );
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(detail + "\n", context.RequestAborted);
    }
}
