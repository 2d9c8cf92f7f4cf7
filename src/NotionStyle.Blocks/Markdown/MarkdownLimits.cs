namespace NotionStyle.Blocks.Markdown;

/// <summary>What conversion accepts. Each limit keeps time and stack bounded for files that nobody wrote by hand.</summary>
public static class MarkdownLimits
{
    /// <summary>The most characters of one Markdown file.</summary>
    public const int MaximumCharacters = 16 * 1024 * 1024;

    /// <summary>The most levels of blocks inside blocks; a list in a list is one level.</summary>
    public const int MaximumDepth = 100;

    // A level of a list costs the parser two containers (the list and its item).
    internal const int MaximumContainers = (2 * MaximumDepth) + 40;

    /// <summary>The most wrapping HTML elements around one piece of text that become marks; deeper ones stay HTML.</summary>
    public const int MaximumMarkNesting = RichText.MaximumMarks + 16;

    /// <summary>The most lines in a row that start with a bracket; the parser's time for definitions is quadratic.</summary>
    public const int MaximumDefinitionLines = 10_000;

    /// <summary>
    /// The most characters that the parser may look at for the addresses of links. It scans from every <c>](</c> to
    /// the next white space, which without a limit is quadratic in a file of nothing but <c>[a](</c>.
    /// </summary>
    public const long MaximumLinkScan = 200_000_000;

    /// <summary>The most segments of a path in a tree of files.</summary>
    public const int MaximumPathSegments = 64;
}
