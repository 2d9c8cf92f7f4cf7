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

    /// <summary>Sets icon and cover where they are given, of those that are named; null takes one away.</summary>
    /// <returns>The file uploads among them, which the transaction has to attach.</returns>
    public static IReadOnlyList<Guid> SetFiles(
        TransactionBuilder builder,
        RecordPointer pointer,
        Input body,
        params ReadOnlySpan<string> names
    )
    {
        var uploads = new List<Guid>();
        foreach (var name in names)
        {
            if (!body[name].IsGiven)
                continue;
            var file = name == "icon" ? FileObjects.ReadIcon(body[name]) : FileObjects.ReadFile(body[name]);
            builder.Set(pointer, ["format", name], file);
            if (FileObjects.UploadOf(file) is { } upload)
                uploads.Add(upload);
        }

        return uploads;
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
