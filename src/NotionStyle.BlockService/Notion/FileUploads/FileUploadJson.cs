using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.BlockService.Docs;
using NotionStyle.BlockService.Notion.Wire;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Notion.FileUploads;

/// <summary>A file upload as the Notion API answers it.</summary>
internal static class FileUploadJson
{
    public const string Pending = "pending";
    public const string Uploaded = "uploaded";
    public const string Expired = "expired";
    public const string Failed = "failed";

    public const string Example = """
        {
          "object": "file_upload",
          "id": "7e1f0b9a-4c3d-4e2f-9a8b-6c5d4e3f2a01",
          "created_time": "2026-11-22T17:03:08.123Z",
          "created_by": { "id": "3a7c9e10-4b5d-4f6a-8c7b-2d1e0f9a8b01", "type": "person" },
          "last_edited_time": "2026-11-22T17:03:08.123Z",
          "archived": false,
          "in_trash": false,
          "expiry_time": "2026-11-22T18:03:08.123Z",
          "status": "pending",
          "filename": "plan.pdf",
          "content_type": "application/pdf",
          "content_length": null,
          "upload_url": "http://127.0.0.1:5480/v1/file_uploads/7e1f0b9a-4c3d-4e2f-9a8b-6c5d4e3f2a01/send"
        }
        """;

    public static readonly Schema Schema = Schema.Of(
        "A file on its way into a block, a property or a comment.",
        Schema.Object("file_upload"),
        new Property("id", Schema.Id("The upload.")),
        new Property("created_time", Schema.Time("When it was made.")),
        new Property(
            "created_by",
            Schema.Of(
                "Who made it, and alone may use it.",
                new Property("id", Schema.Id("The member.")),
                new Property("type", Schema.Choice("A person, or a program.", "person", "bot"))
            )
        ),
        new Property("last_edited_time", Schema.Time("When it was changed last.")),
        new Property("archived", Schema.Bool("The older name of in_trash.")),
        new Property("in_trash", Schema.Bool("Whether it is in the trash.")),
        new Property("expiry_time", Schema.Time("When it ends unless it is attached; null when it is.").OrNull()),
        new Property(
            "status",
            Schema.Choice(
                "`pending` until the file is there, then `uploaded`; `expired` when it was attached to nothing in time.",
                Pending,
                Uploaded,
                Expired,
                Failed
            )
        ),
        new Property("filename", Schema.Text("The file's name.").OrNull()),
        new Property("content_type", Schema.Text("The file's media type.").OrNull()),
        new Property("content_length", Schema.Integer("Bytes of the file; null until it is there.").OrNull()),
        new Property("upload_url", Schema.Text("Where the file is sent to, while it is `pending`."), IsRequired: false)
    ) with
    {
        Name = "file_upload",
    };

    /// <summary>What has become of an upload.</summary>
    public static string StatusOf(Record upload, DateTimeOffset now) =>
        TextOf(upload, "status") switch
        {
            Pending or Uploaded when !IsAttached(upload) && ExpiryOf(upload) is { } expiry && expiry <= now => Expired,
            Pending => Pending,
            Uploaded => Uploaded,
            _ => Failed,
        };

    /// <summary>A text that is stored about an upload.</summary>
    public static string? TextOf(Record upload, string name) =>
        ValueOf(upload, name) is { } value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>Writes an upload.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="upload">The upload.</param>
    /// <param name="isBot">Whether its maker is a program.</param>
    /// <param name="baseUrl">Where the caller reached the service.</param>
    /// <param name="now">The moment of the answer.</param>
    public static void Write(Utf8JsonWriter writer, Record upload, bool isBot, string baseUrl, DateTimeOffset now)
    {
        var status = StatusOf(upload, now);
        writer.WriteStartObject();
        writer.WriteString("object", "file_upload");
        writer.WriteString("id", upload.Pointer.Id);
        ObjectJson.WriteTime(writer, "created_time", upload.CreatedTime);
        writer.WriteStartObject("created_by");
        writer.WriteString("id", upload.CreatedBy);
        writer.WriteString("type", isBot ? "bot" : "person");
        writer.WriteEndObject();
        ObjectJson.WriteTime(writer, "last_edited_time", upload.LastEditedTime);
        ObjectJson.WriteTrash(writer, !upload.Alive);
        if (!IsAttached(upload) && ExpiryOf(upload) is { } expiry)
            ObjectJson.WriteTime(writer, "expiry_time", expiry);
        else
            writer.WriteNull("expiry_time");
        writer.WriteString("status", status);
        writer.WriteString("filename", TextOf(upload, "filename"));
        writer.WriteString("content_type", TextOf(upload, "content_type"));
        if (ValueOf(upload, "content_length") is { } length && length.TryGetValue<long>(out var bytes))
            writer.WriteNumber("content_length", bytes);
        else
            writer.WriteNull("content_length");
        if (status == Pending)
            writer.WriteString("upload_url", $"{baseUrl}/v1/file_uploads/{upload.Pointer.Id}/send");
        writer.WriteEndObject();
    }

    private static bool IsAttached(Record upload) =>
        ValueOf(upload, "attached") is { } value && value.TryGetValue<bool>(out var attached) && attached;

    private static DateTimeOffset? ExpiryOf(Record upload) =>
        DateTimeOffset.TryParse(
            TextOf(upload, "expiry_time"),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var expiry
        )
            ? expiry
            : null;

    private static JsonValue? ValueOf(Record upload, string name) => upload.Format.Node?[name] as JsonValue;
}
