namespace NotionStyle.BlockService.Errors;

/// <summary>What the document says about the statuses of refusals.</summary>
internal static class Refusals
{
    public static string Meaning(int status) =>
        status switch
        {
            400 =>
                "`validation_error`, `invalid_json`, `invalid_request`, `missing_version` or `cursor_expired`: the request breaks a rule, which the message names.",
            401 => "`unauthorized`: no valid bearer token.",
            403 => "`restricted_resource`: this token may not do it.",
            404 => "`object_not_found`: no such record, or none that this token may know of.",
            409 => "`conflict_error`: it contradicts something that was committed before.",
            413 => "`payload_too_large`: over a stated maximum.",
            415 => "`unsupported_media_type`: the body is not said to be JSON.",
            429 => "`rate_limited`: too many requests of this member; send it again after `Retry-After` seconds.",
            503 =>
                "`service_unavailable`: too busy, or a store cannot be reached; send the same request again after `Retry-After` seconds.",
            _ => throw new ArgumentOutOfRangeException(nameof(status), status, "No endpoint refuses with it."),
        };

    public static string Example(int status)
    {
        var (code, message) = status switch
        {
            400 => ("validation_error", "limit must be an integer from 1 to 1000; it is '0'."),
            401 => ("unauthorized", "The token is not valid: it was never given out, or it has been revoked."),
            403 => (
                "restricted_resource",
                "This token has the role reader on block 0b6f6f0a-2a8e-4d5c-8f0e-5a5f7c1d2e01; the change needs read_and_write."
            ),
            404 => (
                "object_not_found",
                "Could not find block 0b6f6f0a-2a8e-4d5c-8f0e-5a5f7c1d2e01. Make sure that it exists in this workspace and that this token has access to it."
            ),
            409 => ("conflict_error", "The id was used before, for something else. Choose a new one."),
            413 => ("payload_too_large", "body is 9000000 bytes; at most 8388608 are allowed. Split the request."),
            415 => ("unsupported_media_type", "Content-Type is 'text/plain'; send application/json."),
            429 => (
                "rate_limited",
                "This member has sent more than 1000 requests at once or 300 a second. Send the request again after the seconds that Retry-After names."
            ),
            503 => ("service_unavailable", "A store cannot be reached just now. Send the same request again."),
            _ => throw new ArgumentOutOfRangeException(nameof(status), status, "No endpoint refuses with it."),
        };
        return $$"""
            {
              "object": "error",
              "status": {{status}},
              "code": "{{code}}",
              "message": "{{message}}",
              "request_id": "c0ffee00-1234-4abc-9def-0123456789ab"
            }
            """;
    }
}
