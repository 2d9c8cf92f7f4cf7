namespace NotionStyle.Blocks.Markdown;

/// <summary>
/// The names in <c>format</c> that Markdown uses. Those that start with <c>markdown_</c> keep what blocks have no
/// notion of, so that an export writes the same document again.
/// </summary>
public static class FormatKeys
{
    /// <summary>The level of a heading when it is 4, 5 or 6.</summary>
    public const string Level = "markdown_level";

    /// <summary>The whole info line of a code fence when it says more than the language.</summary>
    public const string Info = "markdown_info";

    /// <summary>True on raw HTML; on an image the element it was written as, without its address.</summary>
    public const string Html = "markdown_html";

    /// <summary>The label of a footnote; the block is its text.</summary>
    public const string Footnote = "markdown_footnote";

    /// <summary>True on a term with its definitions below it.</summary>
    public const string Definition = "markdown_definition";

    /// <summary>The title of an image, shown by browsers on hovering.</summary>
    public const string LinkTitle = "markdown_title";

    /// <summary>On a page: true when its title was the first heading of the file.</summary>
    public const string TitleIsHeading = "markdown_title_is_heading";

    /// <summary>On a page: the YAML front matter as written.</summary>
    public const string FrontMatter = "markdown_front_matter";

    /// <summary>On a page: the path of its file, or of its folder with a slash at the end.</summary>
    public const string SourcePath = "source_path";

    /// <summary>The number that a new numbered list starts with.</summary>
    public const string StartIndex = "start_index";

    /// <summary>The number of columns.</summary>
    public const string TableWidth = "table_width";

    /// <summary>Whether the first row is a header.</summary>
    public const string HasColumnHeader = "has_column_header";

    /// <summary>An array with left, center, right or null per column.</summary>
    public const string TableAlignment = "table_alignment";
}
