using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Records;
using NotionStyle.BlockService.Notion.RichText;
using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary>What requests for databases and data sources have in common.</summary>
internal static class CommonInput
{
    /// <summary>Reads <c>in_trash</c> or its older name; null when neither is given.</summary>
    public static bool? ReadTrash(Input body)
    {
        var (trash, archived) = (body["in_trash"], body["archived"]);
        if (trash.IsGiven && archived.IsGiven && trash.Bool() != archived.Bool())
            throw archived.Refuse("the same as in_trash, whose older name it is");
        return trash.IsGiven ? trash.Bool()
            : archived.IsGiven ? archived.Bool()
            : null;
    }

    /// <summary>Sets rich text where it is given.</summary>
    public static void SetText(TransactionBuilder builder, RecordPointer pointer, Input body, string name)
    {
        if (body[name].IsGiven)
            builder.Set(
                pointer,
                ["properties", name],
                RichTextInput.Read(body[name]) is { IsEmpty: false } text ? text.ToJson() : null
            );
    }

    /// <summary>Sets an icon or a cover where it is given; null takes it away.</summary>
    public static void SetFile(TransactionBuilder builder, RecordPointer pointer, Input body, string name)
    {
        if (body[name].IsGiven)
            builder.Set(
                pointer,
                ["format", name],
                name == "icon" ? FileObjects.ReadIcon(body[name]) : FileObjects.ReadFile(body[name])
            );
    }

    /// <summary>Sets a flag where it is given.</summary>
    public static void SetFlag(TransactionBuilder builder, RecordPointer pointer, Input body, string name)
    {
        if (body[name].IsGiven)
            builder.Set(pointer, ["format", name], body[name].Bool());
    }

    /// <summary>Refuses to change what is in the trash, unless the change takes it out.</summary>
    public static void RefuseTrashed(PlacedRecord placed, Input body, bool? inTrash)
    {
        if (!placed.Record.Alive && inTrash is null && body.Element.EnumerateObject().Any())
            throw BlockStoreException.Invalid(
                $"{placed.Record.Pointer} is in the trash and cannot be changed. Restore it with \"in_trash\": false first."
            );
    }
}
