using System.Text.Json;
using NotionStyle.Blocks.Ports;
using NotionStyle.BlockService.Notion.FileUploads;
using NotionStyle.BlockService.Notion.RichText;
using NotionStyle.BlockService.Notion.Wire;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary>Writes databases and data sources as the Notion API answers them. Never fails on what is stored.</summary>
internal static class DataSourceOutput
{
    /// <summary>Writes a data source.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="source">The data source.</param>
    /// <param name="related">Its database, and the data sources that its relations lead to.</param>
    /// <param name="names">The titles and names of what its title mentions.</param>
    /// <param name="files">How stored files become addresses.</param>
    /// <param name="baseUrl">Where the caller reached the service.</param>
    public static void Write(
        Utf8JsonWriter writer,
        DataSource source,
        RelatedRecords related,
        Names names,
        FileLinks files,
        string baseUrl
    )
    {
        var record = source.Record;
        var database = related.Database(source.DatabaseId);
        writer.WriteStartObject();
        writer.WriteString("object", "data_source");
        writer.WriteString("id", source.Id);
        ObjectJson.WriteStamps(writer, record);
        WriteText(writer, "title", record, names);
        WriteText(writer, "description", record, names);
        WriteFile(writer, "icon", record, files);
        WriteFile(writer, "cover", database, files);
        PropertyOutput.WriteAll(writer, source.Schema, related);
        ObjectJson.WriteParent(writer, source.Placed.Ancestors);
        ObjectJson.WriteParent(writer, [.. source.Placed.Ancestors.Skip(1)], "database_parent");
        writer.WriteString("url", ObjectJson.Url(baseUrl, source.DatabaseId));
        writer.WriteNull("public_url");
        writer.WriteBoolean("is_inline", IsSet(database, "is_inline"));
        ObjectJson.WriteTrash(writer, source.Placed.IsTrashed);
        writer.WriteEndObject();
    }

    /// <summary>Writes a database.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="database">The database.</param>
    /// <param name="sources">Its data sources.</param>
    /// <param name="names">The titles and names of what its title and description mention.</param>
    /// <param name="files">How stored files become addresses.</param>
    /// <param name="baseUrl">Where the caller reached the service.</param>
    public static void WriteDatabase(
        Utf8JsonWriter writer,
        PlacedRecord database,
        IReadOnlyList<PlacedRecord> sources,
        Names names,
        FileLinks files,
        string baseUrl
    )
    {
        var record = database.Record;
        var id = record.Pointer.Id;
        writer.WriteStartObject();
        writer.WriteString("object", "database");
        writer.WriteString("id", id);
        // Notion says of a database when, but not by whom.
        ObjectJson.WriteTime(writer, "created_time", record.CreatedTime);
        ObjectJson.WriteTime(writer, "last_edited_time", record.LastEditedTime);
        WriteText(writer, "title", record, names);
        WriteText(writer, "description", record, names);
        WriteFile(writer, "icon", record, files);
        WriteFile(writer, "cover", record, files);
        ObjectJson.WriteParent(writer, database.Ancestors);
        writer.WriteString("url", ObjectJson.Url(baseUrl, id));
        writer.WriteNull("public_url");
        writer.WriteBoolean("is_inline", IsSet(record, "is_inline"));
        writer.WriteBoolean("is_locked", IsSet(record, "is_locked"));
        ObjectJson.WriteTrash(writer, database.IsTrashed);
        writer.WriteStartArray("data_sources");
        foreach (var source in sources)
        {
            writer.WriteStartObject();
            writer.WriteString("id", source.Record.Pointer.Id);
            writer.WriteString("name", RichTextOutput.Plain(DataSource.TextOf(source.Record), names));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter writer, string name, Record record, Names names)
    {
        writer.WritePropertyName(name);
        RichTextOutput.Write(writer, DataSource.TextOf(record, name), names);
    }

    private static void WriteFile(Utf8JsonWriter writer, string name, Record? record, FileLinks files)
    {
        writer.WritePropertyName(name);
        FileObjects.Write(writer, record?.Format.Node?[name], files);
    }

    private static bool IsSet(Record? record, string name) =>
        record?.Format.Node?[name]?.GetValueKind() == JsonValueKind.True;
}
