using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace NotionStyle.Dashboard.Access;

/// <summary>The token of the pages and the key of the API. They are compared in constant time.</summary>
internal sealed class AccessKeys
{
    private const int Shortest = 16;
    private const int MadeBytes = 16;

    private readonly byte[] _browserToken;
    private readonly byte[]? _apiKey;

    public AccessKeys(IOptions<DashboardOptions> options)
    {
        var frontend = options.Value.Frontend;
        BrowserToken =
            frontend.BrowserToken.Length > 0
                ? frontend.BrowserToken
                : RandomNumberGenerator.GetHexString(2 * MadeBytes, lowercase: true);
        Require(nameof(FrontendOptions.BrowserToken), BrowserToken);
        if (frontend.ApiKey.Length > 0)
            Require(nameof(FrontendOptions.ApiKey), frontend.ApiKey);
        _browserToken = Hash(BrowserToken);
        _apiKey = frontend.ApiKey.Length > 0 ? Hash(frontend.ApiKey) : null;
    }

    /// <summary>What logs in.</summary>
    public string BrowserToken { get; }

    public bool IsBrowserToken(string? given) =>
        given is not null && CryptographicOperations.FixedTimeEquals(Hash(given), _browserToken);

    /// <summary>The API takes its own key and the browser's token.</summary>
    public bool IsApiKey(string? given)
    {
        if (given is null)
            return false;
        var hash = Hash(given);
        // Both are compared always, so that the time says nothing.
        var isToken = CryptographicOperations.FixedTimeEquals(hash, _browserToken);
        var isKey = CryptographicOperations.FixedTimeEquals(hash, _apiKey ?? _browserToken);
        return isToken | isKey;
    }

    /// <summary>Hashes of one length: the length of what was given says nothing.</summary>
    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static void Require(string name, string value)
    {
        if (value.Length < Shortest)
            throw new DashboardException(
                $"Dashboard__Frontend__{name} has {value.Length} characters: it must have at least {Shortest}, or be left out."
            );
    }
}
