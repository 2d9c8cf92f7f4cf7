using System.Net.Mime;

namespace NotionStyle.Dashboard.Api;

/// <summary>The read-only HTTP API below <c>/api</c>.</summary>
internal static class ApiExtensions
{
    /// <summary>Every endpoint.</summary>
    public static IReadOnlyList<ApiEndpoint> Endpoints { get; } =
    [.. TelemetryEndpoints.All, .. ApplicationEndpoints.All];

    public static void MapApi(this WebApplication app)
    {
        foreach (var endpoint in Endpoints)
            app.MapGet("/api/v1" + endpoint.Path, (RequestDelegate)(context => AnswerAsync(context, endpoint)));
        app.MapGet("/api/openapi.json", () => Results.Json(ApiDocument.Of(Endpoints)));
        app.Map(
            "/api/{**rest}",
            (RequestDelegate)(
                context =>
                    ProblemAsync(
                        context,
                        StatusCodes.Status404NotFound,
                        "There is no such endpoint. /api lists them all; all are GET.",
                        null
                    )
            )
        );
    }

    private static async Task AnswerAsync(HttpContext context, ApiEndpoint endpoint)
    {
        var query = new ApiQuery(context, context.RequestServices.GetRequiredService<TimeProvider>());
        query.AllowOnly(endpoint.Parameters);
        var ask = endpoint.Answer(context, query);
        var answer = query.Problems.Count == 0 ? await AskAsync(ask, context) : null;
        if (query.Problems.Count > 0)
            await ProblemAsync(
                context,
                StatusCodes.Status400BadRequest,
                "Some parameters cannot be used.",
                query.Problems
            );
        else if (answer is null && !context.RequestAborted.IsCancellationRequested)
            await ProblemAsync(
                context,
                StatusCodes.Status404NotFound,
                $"There is nothing at {context.Request.Path}.",
                null
            );
        else if (answer is not null)
            await context.Response.WriteAsJsonAsync(answer, answer.GetType(), ApiJson.Options, context.RequestAborted);
    }

    private static async Task<object?> AskAsync(Func<Task<object?>> ask, HttpContext context)
    {
        try
        {
            return await ask();
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return null;
        }
    }

    private static Task ProblemAsync(
        HttpContext context,
        int status,
        string detail,
        IReadOnlyDictionary<string, string[]>? errors
    )
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new
            {
                type = "about:blank",
                title = status == StatusCodes.Status404NotFound ? "Not found" : "Bad request",
                status,
                detail,
                errors,
            },
            ApiJson.Options,
            MediaTypeNames.Application.ProblemJson,
            context.RequestAborted
        );
    }
}
