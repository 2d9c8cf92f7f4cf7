using System.Text;
using NotionStyle.Blocks.Markdown.Internal;

namespace NotionStyle.Blocks.Markdown;

/// <summary>
/// Reads Markdown (CommonMark with GitHub's tables, tasks, strikethrough and bare links; maths, footnotes,
/// definition lists, YAML front matter) into blocks. No text is lost: what has no block type of its own becomes an
/// <see cref="BlockTypes.Unsupported"/> block or a marked run that the writer turns back.
/// </summary>
/// <remarks>
/// What changes: soft line breaks become spaces, reference links become inline links (a definition that nothing
/// uses disappears, as in every renderer), tight and loose lists are the same, indented code becomes fenced.
/// U+0000 and lone surrogates become U+FFFD, as CommonMark asks for the former and PostgreSQL for both.
/// </remarks>
public static class MarkdownReader
{
    /// <summary>Reads a document.</summary>
    /// <exception cref="MarkdownException">The document is too large or nests too deep.</exception>
    public static MarkdownPage Read(string markdown, MarkdownReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(markdown);
        if (markdown.Length > MarkdownLimits.MaximumCharacters)
        {
            throw new MarkdownException(
                $"The document has {markdown.Length} characters; at most {MarkdownLimits.MaximumCharacters} are accepted. Split it."
            );
        }

        var source = Storable(markdown);
        RefuseQuadratic(source);
        var document = MarkdownParsing.Parse(source);
        return new BlockReader(source, options ?? MarkdownReadOptions.Default).ReadPage(document);
    }

    /// <summary>
    /// Refuses the two shapes on which Markdig's time is quadratic and that fit into the limit on size. Measured
    /// with 1.6.0: 80,000 times <c>[a](</c> took 47 s; both checks can go when a later version is linear.
    /// </summary>
    private static void RefuseQuadratic(string text)
    {
        var scan = 0L;
        var stop = -1;
        for (
            var i = text.IndexOf("](", StringComparison.Ordinal);
            i >= 0;
            i = text.IndexOf("](", i + 2, StringComparison.Ordinal)
        )
        {
            if (stop < i)
            {
                var length = text.AsSpan(i).IndexOfAny(" \t\r\n");
                stop = length < 0 ? text.Length : i + length;
            }

            scan += stop - i;
        }

        if (scan > MarkdownLimits.MaximumLinkScan)
        {
            throw new MarkdownException(
                $"The document has too many link openings without white space between them (at most "
                    + $"{MarkdownLimits.MaximumLinkScan} characters are searched for the ends of addresses)."
            );
        }

        var inRow = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            inRow = line.TrimStart(" >").StartsWith("[") ? inRow + 1 : 0;
            if (inRow > MarkdownLimits.MaximumDefinitionLines)
            {
                throw new MarkdownException(
                    $"The document has more than {MarkdownLimits.MaximumDefinitionLines} lines in a row that start with a "
                        + "bracket; put an empty line between some of them and other text, or split it."
                );
            }
        }
    }

    private static string Storable(string markdown)
    {
        var text = markdown.StartsWith('\uFEFF') ? markdown[1..] : markdown;
        if (RichText.IsStorable(text))
        {
            return text;
        }

        var builder = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            // Enumeration yields U+FFFD for what is no character.
            builder.Append(rune.Value == 0 ? Rune.ReplacementChar : rune);
        }

        return builder.ToString();
    }
}
