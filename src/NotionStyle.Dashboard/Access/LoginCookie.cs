using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace NotionStyle.Dashboard.Access;

/// <summary>The cookie of a person who has shown the token. It is signed, and holds a fingerprint of the token: a new token ends all logins.</summary>
internal sealed class LoginCookie(IDataProtectionProvider protection, AccessKeys keys)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private readonly ITimeLimitedDataProtector _protector = protection
        .CreateProtector("login")
        .ToTimeLimitedDataProtector();

    /// <summary>Cookies of one host are sent to all its ports: each dashboard has a name of its own by its port.</summary>
    public static string NameOn(HttpContext context) =>
        "notionstyle-login-" + context.Connection.LocalPort.ToString(CultureInfo.InvariantCulture);

    public void Give(HttpContext context) =>
        context.Response.Cookies.Append(
            NameOn(context),
            _protector.Protect(Fingerprint(), Lifetime),
            new CookieOptions
            {
                HttpOnly = true,
                IsEssential = true,
                // Not even a link from another site comes in logged in; the printed address brings the token with it.
                SameSite = SameSiteMode.Strict,
                Secure = context.Request.IsHttps,
                MaxAge = Lifetime,
                Path = "/",
            }
        );

    public static void Take(HttpContext context) =>
        context.Response.Cookies.Delete(
            NameOn(context),
            new CookieOptions
            {
                Path = "/",
                SameSite = SameSiteMode.Strict,
                HttpOnly = true,
            }
        );

    public bool IsOn(HttpContext context)
    {
        if (context.Request.Cookies[NameOn(context)] is not { Length: > 0 and < 4096 } cookie)
            return false;
        try
        {
            return _protector.Unprotect(cookie) == Fingerprint();
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private string Fingerprint() =>
        Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes("cookie " + keys.BrowserToken)));
}
