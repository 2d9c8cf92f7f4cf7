using System.Net;
using System.Text.RegularExpressions;

namespace NotionStyle.Blocks.Markdown.Internal;

/// <summary>
/// An <c>&lt;img&gt;</c> element that stands alone, which is how authors give an image a size or a class. It becomes
/// an image block that remembers the element without its address (<c>&lt;img class="wide" src=""&gt;</c>), so that
/// the address can be resolved like any other and everything else comes back as it was.
/// </summary>
internal static partial class HtmlImage
{
    public static BlockNode? TryRead(string html, Func<string, string?>? resolve)
    {
        if (!html.StartsWith("<img", StringComparison.OrdinalIgnoreCase) || !Element().IsMatch(html))
        {
            return null;
        }

        Group? source = null;
        string? alternative = null;
        for (var match = Attribute().Match(html); match.Success; match = match.NextMatch())
        {
            var value = match.Groups["value"];
            switch (match.Groups["name"].Value)
            {
                case "src" when source is not null:
                    return null;
                case "src":
                    source = value;
                    break;
                case "alt":
                    alternative ??= WebUtility.HtmlDecode(value.Value);
                    break;
                default:
                    break;
            }
        }

        if (source is null || source.Length == 0)
        {
            return null;
        }

        var target = WebUtility.HtmlDecode(source.Value);
        var address = resolve?.Invoke(target) ?? target;
        if (!RichText.IsStorable(address) || !RichText.IsStorable(alternative ?? ""))
        {
            return null;
        }

        var image = new BlockNode(BlockTypes.Image);
        image.SetText("source", RichText.FromPlain(address));
        image.SetText("caption", RichText.FromPlain(alternative ?? ""));
        image.SetFormat(FormatKeys.Html, html.Remove(source.Index, source.Length));
        return image;
    }

    /// <summary>Puts an address into the element; null when there is no place for it.</summary>
    public static string? TryWrite(string element, string address)
    {
        for (var match = Attribute().Match(element); match.Success; match = match.NextMatch())
        {
            if (match.Groups["name"].Value == "src" && match.Groups["value"] is { Length: 0 } value)
            {
                return element.Insert(value.Index, WebUtility.HtmlEncode(address));
            }
        }

        return null;
    }

    [GeneratedRegex(
        """\A<img(?:\s+[A-Za-z_:][A-Za-z0-9_:.-]*="[^"]*")+\s*/?>\z""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Element();

    [GeneratedRegex("""\s(?<name>[A-Za-z_:][A-Za-z0-9_:.-]*)="(?<value>[^"]*)(?=")""", RegexOptions.CultureInvariant)]
    private static partial Regex Attribute();
}
