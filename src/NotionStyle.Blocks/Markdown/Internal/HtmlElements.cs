using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace NotionStyle.Blocks.Markdown.Internal;

/// <summary>
/// The HTML that is more than raw text: <c>&lt;br&gt;</c>, elements that are marks (<c>&lt;u&gt;</c>, and for the
/// places where Markdown's own delimiters do not work <c>&lt;b&gt; &lt;i&gt; &lt;s&gt;</c>), and
/// <c>&lt;notion-mark m="[…]"&gt;</c> for every other mark, whose attribute is the mark's JSON.
/// </summary>
internal static partial class HtmlElements
{
    private const string MarkStart = "<" + InlineReader.MarkElement + " m=\"";

    public static string? ElementOf(string kind) =>
        kind switch
        {
            RichTextMark.BoldKind => "b",
            RichTextMark.ItalicKind => "i",
            RichTextMark.StrikeKind => "s",
            RichTextMark.UnderlineKind => "u",
            _ => null,
        };

    public static string Opening(RichTextMark mark)
    {
        if (mark.Argument is null && mark.ArgumentsJson is null && ElementOf(mark.Kind) is { } name)
        {
            return $"<{name}>";
        }

        // The attribute must not hold what Markdown reads before it reads HTML, so a pipe is escaped as well.
        var json = mark.ToJson().ToJsonString();
        return MarkStart + WebUtility.HtmlEncode(json).Replace("|", "&#124;", StringComparison.Ordinal) + "\">";
    }

    public static string Closing(RichTextMark mark) =>
        mark.Argument is null && mark.ArgumentsJson is null && ElementOf(mark.Kind) is { } name
            ? $"</{name}>"
            : $"</{InlineReader.MarkElement}>";

    public static bool IsLineBreak(string tag) => tag is "<br>" or "<br/>" or "<br />";

    public static bool TryReadOpening(string tag, [NotNullWhen(true)] out string? name, out RichTextMark mark)
    {
        (name, mark) = tag switch
        {
            "<b>" => ("b", RichTextMark.Bold),
            "<strong>" => ("strong", RichTextMark.Bold),
            "<i>" => ("i", RichTextMark.Italic),
            "<em>" => ("em", RichTextMark.Italic),
            "<s>" => ("s", RichTextMark.Strike),
            "<del>" => ("del", RichTextMark.Strike),
            "<u>" => ("u", RichTextMark.Underline),
            _ => ((string?)null, default),
        };
        if (
            name is null
            && tag.StartsWith(MarkStart, StringComparison.Ordinal)
            && tag.EndsWith("\">", StringComparison.Ordinal)
            && TryReadMark(tag[MarkStart.Length..^2], out mark)
        )
        {
            name = InlineReader.MarkElement;
        }

        return name is not null;
    }

    public static bool TryReadClosing(string tag, [NotNullWhen(true)] out string? name)
    {
        name = tag switch
        {
            "</b>" => "b",
            "</strong>" => "strong",
            "</i>" => "i",
            "</em>" => "em",
            "</s>" => "s",
            "</del>" => "del",
            "</u>" => "u",
            "</" + InlineReader.MarkElement + ">" => InlineReader.MarkElement,
            _ => null,
        };
        return name is not null;
    }

    /// <summary>
    /// Whether the text is a sequence of tags and comments that Markdown reads as inline HTML again, none of which
    /// means something here.
    /// </summary>
    public static bool IsInlineHtml(string text)
    {
        foreach (var match in InlineHtml().EnumerateMatches(text))
        {
            if (match.Length != text.Length)
            {
                return false;
            }

            foreach (var tag in Tag().EnumerateMatches(text))
            {
                var one = text.Substring(tag.Index, tag.Length);
                if (IsLineBreak(one) || TryReadOpening(one, out _, out _) || TryReadClosing(one, out _))
                {
                    return false;
                }
            }

            return true;
        }

        return false;
    }

    /// <summary>Whether a line may start with this inline HTML without becoming a block of HTML.</summary>
    public static bool MayStartLine(string text) =>
        !text.StartsWith("<!", StringComparison.Ordinal)
        && !text.StartsWith("<?", StringComparison.Ordinal)
        && InlineElement().IsMatch(text);

    private static bool TryReadMark(string attribute, out RichTextMark mark)
    {
        mark = default;
        try
        {
            using var document = JsonDocument.Parse(WebUtility.HtmlDecode(attribute));
            return RichTextParser.ParseMark(document.RootElement, out mark) is null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [GeneratedRegex("""<!--.*?-->|</?[A-Za-z][^>]*>""", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Tag();

    [GeneratedRegex(
        """\A(?:<!--(?!>|->)(?:(?!--)[^\n\r])*-->|</?[A-Za-z][A-Za-z0-9-]*(?: [A-Za-z_:][A-Za-z0-9_.:-]*(?:="[^"\n\r]*")?)* ?/?>)+\z""",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex InlineHtml();

    // Elements of CommonMark's list of inline content; anything else might be a block.
    [GeneratedRegex(
        """\A</?(?:a|abbr|code|img|kbd|mark|q|samp|small|span|sub|sup|var|cite|dfn|time)(?=[ />])""",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex InlineElement();
}
