using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.BlockService.Notion.FileUploads;
using NotionStyle.BlockService.Notion.Wire;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Notion.RichText;

/// <summary>
/// Icons, covers and files. Stored as <c>{"type": "external", "url"}</c>, <c>{"type": "file_upload", "id"}</c>, for icons also <c>{"type": "emoji", "emoji"}</c>,
/// <c>{"type": "custom_emoji", "id", "name"?, "url"?}</c> and <c>{"type": "icon", "name", "color"?}</c>; with <c>"name"</c> where a name was given.
/// </summary>
internal static class FileObjects
{
    /// <summary>Characters of the name of a file or icon.</summary>
    public const int NameLengthMaximum = 900;

    /// <summary>U+20E3, which makes a key of the digit before it.</summary>
    private const char Keycap = '\u20E3';

    /// <summary>U+203C, the first emoji but those of Latin-1.</summary>
    private const int FirstEmoji = 0x203C;

    private static readonly string[] IconColours =
    [
        "gray",
        "lightgray",
        "brown",
        "yellow",
        "orange",
        "green",
        "blue",
        "purple",
        "pink",
        "red",
    ];

    /// <summary>Reads an icon; null for JSON null, which takes the icon away.</summary>
    public static JsonObject? ReadIcon(Input input)
    {
        if (input.IsNull)
            return null;
        RefuseKept(input);
        var kind = Variant.Of(input, "emoji", "external", "file_upload", "custom_emoji", "icon");
        input.Object("type", kind);
        var value = input[kind];
        switch (kind)
        {
            case "emoji":
                return new JsonObject { ["type"] = kind, ["emoji"] = ReadEmoji(value) };
            case "custom_emoji":
                value.Object("id", "name", "url");
                var emoji = new JsonObject { ["type"] = kind, ["id"] = value["id"].Id().ToString() };
                Copy(value, emoji, "name");
                Copy(value, emoji, "url");
                return emoji;
            case "icon":
                value.Object("name", "color");
                var icon = new JsonObject { ["type"] = kind, ["name"] = value["name"].Text(NameLengthMaximum, 1) };
                if (value["color"].HasValue)
                    icon["color"] = value["color"].Choice(IconColours);
                return icon;
            default:
                return ReadStored(kind, value);
        }
    }

    /// <summary>Reads a file or a cover: external or a file upload. Null for JSON null.</summary>
    public static JsonObject? ReadFile(Input input) => ReadFile(input, []);

    /// <summary>As the other, for an object that has further members beside the file, such as a block's caption.</summary>
    public static JsonObject? ReadFile(Input input, ReadOnlySpan<string> others)
    {
        if (input.IsNull)
            return null;
        RefuseKept(input);
        var kind = Variant.Of(input, "external", "file_upload");
        input.Object(["type", kind, "name", .. others]);
        var stored = ReadStored(kind, input[kind]);
        Copy(input, stored, "name");
        return stored;
    }

    /// <summary>Writes a stored icon, cover or file as a value; null when there is none or it is not one.</summary>
    public static void Write(Utf8JsonWriter writer, JsonNode? stored, FileLinks files)
    {
        if (KindOf(stored) is null)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        WriteMembers(writer, stored, files);
        writer.WriteEndObject();
    }

