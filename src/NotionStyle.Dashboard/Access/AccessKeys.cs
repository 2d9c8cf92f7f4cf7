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

    // Guesses at one door close that door only.
    private readonly LoginAttempts _logins;
    private readonly LoginAttempts _calls;

    public AccessKeys(IOptions<DashboardOptions> options, TimeProvider time)
    {
        (_logins, _calls) = (new LoginAttempts(time), new LoginAttempts(time));
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

    /// <summary>What a person shows to log in.</summary>
    public Attempt TryLogin(string given) => _logins.Check(given, IsBrowserToken);

    /// <summary>What a program shows to the API: its own key, or the browser's token.</summary>
    public Attempt TryCall(string given) => _calls.Check(given, IsApiKey);

    private bool IsBrowserToken(string given) => CryptographicOperations.FixedTimeEquals(Hash(given), _browserToken);

    private bool IsApiKey(string given)
    {
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
