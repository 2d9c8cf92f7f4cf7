using System.Globalization;

namespace NotionStyle.Lab.Client;

/// <summary>The service refused a request, or could not be reached for as long as the client had patience.</summary>
/// <param name="status">The HTTP status; 0 when there was no answer.</param>
/// <param name="code">The word of the service's closed set, or <c>unreachable</c>.</param>
/// <param name="message">The cause and the remedy.</param>
/// <param name="inner">What it was caused by.</param>
internal sealed class ApiException(int status, string code, string message, Exception? inner = null)
    : LabException(message, inner)
{
    /// <summary>The code of a request without an answer.</summary>
    public const string Unreachable = "unreachable";

    public int Status { get; } = status;
    public string Code { get; } = code;

    public static ApiException NoAnswer(Uri address, Exception cause) =>
        new(
            0,
            Unreachable,
            $"{address} cannot be reached: {Reason(cause)} See what runs with 'status', or start the AppHost: {Remedies.StartAppHost}",
            cause
        );

    public static ApiException Refused(int status, string? code, string? message, string? requestId) =>
        new(
            status,
            code ?? status.ToString(CultureInfo.InvariantCulture),
            $"The service answered {status} {code}: {message ?? "without a message."}"
                + (requestId is null ? "" : $" (request {requestId})")
        );

    private static string Reason(Exception cause)
    {
        var innermost = cause;
        while (innermost.InnerException is { } inner)
            innermost = inner;
        return innermost is OperationCanceledException or TimeoutException
            ? "no answer in time."
            : innermost.Message.TrimEnd('.') + ".";
    }
}
