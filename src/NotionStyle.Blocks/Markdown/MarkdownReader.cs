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
        var document = MarkdownParsing.Parse(source);
        return new BlockReader(source, options ?? MarkdownReadOptions.Default).ReadPage(document);
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
