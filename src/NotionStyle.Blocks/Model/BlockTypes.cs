using System.Collections.Frozen;

namespace NotionStyle.Blocks;

/// <summary>The types of blocks, under the names of the public Notion API.</summary>
public static class BlockTypes
{
    /// <summary>A page: title, and children that are shown on a screen of their own.</summary>
    public const string Page = "page";

    /// <summary>A paragraph.</summary>
    public const string Paragraph = "paragraph";

    /// <summary>A heading of the first level.</summary>
    public const string Heading1 = "heading_1";

    /// <summary>A heading of the second level.</summary>
    public const string Heading2 = "heading_2";

    /// <summary>A heading of the third level, or of a deeper one: then <c>format.markdown_level</c> is 4 to 6, and the Notion API calls it <c>heading_4</c>.</summary>
    public const string Heading3 = "heading_3";

    /// <summary>An item of a bulleted list; Notion has items, not lists.</summary>
    public const string BulletedListItem = "bulleted_list_item";

    /// <summary>An item of a numbered list; <c>format.start_index</c> starts a new list at that number.</summary>
    public const string NumberedListItem = "numbered_list_item";

    /// <summary>A task; <c>properties.checked</c> is <c>[["Yes"]]</c> when it is done.</summary>
    public const string ToDo = "to_do";

    /// <summary>Text that hides its children until it is opened.</summary>
    public const string Toggle = "toggle";

    /// <summary>Code: <c>properties.title</c> and <c>properties.language</c>.</summary>
    public const string Code = "code";

    /// <summary>A quotation.</summary>
    public const string Quote = "quote";

    /// <summary>A highlighted box; its icon is <c>format.icon</c>.</summary>
    public const string Callout = "callout";

    /// <summary>A line across the page.</summary>
    public const string Divider = "divider";

    /// <summary>A displayed equation: LaTeX in <c>properties.title</c>.</summary>
    public const string Equation = "equation";

    /// <summary>A table; its children are rows; <c>format.table_width</c>, <c>format.has_column_header</c>, <c>format.has_row_header</c> and, from Markdown, <c>format.table_alignment</c>.</summary>
    public const string Table = "table";

    /// <summary>A row: one property per cell, <c>c0</c>, <c>c1</c> and so on; an empty cell has none.</summary>
    public const string TableRow = "table_row";

    /// <summary>An image: <c>properties.source</c> and <c>properties.caption</c>.</summary>
    public const string Image = "image";

    /// <summary>An attached file.</summary>
    public const string File = "file";

    /// <summary>A video.</summary>
    public const string Video = "video";

    /// <summary>A PDF document.</summary>
    public const string Pdf = "pdf";

    /// <summary>A sound recording.</summary>
    public const string Audio = "audio";

    /// <summary>A link shown as a card.</summary>
    public const string Bookmark = "bookmark";

    /// <summary>A foreign page shown in place.</summary>
    public const string Embed = "embed";

    /// <summary>A preview of a linked thing.</summary>
    public const string LinkPreview = "link_preview";

    /// <summary>A link to a page shown as a block.</summary>
    public const string LinkToPage = "link_to_page";

    /// <summary>A row of columns; its children are columns.</summary>
    public const string ColumnList = "column_list";

    /// <summary>One column.</summary>
    public const string Column = "column";

    /// <summary>The path to the page.</summary>
    public const string Breadcrumb = "breadcrumb";

    /// <summary>The headings of the page as links.</summary>
    public const string TableOfContents = "table_of_contents";

    /// <summary>Content shown in several places.</summary>
    public const string SyncedBlock = "synced_block";

    /// <summary>A database inside a page.</summary>
    public const string ChildDatabase = "child_database";

    /// <summary>What this model has no type for. Raw HTML from Markdown is this type with the markup in <c>properties.title</c> and <c>format.markdown_html</c> true.</summary>
    public const string Unsupported = "unsupported";

    private static readonly FrozenSet<string> Known = new[]
    {
        Page,
        Paragraph,
        Heading1,
        Heading2,
        Heading3,
        BulletedListItem,
        NumberedListItem,
        ToDo,
        Toggle,
        Code,
        Quote,
        Callout,
        Divider,
        Equation,
        Table,
        TableRow,
        Image,
        File,
        Video,
        Pdf,
        Audio,
        Bookmark,
        Embed,
        LinkPreview,
        LinkToPage,
        ColumnList,
        Column,
        Breadcrumb,
        TableOfContents,
        SyncedBlock,
        ChildDatabase,
        Unsupported,
    }.ToFrozenSet(StringComparer.Ordinal);

    // Headings hold children when they are toggles; indenting below any other text is Notion's own rule.
    private static readonly FrozenSet<string> Childless = new[]
    {
        Code,
        Divider,
        Equation,
        TableRow,
        Image,
        File,
        Video,
        Pdf,
        Audio,
        Bookmark,
        Embed,
        LinkPreview,
        LinkToPage,
        Breadcrumb,
        TableOfContents,
        ChildDatabase,
        Unsupported,
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>All types.</summary>
    public static IReadOnlyCollection<string> All => Known;

    /// <summary>Whether this is a type of this model.</summary>
    public static bool IsKnown(string type) => Known.Contains(type);

    /// <summary>
    /// Whether a block of this type may have children. An unknown type may: refusing would lose what is below it.
    /// </summary>
    public static bool CanHaveChildren(string type) => !Childless.Contains(type);

    /// <summary>Whether this is an item of a list (bulleted, numbered or a task).</summary>
    public static bool IsListItem(string type) => type is BulletedListItem or NumberedListItem or ToDo;

    /// <summary>Whether this is a heading.</summary>
    public static bool IsHeading(string type) => type is Heading1 or Heading2 or Heading3;

    /// <summary>Whether the block shows something at an address: <c>properties.source</c>.</summary>
    public static bool HasSource(string type) =>
        type is Image or File or Video or Pdf or Audio or Bookmark or Embed or LinkPreview;

    /// <summary>Whether the block is shown by its <c>properties.title</c>.</summary>
    public static bool HasText(string type) =>
        type
            is Page
                or Paragraph
                or BulletedListItem
                or NumberedListItem
                or ToDo
                or Toggle
                or Code
                or Quote
                or Callout
                or Equation
        || IsHeading(type);
}
