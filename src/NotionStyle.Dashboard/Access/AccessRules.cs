namespace NotionStyle.Dashboard.Access;

/// <summary>What may be asked without a login.</summary>
internal static class AccessRules
{
    /// <summary>An endpoint that is for everybody.</summary>
    internal sealed class Open;

    public static TBuilder OpenToEverybody<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new Open());

    /// <summary>The look of the login page and the health of the process say nothing of the application.</summary>
    public static bool IsOpen(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<Open>() is not null
        || context.Request.Path.Value is "/health" or "/alive" or "/app.css" or "/frame.js" or "/favicon.svg";

    /// <summary>Whether the API is asked, which takes keys too. <c>/api</c> itself is a page that tells of it.</summary>
    public static bool IsApi(HttpRequest request) =>
        request.Path.StartsWithSegments("/api", StringComparison.Ordinal, out var rest)
        && rest.Value is { Length: > 1 };

    /// <summary>Whether this is a request for data and not for a page: the answer to who may not is a status, not a way to the login.</summary>
    public static bool IsData(HttpRequest request) =>
        IsApi(request) || request.Path.StartsWithSegments("/_blazor", StringComparison.Ordinal);
}
