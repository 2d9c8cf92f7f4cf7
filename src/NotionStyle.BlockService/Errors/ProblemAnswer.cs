using System.Globalization;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Errors;

/// <summary>
/// Writes every failure in one shape:
/// <c>{"object":"error","status":400,"code":"validation_error","message":"...","request_id":"uuid"}</c>.
/// </summary>
internal static class ProblemAnswer
{
    public const string RequestIdHeader = "x-request-id";

    /// <summary>Answers with a problem; nothing of an answer may have been sent yet.</summary>
    public static void Write(HttpContext context, Problem problem)
    {
        var response = context.Response;
        response.StatusCode = problem.Status;
        // The request id again: whoever gave up on an answer has cleared the headers as well.
        response.Headers[RequestIdHeader] = context.TraceIdentifier;
        if (problem.RetryAfterSeconds is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (problem.Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        var writer = JsonAnswer.Begin(context);
        writer.WriteStartObject();
        writer.WriteString("object", "error");
        writer.WriteNumber("status", problem.Status);
        writer.WriteString("code", problem.Code);
        writer.WriteString("message", problem.Message);
        writer.WriteString("request_id", context.TraceIdentifier);
        writer.WriteEndObject();
        JsonAnswer.End(writer);
    }
}
