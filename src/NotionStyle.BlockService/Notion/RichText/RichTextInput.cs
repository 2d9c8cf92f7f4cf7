using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Notion.RichText;

/// <summary>Reads rich text as callers of the Notion API send it.</summary>
internal static class RichTextInput
{
    /// <summary>Reads an array of at most <see cref="NotionLimits.ArrayMaximum" /> rich text objects (text, mention, equation, with annotations).</summary>
    public static NotionStyle.Blocks.RichText Read(Input input) =>
        throw new NotSupportedException($"Being written: {input.Place}");
}
