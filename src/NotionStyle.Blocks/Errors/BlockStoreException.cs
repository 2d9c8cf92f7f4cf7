namespace NotionStyle.Blocks.Errors;

/// <summary>Why a request was refused: a closed set, which is at once the code on the wire, a metric tag and a log field.</summary>
public enum ErrorCode
{
    /// <summary><c>validation_error</c>, 400: the request breaks a rule; the message names the place, the value and the remedy.</summary>
    ValidationError,

    /// <summary><c>invalid_json</c>, 400: the body is not JSON.</summary>
    InvalidJson,

    /// <summary><c>unauthorized</c>, 401: no valid bearer token.</summary>
    Unauthorized,

    /// <summary><c>restricted_resource</c>, 403: the record can be read, but not changed in this way, by this token.</summary>
    RestrictedResource,

    /// <summary><c>object_not_found</c>, 404: no such record, or none that this token may know of.</summary>
    ObjectNotFound,

    /// <summary><c>conflict_error</c>, 409: it contradicts something that was committed before, such as another use of the transaction's id.</summary>
    ConflictError,

    /// <summary><c>cursor_expired</c>, 400: start again without the cursor.</summary>
    CursorExpired,

    /// <summary><c>payload_too_large</c>, 413: over a stated maximum.</summary>
    PayloadTooLarge,

    /// <summary><c>service_unavailable</c>, 503: a store cannot be reached just now; the same request may be sent again.</summary>
    ServiceUnavailable,
}

/// <summary>A request that was refused, with nothing of it done. The message is meant for the caller.</summary>
public sealed class BlockStoreException : Exception
{
    /// <summary>Refuses a request.</summary>
    /// <param name="code">The class of cause.</param>
    /// <param name="message">The value, the cause and the remedy, for the caller to read.</param>
    /// <param name="inner">What it was caused by; never shown to the caller.</param>
    public BlockStoreException(ErrorCode code, string message, Exception? inner = null)
        : base(message, inner) => Code = code;

    /// <summary>The class of cause.</summary>
    public ErrorCode Code { get; }

    /// <summary>Whether the same request may succeed when it is sent again.</summary>
    public bool IsTransient => Code is ErrorCode.ServiceUnavailable;

    /// <summary>A <see cref="ErrorCode.ValidationError" />.</summary>
    public static BlockStoreException Invalid(string message) => new(ErrorCode.ValidationError, message);

    /// <summary>An <see cref="ErrorCode.ObjectNotFound" /> that does not tell apart what is absent and what is hidden.</summary>
    public static BlockStoreException NotFound(string what) =>
        new(
            ErrorCode.ObjectNotFound,
            $"Could not find {what}. Make sure that it exists in this workspace and that this token has access to it."
        );
}
