using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.BlockService.Wire;
using Record = NotionStyle.Blocks.Records.Record;
using Text = NotionStyle.Blocks.RichText;

namespace NotionStyle.BlockService.Notion.Blocks;

/// <summary>Reads what a record holds. The operations protocol takes any JSON; what does not have the form that is looked for reads as nothing.</summary>
internal static class StoredBlock
{
    /// <summary>The text of a property.</summary>
    public static Text TextOf(Record record, string property) =>
        Text.TryParse(record.Properties.Node?[property], property, out var text, out _) ? text : Text.Empty;

    /// <summary>The characters of a property, without marks.</summary>
    public static string PlainOf(Record record, string property) => TextOf(record, property).PlainText;

    /// <summary>A member of the format.</summary>
    public static JsonNode? FormatOf(Record record, string name) => record.Format.Node?[name];

    public static bool IsSet(Record record, string name) =>
        FormatOf(record, name) is JsonValue value && value.GetValueKind() == JsonValueKind.True;

    public static string? FormatText(Record record, string name) => AsText(FormatOf(record, name));

    public static Guid? FormatId(Record record, string name) =>
        Ids.TryParse(FormatText(record, name), out var id) ? id : null;

    public static double? FormatNumber(Record record, string name) =>
        FormatOf(record, name) is JsonValue value
        && value.GetValueKind() == JsonValueKind.Number
        && double.TryParse(value.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? number
            : null;

    /// <summary>An integer within bounds.</summary>
    public static int? FormatInteger(Record record, string name, int minimum, int maximum) =>
        FormatNumber(record, name) is { } number
        && number >= minimum
        && number <= maximum
        && number == Math.Truncate(number)
            ? (int)number
            : null;

    public static string? AsText(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}
