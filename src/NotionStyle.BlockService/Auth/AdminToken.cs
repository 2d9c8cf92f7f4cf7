using System.Security.Cryptography;
using System.Text;

namespace NotionStyle.BlockService.Auth;

/// <summary>The administrator's token. Compared by digest, so the time that it takes tells neither its length nor how much of it was right.</summary>
internal sealed class AdminToken(string token)
{
    private readonly byte[] _digest = SHA256.HashData(Encoding.UTF8.GetBytes(token));

    public bool Is(string candidate) =>
        CryptographicOperations.FixedTimeEquals(_digest, SHA256.HashData(Encoding.UTF8.GetBytes(candidate)));
}
