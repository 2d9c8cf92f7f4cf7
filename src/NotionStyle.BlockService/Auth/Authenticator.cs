using Microsoft.Extensions.Primitives;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;

namespace NotionStyle.BlockService.Auth;

/// <summary>Finds out who asks, from <c>Authorization: Bearer &lt;token&gt;</c>.</summary>
internal sealed class Authenticator(IWorkspaces workspaces, ServiceOptions options)
{
    private const string Scheme = "Bearer ";

    /// <summary>No token of this service is longer; what is longer is refused before it reaches a store or a cache.</summary>
    private const int TokenLengthMaximum = 512;

    private readonly AdminToken _admin = new(options.AdminToken);

    /// <summary>The member whom a workspace's token stands for.</summary>
    public async ValueTask<Actor> WorkspaceAsync(HttpContext context)
    {
        var token = Token(context);
        if (await workspaces.AuthenticateAsync(token, context.RequestAborted) is { } actor)
            return actor;
        throw _admin.Is(token)
            ? new BlockStoreException(
                ErrorCode.RestrictedResource,
                "This is the administrator's token, which belongs to no workspace. Use a token of the workspace."
            )
            : Unknown();
    }

    /// <summary>Lets only the administrator pass.</summary>
    public async ValueTask AdminAsync(HttpContext context)
    {
        var token = Token(context);
        if (_admin.Is(token))
            return;
        throw await workspaces.AuthenticateAsync(token, context.RequestAborted) is null
            ? Unknown()
            : new BlockStoreException(
                ErrorCode.RestrictedResource,
                "This is a workspace's token; the endpoint is for the administrator. Use the token of BlockService:AdminToken."
            );
    }

    /// <summary>The member, or null for the administrator.</summary>
    public async ValueTask<Actor?> EitherAsync(HttpContext context)
    {
        var token = Token(context);
        if (_admin.Is(token))
            return null;
        return await workspaces.AuthenticateAsync(token, context.RequestAborted) ?? throw Unknown();
    }

    private static string Token(HttpContext context)
    {
        StringValues header = context.Request.Headers.Authorization;
        if (header is not [{ } text])
            throw Refuse(header.Count == 0 ? "there is none" : "there are several");
        if (!text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            throw Refuse("it is of another scheme");
        var token = text.AsSpan(Scheme.Length).Trim();
        if (token.IsEmpty || token.Length > TokenLengthMaximum)
            throw Refuse("its token is empty or too long");
        foreach (var c in token)
        {
            if (c is <= ' ' or > '~')
                throw Refuse("its token has characters that no token has");
        }

        return token.ToString();
    }

    private static BlockStoreException Refuse(string found) =>
        new(ErrorCode.Unauthorized, $"One header 'Authorization: Bearer <token>' is needed; {found}.");

    private static BlockStoreException Unknown() =>
        new(ErrorCode.Unauthorized, "The token is not valid: it was never given out, or it has been revoked.");
}
