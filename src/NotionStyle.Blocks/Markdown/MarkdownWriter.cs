using NotionStyle.Blocks.Markdown.Internal;

namespace NotionStyle.Blocks.Markdown;

/// <summary>
/// Writes blocks as Markdown that <see cref="MarkdownReader"/> reads back as the same blocks. Text is escaped where
/// Markdown would read markup. What Markdown has no notation for stands in comments and in
/// <c>&lt;notion-mark&gt;</c> elements, which other programs do not show.
/// </summary>
/// <remarks>
/// Blocks of type <see cref="BlockTypes.Page"/> are left out: a page is a file of its own (see
/// <see cref="MarkdownTree"/>).
/// </remarks>
public static class MarkdownWriter
{
    /// <summary>Writes a document.</summary>
    /// <param name="title">Written as the first heading; null for none.</param>
    /// <param name="blocks">The blocks.</param>
    /// <param name="options">Resolvers and front matter.</param>
    /// <exception cref="MarkdownException">The blocks nest too deep.</exception>
    /// <exception cref="RichTextException">A property is not rich text.</exception>
    public static string Write(RichText? title, IReadOnlyList<BlockNode> blocks, MarkdownWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        return new BlockWriter(options ?? MarkdownWriteOptions.Default).WritePage(title, blocks);
    }

    /// <summary>Writes what was read.</summary>
    public static string Write(MarkdownPage page, MarkdownWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(page);
        options ??= MarkdownWriteOptions.Default;
        return Write(page.Title, page.Blocks, options with { FrontMatter = options.FrontMatter ?? page.FrontMatter });
    }
}
