using NotionStyle.Blocks;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Markdown;
using NotionStyle.BlockService.Notion.Blocks.Members;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Notion.Blocks;

/// <summary>What may stand below what.</summary>
internal static class ChildRules
{
    /// <summary>Checks the children of a new block.</summary>
    public static void CheckNew(BlockDraft block, string place)
    {
        var (codec, children) = (block.Codec, block.Children);
        var problem = codec.Children switch
        {
            ChildRule.WhenToggle when children.Count > 0 && !IsTrue(block, "is_toggleable") =>
                "not present: a heading has children when is_toggleable is true",
            ChildRule.WhenOriginal when children.Count > 0 && block.Format[SyncedBlocks.From] is not null =>
                "not present: a copy shows the children of its original",
            ChildRule.Rows when children.Count == 0 => "at least one table_row",
            ChildRule.Columns when children.Count < 2 => "at least two columns",
            ChildRule.ColumnContent when children.Count == 0 => "at least one block",
            ChildRule.Tabs when children.Count == 0 => "at least one paragraph",
            _ => null,
        };
        if (problem is not null)
            throw Refuse(place, problem);
        Check(codec, block.Format[FormatKeys.TableWidth]?.GetValue<int>(), children);
    }

    /// <summary>Checks children that are to be appended to a block that is there.</summary>
    public static void CheckAppended(Record parent, IReadOnlyList<BlockDraft> children, string place)
    {
        var codec = BlockCodecs.Of(parent);
        var problem = codec.Children switch
        {
            _ when codec == BlockCodecs.Unsupported =>
                $"not present: a block of the type {parent.Type} is kept as it is",
            ChildRule.None when parent.Type == BlockTypes.ChildDatabase =>
                "not present: the rows of a database are made by POST /v1/pages with its data source as their parent",
            ChildRule.None => $"not present: a {codec.Type} has no children",
            ChildRule.WhenToggle when !StoredBlock.IsSet(parent, "is_toggleable") =>
                "not present: this heading has no children until its is_toggleable is true",
            ChildRule.WhenOriginal when SyncedBlocks.OriginalOf(parent) is { } original =>
                $"not present: a copy shows the children of its original; append to block {original}",
            _ => null,
        };
        if (problem is not null)
            throw Refuse(place, problem);
        Check(codec, TableWidthMember.WidthOf(parent), children);
    }

    private static void Check(BlockCodec parent, int? tableWidth, IReadOnlyList<BlockDraft> children)
    {
        foreach (var child in children)
        {
            var type = child.Codec.Type;
            var (expected, fits) = parent.Children switch
            {
                ChildRule.Rows => (BlockTypes.TableRow, type == BlockTypes.TableRow),
                ChildRule.Columns => (BlockTypes.Column, type == BlockTypes.Column),
                ChildRule.Tabs => (BlockTypes.Paragraph, type == BlockTypes.Paragraph),
                _ when type == BlockTypes.TableRow => ("in a table", false),
                _ when type == BlockTypes.Column => ("in a column_list", false),
                ChildRule.ColumnContent when type == BlockTypes.ColumnList => ("outside of a column", false),
                _ => ("", true),
            };
            if (!fits)
                throw Refuse(child.Place, $"{expected}: it is a {type} in a {parent.Type}");
            if (
                parent.Children == ChildRule.Rows
                && tableWidth is { } width
                && CellsMember.CountOf(child.Properties) is var cells
                && cells != width
            )
                throw Refuse($"{child.Place}.table_row.cells.length", $"`{width}`, the width of the table", cells);
        }
    }

    private static bool IsTrue(BlockDraft block, string name) => block.Format[name]?.GetValue<bool>() == true;

    private static BlockStoreException Refuse(string place, string expected, int? found = null) =>
        BlockStoreException.Invalid(
            $"body failed validation: {place} should be {expected}{(found is null ? "" : $", instead was `{found}`")}."
        );
}
