using NotionStyle.Blocks.Permissions;

namespace NotionStyle.Blocks.Ports;

/// <summary>Remembers for a while whom tokens stand for, so that not every request has to read it. It is given hashes and never a token.</summary>
public interface ITokenCache
{
    /// <summary>Whom a token stands for; null when it is not one that is in force.</summary>
    /// <param name="spaceId">The workspace that the token names.</param>
    /// <param name="hash">The token's hash.</param>
    /// <param name="read">Reads it from the workspace's own shard.</param>
    /// <param name="ct">Cancels the question.</param>
    ValueTask<Actor?> FindAsync(Guid spaceId, Guid hash, Func<Task<Actor?>> read, CancellationToken ct);

    /// <summary>A token has been ended and the shard knows it. When this is done, it is refused as widely as the cache promises.</summary>
    /// <param name="ct">Cancels the wait; then nothing is promised.</param>
    Task RevokedAsync(CancellationToken ct);
}
