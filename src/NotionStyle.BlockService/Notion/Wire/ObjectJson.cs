using System.Globalization;
using System.Text.Json;
using NotionStyle.Blocks;
using NotionStyle.Blocks.Records;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Notion.Wire;

/// <summary>Members that many objects of the Notion API have in common.</summary>
internal static class ObjectJson
{
    /// <summary><c>created_time</c>, <c>last_edited_time</c>, <c>created_by</c>, <c>last_edited_by</c>.</summary>
    public static void WriteStamps(Utf8JsonWriter writer, Record record)
    {
        WriteTime(writer, "created_time", record.CreatedTime);
        WriteTime(writer, "last_edited_time", record.LastEditedTime);
        WriteUser(writer, "created_by", record.CreatedBy);
        WriteUser(writer, "last_edited_by", record.LastEditedBy);
    }

    /// <summary>A moment in UTC with milliseconds.</summary>
    public static void WriteTime(Utf8JsonWriter writer, string name, DateTimeOffset time) =>
        writer.WriteString(name, Time(time));

    /// <summary>A moment as the API writes it: <c>2026-11-22T17:03:08.123Z</c>.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A user by the id alone: <c>{"object": "user", "id": …}</c>.</summary>
    public static void WriteUser(Utf8JsonWriter writer, string name, Guid id)
    {
        writer.WritePropertyName(name);
        WriteUser(writer, id);
    }

    /// <summary>A user by the id alone, as a value.</summary>
    public static void WriteUser(Utf8JsonWriter writer, Guid id)
    {
        writer.WriteStartObject();
        writer.WriteString("object", "user");
        writer.WriteString("id", id);
        writer.WriteEndObject();
    }

    /// <summary><c>in_trash</c> and its older name <c>archived</c>.</summary>
    public static void WriteTrash(Utf8JsonWriter writer, bool isTrashed)
    {
        writer.WriteBoolean("archived", isTrashed);
        writer.WriteBoolean("in_trash", isTrashed);
    }

    /// <summary>
    /// <c>parent</c>: <c>workspace</c>, <c>page_id</c>, <c>block_id</c>, <c>database_id</c>, or <c>data_source_id</c> with the database that the data source belongs to.
    /// </summary>
    /// <param name="writer">Where to.</param>
    /// <param name="ancestors">The heads above the record, nearest first.</param>
    /// <param name="name">The member's name.</param>
    public static void WriteParent(Utf8JsonWriter writer, IReadOnlyList<RecordHead> ancestors, string name = "parent")
    {
        writer.WriteStartObject(name);
        switch (ancestors)
        {
            case [{ Pointer.Table: RecordTable.Collection } source, ..]:
                writer.WriteString("type", "data_source_id");
                writer.WriteString("data_source_id", source.Pointer.Id);
                writer.WriteString("database_id", source.Parent!.Value.Id);
                break;
            case [{ Pointer.Table: RecordTable.Block } block, ..]:
                var type = block.Type switch
                {
                    BlockTypes.Page => "page_id",
                    BlockTypes.ChildDatabase => "database_id",
                    _ => "block_id",
                };
                writer.WriteString("type", type);
                writer.WriteString(type, block.Pointer.Id);
                break;
            default:
                writer.WriteString("type", "workspace");
                writer.WriteBoolean("workspace", true);
                break;
        }

        writer.WriteEndObject();
    }

    /// <summary>The address of a page or database under the service that answered: its id without dashes.</summary>
    public static string Url(string baseUrl, Guid id) => $"{baseUrl}/{id:N}";
}
