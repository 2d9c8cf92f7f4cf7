using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.Blocks;
using NotionStyle.Blocks.Ports;
using NotionStyle.BlockService.Docs;
using NotionStyle.BlockService.Notion.FileUploads;
using NotionStyle.BlockService.Notion.RichText;
using NotionStyle.BlockService.Notion.Wire;
using Record = NotionStyle.Blocks.Records.Record;
using Text = NotionStyle.Blocks.RichText;

namespace NotionStyle.BlockService.Notion.Comments;

/// <summary>A comment as the Notion API answers it.</summary>
internal static class CommentJson
{
    private static readonly string[] Categories = ["audio", "image", "pdf", "productivity", "video"];

    public const string Example = """
        {
          "object": "comment",
          "id": "94cc56ab-9f02-409d-9f99-1037e9fe5020",
          "parent": { "type": "page_id", "page_id": "0b6f6f0a-2a8e-4d5c-8f0e-5a5f7c1d2e01" },
          "discussion_id": "f1407351-36f5-4c49-a13c-49f8ba11776d",
          "created_time": "2026-11-22T17:03:08.123Z",
          "last_edited_time": "2026-11-22T17:03:08.123Z",
          "created_by": { "object": "user", "id": "3a7c9e10-4b5d-4f6a-8c7b-2d1e0f9a8b01" },
          "rich_text": [
            {
              "type": "text",
              "text": { "content": "Ready to review.", "link": null },
              "annotations": {
                "bold": false,
                "italic": false,
                "strikethrough": false,
                "underline": false,
                "code": false,
                "color": "default"
              },
              "plain_text": "Ready to review.",
              "href": null
            }
          ],
          "display_name": { "type": "user", "resolved_name": "Ada" }
        }
        """;

    public static readonly Schema Schema = Schema.Of(
        "A comment in a discussion.",
        Schema.Object("comment"),
        new Property("id", Schema.Id("The comment.")),
        new Property(
            "parent",
            Schema.Of(
                "What the discussion is about.",
                new Property("type", Schema.Choice("A page, or a block in one.", "page_id", "block_id")),
                new Property("page_id", Schema.Id("The page."), IsRequired: false),
                new Property("block_id", Schema.Id("The block."), IsRequired: false)
            )
        ),
        new Property("discussion_id", Schema.Id("The discussion; a reply names it.")),
        new Property("created_time", Schema.Time("When it was written.")),
        new Property("last_edited_time", Schema.Time("When it was changed last.")),
        new Property(
            "created_by",
            Schema.Of("Its author.", Schema.Object("user"), new Property("id", Schema.Id("The member.")))
        ),
        new Property("rich_text", Schema.List("What it says.", new Schema(ValueKind.Object, "A rich text object."))),
        new Property(
            "display_name",
            Schema.Of(
                "How it is signed.",
                new Property("type", Schema.Choice("By whose name.", "custom", "user", "integration")),
                new Property("resolved_name", Schema.Text("The name.").OrNull())
            )
        ),
        new Property(
            "attachments",
            Schema.List(
                "Its files; absent when there are none.",
                Schema.Of(
                    "A file.",
                    new Property("category", Schema.Choice("What kind it is of.", Categories)),
                    new Property(
                        "file",
                        Schema.Of(
                            "Where it is fetched.",
                            new Property("url", Schema.Text("A signed address.")),
                            new Property("expiry_time", Schema.Time("When the address ends."))
                        )
                    )
                )
            ),
            IsRequired: false
        )
    ) with
    {
        Name = "comment",
    };

    /// <summary>Writes a comment. Never fails on what is stored.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="comment">The comment, with what is above it: its discussion, and what that is about.</param>
    /// <param name="names">What its mentions are called.</param>
    /// <param name="authors">The members who wrote it and others.</param>
    /// <param name="files">Makes addresses of its files.</param>
    public static void Write(
        Utf8JsonWriter writer,
        PlacedRecord comment,
        Names names,
        IReadOnlyDictionary<Guid, Record> authors,
        FileLinks files
    )
    {
        var record = comment.Record;
        writer.WriteStartObject();
        writer.WriteString("object", "comment");
        writer.WriteString("id", record.Pointer.Id);
        var parent = comment.Ancestors[1];
        var type = parent.Type == BlockTypes.Page ? "page_id" : "block_id";
        writer.WriteStartObject("parent");
        writer.WriteString("type", type);
        writer.WriteString(type, parent.Pointer.Id);
        writer.WriteEndObject();
        writer.WriteString("discussion_id", record.Parent!.Value.Id);
        ObjectJson.WriteTime(writer, "created_time", record.CreatedTime);
        ObjectJson.WriteTime(writer, "last_edited_time", record.LastEditedTime);
        ObjectJson.WriteUser(writer, "created_by", record.CreatedBy);
        writer.WritePropertyName("rich_text");
        RichTextOutput.Write(
            writer,
            Text.TryParse(record.Properties.Node?["title"], "title", out var text, out _) ? text : Text.Empty,
            names
        );
        WriteDisplayName(writer, record, authors.GetValueOrDefault(record.CreatedBy));
        WriteAttachments(writer, record.Format.Node?["attachments"] as JsonArray, files);
        writer.WriteEndObject();
    }

    private static void WriteDisplayName(Utf8JsonWriter writer, Record comment, Record? author)
    {
        var stored = comment.Format.Node?["display_name"] as JsonObject;
        var custom = TextOf(stored, "name");
        var type = TextOf(stored, "type") switch
        {
            "custom" when custom is not null => "custom",
            "user" => "user",
            "integration" => "integration",
            _ => author?.Type == "bot" ? "integration" : "user",
        };
        writer.WriteStartObject("display_name");
        writer.WriteString("type", type);
        writer.WriteString(
            "resolved_name",
            type == "custom" ? custom
                : author is null ? null
                : new Names([author]).MemberName(author.Pointer.Id)
        );
        writer.WriteEndObject();
    }

    private static void WriteAttachments(Utf8JsonWriter writer, JsonArray? stored, FileLinks files)
    {
        if (
            stored?.Select(a => (a, FileObjects.UploadOf(a))).Where(a => a.Item2 is not null).ToList()
            is not [_, ..] found
        )
            return;
        writer.WriteStartArray("attachments");
        foreach (var (attachment, upload) in found)
        {
            writer.WriteStartObject();
            writer.WriteString(
                "category",
                TextOf(attachment as JsonObject, "category") is { } category && Categories.Contains(category)
                    ? category
                    : "productivity"
            );
            var (url, expiry) = files.Of(upload!.Value);
            writer.WriteStartObject("file");
            writer.WriteString("url", url);
            ObjectJson.WriteTime(writer, "expiry_time", expiry);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static string? TextOf(JsonObject? stored, string name) =>
        stored?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
