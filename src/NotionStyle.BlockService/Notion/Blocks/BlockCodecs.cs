using NotionStyle.Blocks;
using NotionStyle.Blocks.Markdown;
using NotionStyle.BlockService.Notion.Blocks.Members;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Notion.Blocks;

/// <summary>Every type of block of the API: what it has, what may stand below it, and how it is stored.</summary>
internal static class BlockCodecs
{
    private const string MakePage = "not present: a page is made by POST /v1/pages with this block as its parent";

    private const string MakeDatabase =
        "not present: a database is made by POST /v1/databases with this page as its parent";

    private const string MakeBookmark =
        "not present: a link preview comes with a connection of the link's own site; send a bookmark or an embed";

    private static readonly BlockCodec[] Table =
    [
        new(BlockTypes.Paragraph, ChildRule.Any, Words(), Icon(), Colour()),
        Heading(BlockTypes.Heading1),
        Heading(BlockTypes.Heading2),
        Heading(BlockTypes.Heading3),
        // Markdown has six levels, blocks three: a deeper one is a third with its level beside it, which is what this type is then.
        Heading("heading_4") with
        {
            StoredType = BlockTypes.Heading3,
            Mark = static draft => draft.Format[FormatKeys.Level] = 4,
        },
        new(BlockTypes.BulletedListItem, ChildRule.Any, Words(), Colour()),
        new(BlockTypes.NumberedListItem, ChildRule.Any, Words(), Colour(), new NumberingMember()),
        new(BlockTypes.ToDo, ChildRule.Any, Words(), new CheckedMember(), Colour()),
        new(BlockTypes.Toggle, ChildRule.Any, Words(), Colour()),
        new(BlockTypes.Quote, ChildRule.Any, Words(), Colour()),
        new(BlockTypes.Callout, ChildRule.Any, Words(), Icon(), Colour()),
        new("template", ChildRule.Any, Words()),
        new(BlockTypes.Code, ChildRule.None, Words(), Caption(), new LanguageMember()),
        new(BlockTypes.Equation, ChildRule.None, new ExpressionMember()),
        new(BlockTypes.Divider, ChildRule.None),
        new(BlockTypes.Breadcrumb, ChildRule.None),
        new(BlockTypes.TableOfContents, ChildRule.None, Colour()),
        new(
            BlockTypes.Table,
            ChildRule.Rows,
            new TableWidthMember(),
            new FlagMember(FormatKeys.HasColumnHeader),
            new FlagMember("has_row_header")
        ),
        new(BlockTypes.TableRow, ChildRule.None, new CellsMember()),
        new(BlockTypes.ColumnList, ChildRule.Columns),
        new(BlockTypes.Column, ChildRule.ColumnContent, new WidthRatioMember()),
        new("tab", ChildRule.Tabs),
        new(BlockTypes.SyncedBlock, ChildRule.WhenOriginal, new SyncedFromMember()),
        File(BlockTypes.Image),
        File(BlockTypes.Video),
        File(BlockTypes.Pdf),
        File(BlockTypes.Audio),
        File(BlockTypes.File, hasName: true),
        new(BlockTypes.Bookmark, ChildRule.None, new UrlMember(), Caption()),
        new(BlockTypes.Embed, ChildRule.None, new UrlMember(), Caption()),
        new(BlockTypes.LinkPreview, ChildRule.None, new UrlMember()) { Remedy = MakeBookmark, IsUpdatable = false },
        new(BlockTypes.LinkToPage, ChildRule.None, new LinkToMember())
        {
            IsWhole = static record => LinkToMember.Of(record) is not null,
        },
        new("child_page", ChildRule.Any, new TitleMember())
        {
            StoredType = BlockTypes.Page,
            Remedy = MakePage,
            IsUpdatable = false,
        },
        new(BlockTypes.ChildDatabase, ChildRule.None, new TitleMember()) { Remedy = MakeDatabase, IsUpdatable = false },
    ];

    private static readonly Dictionary<string, BlockCodec> ByType = Table.ToDictionary(c => c.Type);

    private static readonly Dictionary<string, BlockCodec> ByStoredType = Table
        .Where(c => c.Type != "heading_4")
        .ToDictionary(c => c.StoredType);

    /// <summary>What has no type here: kept as it is, and in the way of nobody.</summary>
    public static BlockCodec Unsupported { get; } =
        new(BlockTypes.Unsupported, ChildRule.Any, new UnsupportedMember())
        {
            Remedy = "not present: it stands for what the API has no name for",
            IsUpdatable = false,
        };

    /// <summary>Every type but <c>unsupported</c>.</summary>
    public static IReadOnlyList<BlockCodec> All => Table;

    /// <summary>The names of the types that a request can make.</summary>
    public static string[] Creatable { get; } = [.. Table.Where(c => c.Remedy is null).Select(c => c.Type)];

    /// <summary>The type of a name in the API; null when there is none.</summary>
    public static BlockCodec? Find(string type) =>
        type == BlockTypes.Unsupported ? Unsupported : ByType.GetValueOrDefault(type);

    /// <summary>What a record is in the API.</summary>
    public static BlockCodec Of(Record record)
    {
        if (!ByStoredType.TryGetValue(record.Type, out var codec) || !codec.IsWhole(record))
            return Unsupported;
        return record.Type == BlockTypes.Heading3 && StoredBlock.FormatNumber(record, FormatKeys.Level) > 3
            ? ByType["heading_4"]
            : codec;
    }

    private static BlockCodec Heading(string type) =>
        new(type, ChildRule.WhenToggle, Words(), Colour(), new FlagMember("is_toggleable"));

    private static BlockCodec File(string type, bool hasName = false) =>
        new(type, ChildRule.None, new FileMember(hasName), Caption());

    private static TextMember Words() => new("rich_text", "title");

    private static TextMember Caption() => new("caption", "caption", isRequired: false);

    private static ColourMember Colour() => new();

    private static IconMember Icon() => new();
}