    /// <summary>Writes the members of a stored icon, cover or file into an object that has further ones; nothing when it is none.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, JsonNode? stored, FileLinks files)
    {
        switch (KindOf(stored))
        {
            case "emoji":
                writer.WriteString("type", "emoji");
                writer.WriteString("emoji", TextOf(stored, "emoji") ?? stored!.GetValue<string>());
                break;
            case "external":
                writer.WriteString("type", "external");
                writer.WriteStartObject("external");
                writer.WriteString("url", TextOf(stored, "url") ?? stored!.GetValue<string>());
                writer.WriteEndObject();
                break;
            case "file_upload":
                var (url, expiry) = files.Of(UploadOf(stored)!.Value);
                writer.WriteString("type", "file");
                writer.WriteStartObject("file");
                writer.WriteString("url", url);
                ObjectJson.WriteTime(writer, "expiry_time", expiry);
                writer.WriteEndObject();
                break;
            case "custom_emoji":
                writer.WriteString("type", "custom_emoji");
                writer.WriteStartObject("custom_emoji");
                writer.WriteString("id", TextOf(stored, "id"));
                writer.WriteString("name", TextOf(stored, "name") ?? "");
                writer.WriteString("url", TextOf(stored, "url") ?? "");
                writer.WriteEndObject();
                break;
            case "icon":
                writer.WriteString("type", "icon");
                writer.WriteStartObject("icon");
                writer.WriteString("name", TextOf(stored, "name"));
                writer.WriteString(
                    "color",
                    TextOf(stored, "color") is { } colour && IconColours.Contains(colour) ? colour : IconColours[0]
                );
                writer.WriteEndObject();
                break;
        }
    }

    /// <summary>The file upload that a stored icon, cover or file refers to; null when it is none.</summary>
    public static Guid? UploadOf(JsonNode? stored) =>
        TextOf(stored, "type") == "file_upload" && Ids.TryParse(TextOf(stored, "id"), out var id) ? id : null;

    /// <summary>What a stored value is; null when it is none of these. A text alone, as Notion's own clients store an icon, is an emoji or an address.</summary>
    private static string? KindOf(JsonNode? stored)
    {
        if (stored is JsonValue && stored.GetValueKind() == JsonValueKind.String)
        {
            var text = stored.GetValue<string>();
            return text.StartsWith("http", StringComparison.Ordinal) ? "external"
                : IsEmoji(text) ? "emoji"
                : null;
        }

        return TextOf(stored, "type") switch
        {
            "emoji" when TextOf(stored, "emoji") is not null => "emoji",
            "external" when TextOf(stored, "url") is not null => "external",
            "file_upload" when UploadOf(stored) is not null => "file_upload",
            "custom_emoji" when Ids.TryParse(TextOf(stored, "id"), out _) => "custom_emoji",
            "icon" when TextOf(stored, "name") is not null => "icon",
            _ => null,
        };
    }

    private static JsonObject ReadStored(string kind, Input value) =>
        kind == "external"
            ? new JsonObject { ["type"] = kind, ["url"] = Addresses.ReadWeb(value.Object("url")["url"]) }
            : new JsonObject { ["type"] = kind, ["id"] = value.Object("id")["id"].Id().ToString() };

    /// <summary>A file that is kept here is answered under an address that ends; as the value of a request it would be a link to nothing within the hour.</summary>
    private static void RefuseKept(Input input)
    {
        if (input["file"].IsGiven)
            throw input["file"]
                .Refuse(
                    "not present: a file that is kept here is set by its file upload, {\"type\": \"file_upload\", \"file_upload\": {\"id\": …}}"
                );
    }

    private static void Copy(Input from, JsonObject to, string name)
    {
        if (from[name].HasValue && from[name].Text(NameLengthMaximum) is { Length: > 0 } text)
            to[name] = text;
    }

    private static string ReadEmoji(Input value)
    {
        var text = value.Text(100, 1);
        return IsEmoji(text) ? text : throw value.Refuse("an emoji");
    }

    /// <summary>One character as people see it, which is a picture: so the length of Unicode's list of emoji need not be known.</summary>
    private static bool IsEmoji(string text)
    {
        if (text.Length == 0 || StringInfo.GetNextTextElementLength(text) != text.Length)
            return false;
        if (text[^1] == Keycap)
            return true;
        // Arrows, marks and stars are symbols of mathematics or punctuation by their category, and emoji by use; what is written with is neither.
        var first = text.EnumerateRunes().First();
        return (first.Value >= FirstEmoji || first.Value is '©' or '®') && !Rune.IsLetterOrDigit(first);
    }

    private static string? TextOf(JsonNode? stored, string name) =>
        stored is JsonObject members && members[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String
            ? value.GetValue<string>()
            : null;
}
