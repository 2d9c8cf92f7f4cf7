using System.Data.Common;
using System.Net.Sockets;
using NotionStyle.Blocks;
using NotionStyle.Blocks.Errors;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Errors;

/// <summary>What a caller is told about a request that failed.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">A word of a closed set, for programs.</param>
/// <param name="Message">The place, the value and the remedy, for people.</param>
internal readonly record struct Problem(int Status, string Code, string Message)
{
    /// <summary>How long a caller should wait, when that is known.</summary>
    public TimeSpan RetryAfter { get; init; }

    /// <summary>Whole seconds after which a caller should send the same request again, when it may.</summary>
    public int? RetryAfterSeconds =>
        Status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests
            ? Math.Max(1, (int)Math.Ceiling(RetryAfter.TotalSeconds))
            : null;

    /// <summary>Whether nobody foresaw it, so that it has to be logged.</summary>
    public bool IsUnexpected => Status == StatusCodes.Status500InternalServerError;

    public static Problem Timeout { get; } =
        Of(
            ErrorCode.ServiceUnavailable,
            "The request was not done in time and has been given up. Send it again; a transaction with the same id."
        );

    private static readonly Problem Unexpected = new(
        StatusCodes.Status500InternalServerError,
        "internal_server_error",
        "The service failed on this request. The operator finds the cause in the log under the request_id."
    );

    public static Problem Of(ErrorCode code, string message) => new(ErrorCodes.Status(code), code.Name(), message);

    /// <summary>What an exception means to the caller. What is not known here is the service's own fault, and nothing of it is shown.</summary>
    public static Problem Of(Exception exception) =>
        exception switch
        {
            BlockStoreException e => Of(e.Code, e.Message),
            RefusedException e => e.Problem,
            UnsupportedBodyException e => new Problem(
                StatusCodes.Status415UnsupportedMediaType,
                "unsupported_media_type",
                e.Message
            ),
            BadHttpRequestException e => OfTransport(e.StatusCode),
            OperationCanceledException or TimeoutException => Timeout,
            _ when IsStoreOutage(exception) => Of(
                ErrorCode.ServiceUnavailable,
                "A store cannot be reached just now. Send the same request again."
            ),
            _ => Unexpected,
        };

    /// <summary>What a status means that the web server or the router gave without a word.</summary>
    public static Problem OfStatus(int status, HttpRequest request) =>
        status switch
        {
            // Below /v1 the status that the Notion API documents for it; elsewhere the one of HTTP.
            StatusCodes.Status404NotFound => new Problem(
                request.Path.StartsWithSegments("/v1") ? StatusCodes.Status400BadRequest : status,
                "invalid_request_url",
                $"There is no endpoint at {Quote.Short(request.Path.Value)}. GET /openapi/v1.json lists all of them."
            ),
            StatusCodes.Status405MethodNotAllowed => new Problem(
                status,
                "method_not_allowed",
                $"{Quote.Short(request.Method)} is not for {Quote.Short(request.Path.Value)}. The Allow header names what is."
            ),
            StatusCodes.Status500InternalServerError => Unexpected,
            _ => OfTransport(status),
        };

    private static Problem OfTransport(int status) =>
        status switch
        {
            StatusCodes.Status408RequestTimeout => new Problem(
                status,
                "request_timeout",
                "The body arrived too slowly. Send it again."
            ),
            StatusCodes.Status413PayloadTooLarge => Of(
                ErrorCode.PayloadTooLarge,
                $"body is larger than {StoreLimits.RequestBytesMaximum} bytes, the maximum. Split the request."
            ),
            StatusCodes.Status503ServiceUnavailable => Timeout,
            >= 400 and < 500 => new Problem(
                status,
                "invalid_request",
                "The request breaks the rules of HTTP. Look at its headers and at the framing of its body."
            ),
            _ => Unexpected,
        };

    /// <summary>Looks for the known ways in which a store is away, below whatever they were wrapped in.</summary>
    private static bool IsStoreOutage(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is TimeoutException or SocketException or DbException { IsTransient: true })
                return true;
        }

        return false;
    }
}
