using System.Text.Json;
using NotionStyle.Blocks.Ports;
using NotionStyle.BlockService.Docs;
using NotionStyle.BlockService.Notion.FileUploads;

namespace NotionStyle.BlockService.Notion.Users;

/// <summary>A member of the workspace as the Notion API answers it.</summary>
internal static class UserJson
{
    public const string Example = """
        {
          "object": "user",
          "id": "3a7c9e10-4b5d-4f6a-8c7b-2d1e0f9a8b01",
          "name": "Ada",
          "avatar_url": null,
          "type": "person",
          "person": {}
        }
        """;

    public static readonly Schema Schema = Schema.Of(
        "A member of the workspace.",
        Schema.Object("user"),
        new("id", Schema.Id("The member.")),
        new("name", Schema.Text("The name.").OrNull()),
        new("avatar_url", Schema.Text("A picture; there is none here.").OrNull()),
        new("type", Schema.Choice("A person, or a program.", "person", "bot")),
        new("person", new Schema(ValueKind.Object, "Of a person; no e-mail address is known."), IsRequired: false),
        new(
            "bot",
            new Schema(ValueKind.Object, "Of a program: the workspace that owns it, and what it may send."),
            IsRequired: false
        )
    ) with
    {
        Name = "user",
    };

    /// <summary>Writes a member.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="member">The member.</param>
    /// <param name="spaceId">The workspace.</param>
    /// <param name="spaceName">What it is called; null when the actor may not know.</param>
    public static void Write(Utf8JsonWriter writer, Member member, Guid spaceId, string? spaceName)
    {
        writer.WriteStartObject();
        writer.WriteString("object", "user");
        writer.WriteString("id", member.UserId);
        writer.WriteString("name", member.Name);
        writer.WriteNull("avatar_url");
        if (member.IsBot)
            WriteBot(writer, spaceId, spaceName);
        else
        {
            writer.WriteString("type", "person");
            writer.WriteStartObject("person");
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteBot(Utf8JsonWriter writer, Guid spaceId, string? spaceName)
    {
        writer.WriteString("type", "bot");
        writer.WriteStartObject("bot");
        writer.WriteStartObject("owner");
        writer.WriteString("type", "workspace");
        writer.WriteBoolean("workspace", true);
        writer.WriteEndObject();
        writer.WriteString("workspace_id", spaceId);
        writer.WriteString("workspace_name", spaceName);
        writer.WriteStartObject("workspace_limits");
        writer.WriteNumber("max_file_upload_size_in_bytes", FileUploadLimits.FileBytesMaximum);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
