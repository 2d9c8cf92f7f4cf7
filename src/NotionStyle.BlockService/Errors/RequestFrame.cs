namespace NotionStyle.BlockService.Errors;

/// <summary>
/// Stands around every request: names it, and turns every way in which it can fail into the one shape of an error.
/// </summary>
/// <remarks>
/// What is not seen here is what the web server refuses before there is a request: a line that is no HTTP, headers past their maximum. It answers those
/// with a status alone and closes the connection.
/// </remarks>
internal sealed partial class RequestFrame(RequestDelegate next, ILogger<RequestFrame> logger)
{
    /// <summary>What others write into their logs for a caller that went away; no standard has a number for it.</summary>
    private const int StatusClientClosedRequest = 499;

    public async Task InvokeAsync(HttpContext context)
    {
        context.TraceIdentifier = Guid.NewGuid().ToString();
        var headers = context.Response.Headers;
        headers[ProblemAnswer.RequestIdHeader] = context.TraceIdentifier;
        headers.XContentTypeOptions = "nosniff";
        try
        {
            await next(context);
            if (IsBare(context.Response))
                ProblemAnswer.Write(context, Problem.OfStatus(context.Response.StatusCode, context.Request));
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            if (!context.Response.HasStarted)
                context.Response.StatusCode = StatusClientClosedRequest;
        }
        catch (Exception e)
        {
            Fail(context, e);
        }
    }

    private void Fail(HttpContext context, Exception exception)
    {
        var problem = Problem.Of(exception);
        if (problem.IsUnexpected)
            LogUnexpected(exception, context.TraceIdentifier, context.Request.Method, context.Request.Path);
        if (context.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            LogTorn(exception.Message, context.TraceIdentifier);
            context.Abort();
            return;
        }

        context.Response.Clear();
        context.Response.Headers.XContentTypeOptions = "nosniff";
        ProblemAnswer.Write(context, problem);
    }

    /// <summary>Whether the answer is a failure that the router or the web server gave, with a status and nothing else.</summary>
    private static bool IsBare(HttpResponse response) =>
        response is { StatusCode: >= 400, HasStarted: false, ContentType: null, ContentLength: null };

    [LoggerMessage(1000, LogLevel.Error, "Request {RequestId} failed: {Method} {Path}")]
    private partial void LogUnexpected(Exception exception, string requestId, string method, string path);

    [LoggerMessage(1001, LogLevel.Warning, "Request {RequestId} failed in the middle of its answer: {Reason}")]
    private partial void LogTorn(string reason, string requestId);
}
