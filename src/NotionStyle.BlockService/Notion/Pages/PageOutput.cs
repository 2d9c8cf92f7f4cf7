using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.Ports;
using NotionStyle.BlockService.Docs;
using NotionStyle.BlockService.Notion.DataSources;
using NotionStyle.BlockService.Notion.FileUploads;
using NotionStyle.BlockService.Notion.RichText;
using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Notion.Pages;

/// <summary>Writes pages as the Notion API answers them; rows of a data source are pages, too.</summary>
internal static class PageOutput
{
    public const string Example = """
        {
          "object": "page",
          "id": "0b6f6f0a-2a8e-4d5c-8f0e-5a5f7c1d2e01",
          "created_time": "2026-11-02T09:15:00.000Z",
          "last_edited_time": "2026-11-21T16:40:12.345Z",
          "created_by": { "object": "user", "id": "3a7c9e10-4b5d-4f6a-8c7b-2d1e0f9a8b01" },
          "last_edited_by": { "object": "user", "id": "3a7c9e10-4b5d-4f6a-8c7b-2d1e0f9a8b01" },
          "cover": null,
          "icon": { "type": "emoji", "emoji": "📚" },
          "parent": { "type": "page_id", "page_id": "5b0a3c1e-7d2f-4b6a-9c8e-1f2d3c4b5a01" },
          "archived": false,
          "in_trash": false,
          "is_archived": false,
          "is_locked": false,
          "properties": {
            "title": {
              "id": "title",
              "type": "title",
              "title": [
                {
                  "type": "text",
                  "text": { "content": "Reading list", "link": null },
                  "annotations": {
                    "bold": false,
                    "italic": false,
                    "strikethrough": false,
                    "underline": false,
                    "code": false,
                    "color": "default"
                  },
                  "plain_text": "Reading list",
                  "href": null
                }
              ]
            }
          },
          "url": "http://127.0.0.1:5080/0b6f6f0a2a8e4d5c8f0e5a5f7c1d2e01",
          "public_url": null
        }
        """;

    public static readonly Schema Schema = Schema.Of(
        "A page.",
        Schema.Object("page"),
        new("id", Schema.Id("The page.")),
        new("created_time", Schema.Time("When it was made.")),
        new("last_edited_time", Schema.Time("When it was changed last.")),
        new("created_by", new Schema(ValueKind.Object, "Who made it: a user by the id alone.")),
        new("last_edited_by", new Schema(ValueKind.Object, "Who changed it last: a user by the id alone.")),
        new("cover", new Schema(ValueKind.Object, "The picture above it: `external` or `file`.").OrNull()),
        new("icon", new Schema(ValueKind.Object, "An `emoji`, `external` or `file`.").OrNull()),
        new(
            "parent",
            new Schema(
                ValueKind.Object,
                "Where it is: `workspace`, `page_id`, `block_id`, or `data_source_id` with its `database_id`."
            )
        ),
        new("archived", Schema.Bool("The older name of `in_trash`.")),
        new("in_trash", Schema.Bool("Whether it or anything above it is in the trash.")),
        new("is_archived", Schema.Bool("Always false: there is no archive beside the trash.")),
        new("is_locked", Schema.Bool("Whether people are kept from editing it; the API is not.")),
        new(
            "properties",
            new Schema(
                ValueKind.Object,
                "By name. A row has those of its data source, any other page its `title` alone. Of references, the first 25 are shown."
            )
        ),
        new("url", Schema.Text("Its address.")),
        new("public_url", Schema.Text("Nothing is published here.").OrNull())
    ) with
    {
        Name = "page",
    };

    /// <summary>The schema of a page outside of every data source: its title.</summary>
    public static DataSourceSchema TitleAlone { get; } =
        new([
            new PropertyDefinition
            {
                Id = SchemaIds.Title,
                Name = SchemaIds.Title,
                Type = PropertyType.Title,
            },
        ]);

    /// <summary>Writes a page. Never fails on what is stored.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="page">The page.</param>
    /// <param name="schema">The schema of the data source whose row it is; null when it is in none.</param>
    /// <param name="values">Computes formulas and rollups of the row.</param>
    /// <param name="names">The titles and names of what rich text mentions.</param>
    /// <param name="files">How stored files become addresses.</param>
    /// <param name="baseUrl">Where the caller reached the service.</param>
    /// <param name="onlyProperties">The ids of the properties to write; null for all.</param>
    public static void Write(
        Utf8JsonWriter writer,
        PlacedRecord page,
        DataSourceSchema? schema,
        RowValues values,
        Names names,
        FileLinks files,
        string baseUrl,
        IReadOnlySet<string>? onlyProperties
    )
    {
        var record = page.Record;
        var format = record.Format.Node;
        writer.WriteStartObject();
        writer.WriteString("object", "page");
        writer.WriteString("id", record.Pointer.Id);
        ObjectJson.WriteStamps(writer, record);
        writer.WritePropertyName("cover");
        FileObjects.Write(writer, format?["cover"], files);
        writer.WritePropertyName("icon");
        FileObjects.Write(writer, format?["icon"], files);
        ObjectJson.WriteParent(writer, page.Ancestors);
        ObjectJson.WriteTrash(writer, page.IsTrashed);
        writer.WriteBoolean("is_archived", false);
        writer.WriteBoolean("is_locked", IsTrue(format?["is_locked"]));
        writer.WriteStartObject("properties");
        foreach (var property in (schema ?? TitleAlone).Properties)
        {
            if (onlyProperties?.Contains(property.Id) == false)
                continue;
            writer.WritePropertyName(property.Name);
            PropertyValueOutput.Write(writer, property, record, values, names, files);
        }

        writer.WriteEndObject();
        writer.WriteString("url", ObjectJson.Url(baseUrl, record.Pointer.Id));
        writer.WriteNull("public_url");
        writer.WriteEndObject();
    }

    private static bool IsTrue(JsonNode? node) => node?.GetValueKind() == JsonValueKind.True;
}
