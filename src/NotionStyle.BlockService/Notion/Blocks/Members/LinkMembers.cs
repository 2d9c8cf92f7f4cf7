using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.Blocks.Records;
using NotionStyle.BlockService.Notion.RichText;
using NotionStyle.BlockService.Notion.Wire;
using NotionStyle.BlockService.Wire;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Notion.Blocks.Members;

/// <summary>The address of a bookmark, an embed or a link preview.</summary>
internal sealed class UrlMember() : BlockMember("url")
{
    public override void Read(Input block, BlockDraft draft, bool isNew)
    {
        var value = block[Names[0]];
        if (isNew || value.IsGiven)
            draft.SetPlain("source", Addresses.ReadWeb(value));
    }

    public override void Write(Utf8JsonWriter writer, Record record, BlockContext context) =>
        writer.WriteString(Names[0], StoredBlock.PlainOf(record, "source"));
}

/// <summary>
/// The file of an image, a video and so on: <c>properties.source</c> holds the address of one that is elsewhere, <c>format.file_upload</c> the id of one that is kept here. The name of a file
/// block is its title.
/// </summary>
internal sealed class FileMember(bool hasName) : BlockMember([.. Common, .. hasName ? (string[])["name"] : []])
{
    private const string Upload = "file_upload";

    private static readonly string[] Common = ["type", "external", "file_upload", "file"];

    public override void Read(Input block, BlockDraft draft, bool isNew)
    {
        if (hasName && block["name"].HasValue)
            draft.SetPlain("title", block["name"].Text(FileObjects.NameLengthMaximum));
        if (!isNew && !Common.Any(name => block[name].IsGiven))
            return;
        var file = FileObjects.ReadFile(block, ["caption", "name", "children"])!;
        if (FileObjects.UploadOf(file) is { } upload)
        {
            draft.Format[Upload] = upload.ToString();
            draft.Properties["source"] = null;
            draft.References.Add(Uploads.Reference(upload, block));
        }
        else
        {
            draft.SetPlain("source", file["url"]!.GetValue<string>());
            draft.Format[Upload] = null;
        }
    }

    public override void Write(Utf8JsonWriter writer, Record record, BlockContext context)
    {
        var source = StoredBlock.PlainOf(record, "source");
        JsonObject file = StoredBlock.FormatId(record, Upload) is { } upload
            ? new() { ["type"] = Upload, ["id"] = upload.ToString() }
            : new() { ["type"] = "external", ["url"] = source };
        FileObjects.WriteMembers(writer, file, context.Files);
        if (hasName)
            writer.WriteString(
                "name",
                StoredBlock.PlainOf(record, "title") is { Length: > 0 } name ? name : LastSegment(source)
            );
    }

    /// <summary>What a file is called whose address is all that is known of it.</summary>
    private static string LastSegment(string url)
    {
        var path = url.AsSpan();
        var end = path.IndexOfAny('?', '#');
        if (end >= 0)
            path = path[..end];
        path = path.TrimEnd('/');
        return path[(path.LastIndexOf('/') + 1)..].ToString();
    }
}

/// <summary>File uploads that blocks name.</summary>
internal static class Uploads
{
    public static BlockReference Reference(Guid id, Input place) =>
        new(new RecordPointer(RecordTable.FileUpload, id), ReferenceKind.Upload, place.Place);
}

/// <summary>What a link to a page leads to: <c>format.link_to</c> is <c>{"type", "id"}</c>.</summary>
internal sealed class LinkToMember() : BlockMember("type", "page_id", "database_id", "comment_id")
{
    private const string Key = "link_to";

    public override void Read(Input block, BlockDraft draft, bool isNew)
    {
        var kind = Variant.Of(block, "page_id", "database_id", "comment_id");
        block.Object("type", kind);
        var id = block[kind].Id();
        draft.Format[Key] = new JsonObject { ["type"] = kind, ["id"] = id.ToString() };
        var (table, reference) = kind switch
        {
            "page_id" => (RecordTable.Block, ReferenceKind.Page),
            "database_id" => (RecordTable.Block, ReferenceKind.Database),
            _ => (RecordTable.Comment, ReferenceKind.Comment),
        };
        draft.References.Add(new BlockReference(new RecordPointer(table, id), reference, block[kind].Place));
    }

    public override void Write(Utf8JsonWriter writer, Record record, BlockContext context)
    {
        if (Of(record) is not var (kind, id))
            return;
        writer.WriteString("type", kind);
        writer.WriteString(kind, id);
    }

    /// <summary>Where a record leads to; null when it does not say so.</summary>
    public static (string Kind, Guid Id)? Of(Record record) =>
        StoredBlock.FormatOf(record, Key) is JsonObject link
        && StoredBlock.AsText(link["type"]) is ("page_id" or "database_id" or "comment_id") and var kind
        && Ids.TryParse(StoredBlock.AsText(link["id"]), out var id)
            ? (kind, id)
            : null;
}

/// <summary>The original of a synced block; null when it is the original.</summary>
internal sealed class SyncedFromMember() : BlockMember("synced_from")
{
    public override void Read(Input block, BlockDraft draft, bool isNew)
    {
        var value = block[Names[0]];
        if (!value.IsGiven && !isNew)
            return;
        if (!value.IsGiven)
            throw value.Refuse("an object or null");
        if (value.IsNull)
        {
            draft.Format[SyncedBlocks.From] = null;
            return;
        }

        var id = value.Object("type", "block_id")["block_id"].Id();
        if (value["type"].IsGiven)
            value["type"].Choice("block_id");
        draft.Format[SyncedBlocks.From] = id.ToString();
        draft.References.Add(
            new BlockReference(RecordPointer.Block(id), ReferenceKind.SyncedOriginal, value["block_id"].Place)
        );
    }

    public override void Write(Utf8JsonWriter writer, Record record, BlockContext context)
    {
        if (SyncedBlocks.OriginalOf(record) is not { } original)
        {
            writer.WriteNull(Names[0]);
            return;
        }

        writer.WriteStartObject(Names[0]);
        writer.WriteString("type", "block_id");
        writer.WriteString("block_id", original);
        writer.WriteEndObject();
    }
}

/// <summary>The name of a type that the API has no name for.</summary>
internal sealed class UnsupportedMember() : BlockMember("block_type")
{
    public override bool IsUpdatable => false;

    public override void Read(Input block, BlockDraft draft, bool isNew) { }

    public override void Write(Utf8JsonWriter writer, Record record, BlockContext context) =>
        writer.WriteString(Names[0], record.Type);
}
