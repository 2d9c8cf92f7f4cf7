using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Notion.RichText;

/// <summary>Reads addresses. A link in text may be relative, as those between pages are; what is fetched to be shown may not.</summary>
internal static class Addresses
{
    /// <summary>Schemes whose address is a program or a document of its own: no client should be handed one as a link.</summary>
    private static readonly string[] Refused = ["javascript", "vbscript", "data"];

    /// <summary>A link: an address with a scheme, or one relative to the service.</summary>
    public static string ReadLink(Input input)
    {
        var url = input.Text(NotionLimits.UrlMaximum, 1);
        if (IsOneWord(url) && (HasScheme(url, out var scheme) ? !Refused.Contains(scheme) : LooksRelative(url)))
            return url;
        throw input.Refuse("a valid url, such as https://example.org/page or /page");
    }

    /// <summary>An address of the web, with its scheme.</summary>
    public static string ReadWeb(Input input)
    {
        var url = input.Text(NotionLimits.UrlMaximum, 1);
        if (
            IsOneWord(url)
            && HasScheme(url, out var scheme)
            && scheme is "http" or "https"
            && Uri.TryCreate(url, UriKind.Absolute, out var uri)
            && uri.Host.Length > 0
        )
            return url;
        throw input.Refuse("a valid url that begins with https:// or http://");
    }

    private static bool IsOneWord(string url)
    {
        foreach (var c in url)
        {
            if (char.IsWhiteSpace(c) || char.IsControl(c))
                return false;
        }

        return true;
    }

    private static bool HasScheme(string url, out string scheme)
    {
        var colon = url.IndexOf(':', StringComparison.Ordinal);
        var name = colon > 0 ? url[..colon] : "";
        var isScheme =
            name.Length > 0
            && char.IsAsciiLetter(name[0])
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.')
            && url.Length > colon + 1;
        scheme = isScheme ? name.ToLowerInvariant() : "";
        return isScheme;
    }

    /// <summary>A single word is more likely a slip than an address.</summary>
    private static bool LooksRelative(string url) =>
        url[0] is '/' or '#' or '?' or '.' || url.AsSpan().ContainsAny('/', '.');
}
