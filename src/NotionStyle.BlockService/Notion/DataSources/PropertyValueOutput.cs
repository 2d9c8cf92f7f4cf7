using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.DataSources.Values;
using NotionStyle.BlockService.Notion.RichText;
using NotionStyle.BlockService.Notion.Wire;
using Record = NotionStyle.Blocks.Records.Record;
using StoredText = NotionStyle.Blocks.RichText;

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
        writer.WriteStartObject();
        writer.WriteString("id", property.Id);
        WriteMembers(writer, property, row, values, names, files);
        writer.WriteEndObject();
    }

    /// <summary>Writes the members <c>"type": "number", "number": 3</c> alone, for objects that have others beside them.</summary>
    public static void WriteMembers(
        Utf8JsonWriter writer,
        PropertyDefinition property,
        Record row,
        RowValues values,
        Names names,
        FileUploads.FileLinks files
    )
    {
        var type = property.Type.Name();
        writer.WriteString("type", type);
        writer.WritePropertyName(type);
        var stored = row.Properties.Node?[property.Id];
        switch (property.Type)
        {
            case PropertyType.Title or PropertyType.RichText:
                RichTextOutput.Write(
                    writer,
                    StoredText.TryParse(stored, property.Id, out var text, out _) ? text : StoredText.Empty,
                    names
                );
                break;
            case PropertyType.Files:
                WriteFiles(writer, stored, files);
                break;
            case PropertyType.Place:
                WritePlace(writer, stored);
                break;
            case PropertyType.CreatedTime:
                writer.WriteStringValue(ObjectJson.Time(row.CreatedTime));
                break;
            case PropertyType.LastEditedTime:
                writer.WriteStringValue(ObjectJson.Time(row.LastEditedTime));
                break;
            case PropertyType.CreatedBy:
                ObjectJson.WriteUser(writer, row.CreatedBy);
                break;
            case PropertyType.LastEditedBy:
                ObjectJson.WriteUser(writer, row.LastEditedBy);
                break;
            case PropertyType.Formula or PropertyType.Rollup:
                ComputedValueOutput.Write(writer, property, row, values, names, files);
                break;
            default:
                WriteValue(writer, property, StoredValue.Read(property, row));
                break;
        }
    }

    private static void WriteValue(Utf8JsonWriter writer, PropertyDefinition property, Value value)
    {
        switch (property.Type)
        {
            case PropertyType.Number when value is Value.Number { Amount: var amount }:
                writer.WriteNumberValue(amount);
                break;
            case PropertyType.Checkbox:
                writer.WriteBooleanValue(value is Value.Flag { IsTrue: true });
                break;
            case PropertyType.Url
            or PropertyType.Email
            or PropertyType.PhoneNumber when value is Value.Text { Content: var text }:
                writer.WriteStringValue(text);
                break;
            case PropertyType.Select or PropertyType.Status when value is Value.Choice choice:
                WriteOption(writer, property.Options[choice.Rank]);
                break;
            case PropertyType.Date when value is Value.Date { Range: var range }:
                DateOutput.Write(writer, range);
                break;
            case PropertyType.UniqueId:
                writer.WriteStartObject();
                writer.WriteString("prefix", property.Prefix);
                if (value is Value.Number { Amount: var number })
                    writer.WriteNumber("number", number);
                else
                    writer.WriteNull("number");
                writer.WriteEndObject();
                break;
            case PropertyType.MultiSelect or PropertyType.People or PropertyType.Relation:
                WriteMany(writer, property, value is Value.Many many ? many.Items : []);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    private static void WriteMany(Utf8JsonWriter writer, PropertyDefinition property, IReadOnlyList<Value> items)
    {
        var isRelation = property.Type == PropertyType.Relation;
        writer.WriteStartArray();
        foreach (var item in isRelation ? items.Take(NotionLimits.ReferencesShown) : items)
        {
            switch (item)
            {
                case Value.Choice choice:
                    WriteOption(writer, property.Options[choice.Rank]);
                    break;
                case Value.Person person:
                    ObjectJson.WriteUser(writer, person.Id);
                    break;
                case Value.Row row:
                    writer.WriteStartObject();
                    writer.WriteString("id", row.Id);
                    writer.WriteEndObject();
                    break;
            }
        }

        writer.WriteEndArray();
        if (isRelation)
            writer.WriteBoolean("has_more", items.Count > NotionLimits.ReferencesShown);
    }

    private static void WriteOption(Utf8JsonWriter writer, PropertyOption option)
    {
        writer.WriteStartObject();
        writer.WriteString("id", option.Id);
        writer.WriteString("name", option.Name);
        writer.WriteString("color", option.Color);
        writer.WriteEndObject();
    }

    private static void WriteFiles(Utf8JsonWriter writer, JsonNode? stored, FileUploads.FileLinks files)
    {
        writer.WriteStartArray();
        foreach (var file in StoredFile.Read(stored))
        {
            writer.WriteStartObject();
            writer.WriteString("name", file.Name);
            if (file.FileUploadId is { } upload)
            {
                var (url, expiryTime) = files.Of(upload);
                writer.WriteString("type", "file");
                writer.WriteStartObject("file");
                writer.WriteString("url", url);
                ObjectJson.WriteTime(writer, "expiry_time", expiryTime);
            }
            else
            {
                writer.WriteString("type", "external");
                writer.WriteStartObject("external");
                writer.WriteString("url", file.Url);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WritePlace(Utf8JsonWriter writer, JsonNode? stored)
    {
        if (stored is not JsonObject place || Degrees("lat") is not { } lat || Degrees("lon") is not { } lon)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        writer.WriteNumber("lat", lat);
        writer.WriteNumber("lon", lon);
        foreach (var name in (ReadOnlySpan<string>)["name", "address", "aws_place_id", "google_place_id"])
            writer.WriteString(
                name,
                place[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.ToString() : null
            );
        writer.WriteEndObject();

        double? Degrees(string name) =>
            place[name] is JsonValue value
            && value.GetValueKind() == JsonValueKind.Number
            && double.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
                ? number
                : null;
    }
}
