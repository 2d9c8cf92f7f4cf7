using Grpc.Core;

namespace NotionStyle.Dashboard.Otlp;

/// <summary>Why a request is not taken at all, with what the two transports say to it.</summary>
internal sealed record RefusalKind
{
    private RefusalKind(string name, int http, StatusCode grpc)
    {
        Name = name;
        Http = http;
        Grpc = grpc;
    }

    /// <summary>The bytes are no message of the signal.</summary>
    public static RefusalKind Malformed { get; } =
        new("malformed", StatusCodes.Status400BadRequest, StatusCode.InvalidArgument);

    /// <summary>The key is missing or wrong.</summary>
    public static RefusalKind Key { get; } = new("key", StatusCodes.Status401Unauthorized, StatusCode.Unauthenticated);

    /// <summary>A browser sends for another site.</summary>
    public static RefusalKind Origin { get; } =
        new("origin", StatusCodes.Status403Forbidden, StatusCode.PermissionDenied);

    /// <summary>Telemetry is posted.</summary>
    public static RefusalKind Method { get; } =
        new("method", StatusCodes.Status405MethodNotAllowed, StatusCode.Unimplemented);

    /// <summary>More than the receiver takes at once. Sending it again cannot help, so that gRPC's answer has no RetryInfo.</summary>
    public static RefusalKind TooLarge { get; } =
        new("too_large", StatusCodes.Status413PayloadTooLarge, StatusCode.ResourceExhausted);

    /// <summary>A type or an encoding that the receiver does not read.</summary>
    public static RefusalKind Unsupported { get; } =
        new("unsupported", StatusCodes.Status415UnsupportedMediaType, StatusCode.Unimplemented);

    /// <summary>Not now: the client is to send the same again. It is the one kind that clients of OTLP repeat.</summary>
    public static RefusalKind Busy { get; } =
        new("busy", StatusCodes.Status503ServiceUnavailable, StatusCode.Unavailable);

    /// <summary>Its name in metrics.</summary>
    public string Name { get; }

    /// <summary>The status of HTTP.</summary>
    public int Http { get; }

    /// <summary>The status of gRPC.</summary>
    public StatusCode Grpc { get; }
}

/// <summary>A request that is not taken at all. The message goes to its sender.</summary>
internal sealed class OtlpRefusal(RefusalKind kind, string message) : Exception(message)
{
    /// <summary>Why.</summary>
    public RefusalKind Kind { get; } = kind;

    /// <summary>When to send it again; null when that cannot help.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    public static OtlpRefusal Busy(string message, TimeSpan retryAfter) =>
        new(RefusalKind.Busy, message) { RetryAfter = retryAfter };

    /// <summary>The body of the answer: in HTTP the whole, in gRPC the trailer <c>grpc-status-details-bin</c>.</summary>
    public Google.Rpc.Status ToStatus()
    {
        var status = new Google.Rpc.Status { Code = (int)Kind.Grpc, Message = Message };
        if (RetryAfter is { } delay)
            status.Details.Add(
                Google.Protobuf.WellKnownTypes.Any.Pack(
                    new Google.Rpc.RetryInfo
                    {
                        RetryDelay = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(delay),
                    }
                )
            );
        return status;
    }
}
