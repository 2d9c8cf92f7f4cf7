using System.Text.Json;
using NotionStyle.Blocks;
using NotionStyle.Blocks.Ports;
using NotionStyle.BlockService.Docs;
using NotionStyle.BlockService.Notion.Wire;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Notion.Blocks;

/// <summary>Writes blocks as the Notion API answers them.</summary>
internal static class BlockOutput
{
    /// <summary>A block, for the document: the value stands under the name of the type.</summary>
    public static readonly Schema Schema = Schema.Of(
        "A block. Its value stands under the name of its type.",
        [
            Schema.Object("block"),
            new Property("id", Schema.Id("The block.")),
            new Property(
                "parent",
                new Schema(ValueKind.Object, "The page, block, database or data source that it is in.")
            ),
            new Property("created_time", Schema.Time("When it was made.")),
            new Property("last_edited_time", Schema.Time("When it was changed last.")),
            new Property("created_by", new Schema(ValueKind.Object, "Who made it.")),
            new Property("last_edited_by", new Schema(ValueKind.Object, "Who changed it last.")),
            new Property("has_children", Schema.Bool("Whether there are blocks below it.")),
            new Property("archived", Schema.Bool("The older name of in_trash.")),
            new Property("in_trash", Schema.Bool("Whether it is in the trash, itself or with what it is in.")),
            new Property(
                "type",
                Schema.Choice("What it is.", [.. BlockCodecs.All.Append(BlockCodecs.Unsupported).Select(c => c.Type)])
            ),
            .. BlockCodecs
                .All.Append(BlockCodecs.Unsupported)
                .Select(c => new Property(c.Type, new Schema(ValueKind.Object, $"The value of a {c.Type}."), false)),
        ]
    ) with
    {
        Name = "block",
    };

    /// <summary>Writes a block as a value. Never fails on what is stored.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="placed">The block and what is above it.</param>
    /// <param name="context">What was read to answer it.</param>
    public static void Write(Utf8JsonWriter writer, PlacedRecord placed, BlockContext context)
    {
        var record = placed.Record;
        var codec = BlockCodecs.Of(record);
        writer.WriteStartObject();
        writer.WriteString("object", "block");
        writer.WriteString("id", record.Pointer.Id);
        ObjectJson.WriteParent(writer, placed.Ancestors);
        ObjectJson.WriteStamps(writer, record);
        writer.WriteBoolean("has_children", HasChildren(record, context));
        ObjectJson.WriteTrash(writer, placed.IsTrashed);
        writer.WriteString("type", codec.Type);
        codec.Write(writer, record, context);
        writer.WriteEndObject();
    }

    /// <summary>A copy of a synced block has the children of its original. A database has rows, which are no blocks.</summary>
    private static bool HasChildren(Record record, BlockContext context) =>
        SyncedBlocks.OriginalOf(record) is { } original
            ? context.Originals.TryGetValue(original, out var shown) && shown.Content.Count > 0
            : record.Content.Count > 0 && record.Type != BlockTypes.ChildDatabase;
}
