using System.Globalization;
using System.Text;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Analysis;

/// <summary>The rules of a <c>mapping</c> filter of characters, such as <c>_ => \u0020</c>. A blank is written as an escape, because what surrounds a side is cut off.</summary>
internal static class MappingRules
{
    private const int HexDigits = 4;

    /// <summary>Reads them in their order.</summary>
    public static List<(string From, string To)> Read(IEnumerable<string> rules) =>
        [
            .. rules.Select(rule =>
            {
                var arrow = rule.IndexOf("=>", StringComparison.Ordinal);
                return arrow < 1
                    ? throw ElasticsearchException.IllegalArgument($"Invalid Mapping Rule : [{rule}]")
                    : (Unescape(rule[..arrow].Trim()), Unescape(rule[(arrow + 2)..].Trim()));
            }),
        ];

    private static string Unescape(string text)
    {
        if (!text.Contains('\\'))
            return text;
        var plain = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '\\')
            {
                plain.Append(text[at]);
                continue;
            }

            if (++at == text.Length)
                throw Invalid(text);
            plain.Append(
                text[at] switch
                {
                    'n' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    'b' => '\b',
                    'f' => '\f',
                    'u' => Unicode(text, ref at),
                    var itself => itself,
                }
            );
        }

        return plain.ToString();
    }

    private static char Unicode(string text, ref int at)
    {
        if (
            text.Length - at - 1 < HexDigits
            || !ushort.TryParse(
                text.AsSpan(at + 1, HexDigits),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out var unit
            )
        )
            throw Invalid(text);
        at += HexDigits;
        return (char)unit;
    }

    private static ElasticsearchException Invalid(string text) =>
        ElasticsearchException.IllegalArgument($"Invalid escaped char in [{text}]");
}
