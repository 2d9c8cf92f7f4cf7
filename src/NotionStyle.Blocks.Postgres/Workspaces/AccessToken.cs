using System.Security.Cryptography;
using System.Text;

namespace NotionStyle.Blocks.Postgres.Workspaces;

/// <summary>
/// A bearer token: <c>ns_</c>, the workspace's id as 32 hex digits, and 40 random characters. It names its workspace so that it can be looked up on that workspace's own
/// shard; what makes it a secret is the random part (238 bits). Only a hash is stored.
/// </summary>
internal static class AccessToken
{
    private const string Prefix = "ns_";
    private const int SecretLength = 40;
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public static string New(Guid spaceId) =>
        $"{Prefix}{spaceId:N}{RandomNumberGenerator.GetString(Alphabet, SecretLength)}";

    /// <summary>The workspace that a token names; false when the text is no token.</summary>
    public static bool TryReadSpace(string token, out Guid spaceId)
    {
        spaceId = default;
        return token.Length == Prefix.Length + 32 + SecretLength
            && token.StartsWith(Prefix, StringComparison.Ordinal)
            && Guid.TryParseExact(token.AsSpan(Prefix.Length, 32), "N", out spaceId);
    }

    /// <summary>Half of SHA-256: 128 bits name a random secret as safely as 256, and fit a uuid column.</summary>
    public static Guid Hash(string token) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes(token)).AsSpan(0, 16), bigEndian: true);
}
