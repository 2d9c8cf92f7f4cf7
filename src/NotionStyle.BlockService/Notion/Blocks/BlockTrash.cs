using System.Text.Json.Nodes;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Records;

namespace NotionStyle.BlockService.Notion.Blocks;

/// <summary>Puts a block or page into the trash, with all that is below it, and takes it out again: last in the content of its parent.</summary>
internal static class BlockTrash
{
    private static readonly string[] Content = ["content"];

    /// <summary>Adds what it takes; nothing when the record is where it should be.</summary>
    /// <exception cref="BlockStoreException">It is to come out of the trash, and is there only with something above it.</exception>
    public static void AddTo(TransactionBuilder builder, PlacedRecord placed, bool isTrashed)
    {
        var record = placed.Record;
        if (!isTrashed && record.Alive && placed.Ancestors.LastOrDefault(a => !a.Alive) is { } above)
            throw BlockStoreException.Invalid(
                $"{record.Pointer} is in the trash with {above.Pointer}, which it is in. Restore that first."
            );
        if (record.Alive != isTrashed)
            return;
        builder.Update(record.Pointer, [], new JsonObject { ["alive"] = !isTrashed });
        if (record.Parent is not { } parent || !parent.Table.ListsChildren())
            return;
        if (isTrashed)
            builder.ListRemove(parent, Content, record.Pointer.Id);
        else
            builder.ListAfter(parent, Content, record.Pointer.Id);
    }

    /// <summary>Refuses to change what is in the trash.</summary>
    public static void CheckOut(PlacedRecord placed)
    {
        if (placed.IsTrashed)
            throw BlockStoreException.Invalid(
                $"Can't edit block that is archived: {placed.Record.Pointer} is in the trash, itself or with what it is in. Restore it first: set in_trash to false."
            );
    }
}
