using NotionStyle.Blocks.Errors;

namespace NotionStyle.BlockService.Errors;

/// <summary>The names and HTTP statuses of the store's refusals.</summary>
internal static class ErrorCodes
{
    /// <summary>The code on the wire, which is also the metric tag.</summary>
    public static string Name(this ErrorCode code) =>
        code switch
        {
            ErrorCode.ValidationError => "validation_error",
            ErrorCode.InvalidJson => "invalid_json",
            ErrorCode.Unauthorized => "unauthorized",
            ErrorCode.RestrictedResource => "restricted_resource",
            ErrorCode.ObjectNotFound => "object_not_found",
            ErrorCode.ConflictError => "conflict_error",
            ErrorCode.CursorExpired => "cursor_expired",
            ErrorCode.PayloadTooLarge => "payload_too_large",
            ErrorCode.ServiceUnavailable => "service_unavailable",
            _ => throw new ArgumentOutOfRangeException(nameof(code), code, "Unknown code."),
        };

    public static int Status(ErrorCode code) =>
        code switch
        {
            ErrorCode.ValidationError or ErrorCode.InvalidJson or ErrorCode.CursorExpired =>
                StatusCodes.Status400BadRequest,
            ErrorCode.Unauthorized => StatusCodes.Status401Unauthorized,
            ErrorCode.RestrictedResource => StatusCodes.Status403Forbidden,
            ErrorCode.ObjectNotFound => StatusCodes.Status404NotFound,
            ErrorCode.ConflictError => StatusCodes.Status409Conflict,
            ErrorCode.PayloadTooLarge => StatusCodes.Status413PayloadTooLarge,
            ErrorCode.ServiceUnavailable => StatusCodes.Status503ServiceUnavailable,
            _ => throw new ArgumentOutOfRangeException(nameof(code), code, "Unknown code."),
        };
}
