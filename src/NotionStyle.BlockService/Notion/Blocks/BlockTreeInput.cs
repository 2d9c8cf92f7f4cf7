using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Notion.Blocks;

/// <summary>
/// Reads the blocks of a request: at most <see cref="NotionLimits.ArrayMaximum" /> side by side, <see cref="NotionLimits.LevelsMaximum" /> levels below the first,
/// <see cref="NotionLimits.BlocksMaximum" /> in all. A column is no level of its own, since nothing can be in a row of columns but in a column.
/// </summary>
internal static class BlockTreeInput
{
    /// <summary>Reads an array of blocks, each with what is below it. Whether they fit where they go is for <see cref="ChildRules" /> to say.</summary>
    public static IReadOnlyList<BlockDraft> Read(Input children)
    {
        if (!children.IsGiven)
            throw children.Refuse("defined");
        var count = 0;
        var drafts = new List<BlockDraft>();
        ReadInto(drafts, children, level: 0, ref count);
        return drafts;
    }

    private static void ReadInto(List<BlockDraft> drafts, Input children, int level, ref int count)
    {
        var items = children.Items(NotionLimits.ArrayMaximum);
        count += items.Count;
        if (count > NotionLimits.BlocksMaximum)
            throw children.Refuse(
                $"at most {NotionLimits.BlocksMaximum} blocks in all, with those beside and above it"
            );
        foreach (var item in items)
            drafts.Add(ReadBlock(item, level, ref count));
    }

    private static BlockDraft ReadBlock(Input block, int level, ref int count)
    {
        var codec = CodecOf(block);
        var value = block[codec.Type];
        var draft = new BlockDraft(codec, block);
        codec.ReadNew(value, draft);
        var children = codec.Children == ChildRule.None ? default : value["children"];
        if (children.HasValue)
        {
            var next = codec.Children == ChildRule.ColumnContent ? level : level + 1;
            if (next > NotionLimits.LevelsMaximum && children.Items(NotionLimits.ArrayMaximum).Count > 0)
                throw children.Refuse(
                    $"not present: a request holds blocks at most {NotionLimits.LevelsMaximum} levels below its first; append these to the block when it is made"
                );
            ReadInto(draft.Children, children, next, ref count);
        }

        ChildRules.CheckNew(draft, children.Place ?? $"{value.Place}.children");
        return draft;
    }

    /// <summary>The type is named, or it is the one member beside <c>object</c>.</summary>
    private static BlockCodec CodecOf(Input block)
    {
        block.Object();
        if (block["object"].IsGiven)
            block["object"].Choice("block");
        var type = block["type"];
        if (!type.IsGiven)
        {
            var codecs = block
                .Members()
                .Where(m => m.Name != "object")
                .Select(m =>
                    BlockCodecs.Find(m.Name)
                    ?? throw m.Value.Refuse(
                        $"not present (a block is one of {string.Join(", ", BlockCodecs.Creatable)})"
                    )
                )
                .ToArray();
            if (codecs is not [var only])
                throw block.Refuse($"an object with one of {string.Join(", ", BlockCodecs.Creatable)}");
            return IsMade(only) ? only : throw block[only.Type].Refuse(only.Remedy!);
        }

        var name = type.Element.ValueKind == System.Text.Json.JsonValueKind.String ? type.Text(1_000) : "";
        var codec = BlockCodecs.Find(name) ?? throw type.Refuse($"one of {string.Join(", ", BlockCodecs.Creatable)}");
        if (!IsMade(codec))
            throw type.Refuse($"a type that can be made here; {codec.Type} should be {codec.Remedy}");
        block.Object("object", "type", codec.Type);
        return codec;
    }

    private static bool IsMade(BlockCodec codec) => codec.Remedy is null;
}
