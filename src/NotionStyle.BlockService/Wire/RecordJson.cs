using System.Globalization;
using System.Text.Json;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Records;
using NotionStyle.BlockService.Docs;

namespace NotionStyle.BlockService.Wire;

/// <summary>A record as it goes over the wire.</summary>
internal static class RecordJson
{
    private static readonly JsonEncodedText Table = JsonEncodedText.Encode("table");
    private static readonly JsonEncodedText Id = JsonEncodedText.Encode("id");
    private static readonly JsonEncodedText SpaceId = JsonEncodedText.Encode("space_id");
    private static readonly JsonEncodedText Type = JsonEncodedText.Encode("type");
    private static readonly JsonEncodedText Properties = JsonEncodedText.Encode("properties");
    private static readonly JsonEncodedText Format = JsonEncodedText.Encode("format");
    private static readonly JsonEncodedText Content = JsonEncodedText.Encode("content");
    private static readonly JsonEncodedText ParentId = JsonEncodedText.Encode("parent_id");
    private static readonly JsonEncodedText ParentTable = JsonEncodedText.Encode("parent_table");
    private static readonly JsonEncodedText Permissions = JsonEncodedText.Encode("permissions");
    private static readonly JsonEncodedText Alive = JsonEncodedText.Encode("alive");
    private static readonly JsonEncodedText Version = JsonEncodedText.Encode("version");
    private static readonly JsonEncodedText CreatedTime = JsonEncodedText.Encode("created_time");
    private static readonly JsonEncodedText CreatedById = JsonEncodedText.Encode("created_by_id");
    private static readonly JsonEncodedText LastEditedTime = JsonEncodedText.Encode("last_edited_time");
    private static readonly JsonEncodedText LastEditedById = JsonEncodedText.Encode("last_edited_by_id");

    public static readonly Schema Schema = Schema.Of(
        "A block, a workspace or a member.",
        new Property("table", TableSchema),
        new Property("id", Schema.Id("The record.")),
        new Property("space_id", Schema.Id("Its workspace.")),
        new Property("type", Schema.Text("Its kind, such as page or paragraph.")),
        new Property(
            "properties",
            new Schema(ValueKind.Object, "What it says: rich text by name.") { IsNullable = true }
        ),
        new Property(
            "format",
            new Schema(ValueKind.Object, "How it looks: icon, colour, column widths.") { IsNullable = true }
        ),
        new Property("content", Schema.List("Its children, in order.", Schema.Id(""))),
        new Property("parent_id", Schema.Id("The parent for permissions; null for a workspace or a member.").OrNull()),
        new Property("parent_table", Schema.Choice("Where the parent is.", "block", "space").OrNull()),
        new Property(
            "permissions",
            Schema.List("Explicit grants; absent when all are inherited.", Grant),
            IsRequired: false
        ),
        new Property("alive", Schema.Bool("False in the trash.")),
        new Property("version", Schema.Integer("Grows by one with every transaction that changes the record.")),
        new Property("created_time", Schema.Time("When it was made.")),
        new Property("created_by_id", Schema.Id("Who made it.")),
        new Property("last_edited_time", Schema.Time("When it was changed last.")),
        new Property("last_edited_by_id", Schema.Id("Who changed it last."))
    ) with
    {
        Name = "record",
    };

    /// <summary>What the actor may do with a record.</summary>
    public static Schema RoleSchema { get; } =
        Schema.Choice(
            "What this token may do with it; each role includes those before it.",
            [.. Enum.GetValues<Role>().Where(r => r != Role.None).Select(PermissionList.Name)]
        );

    /// <summary>The names of the tables.</summary>
    public static Schema TableSchema =>
        Schema.Choice("The table that holds the record.", [.. RecordTables.All.Select(t => t.Name())]);

    private static Schema Grant =>
        Schema.Of(
            "One grant.",
            new Property("type", Schema.Choice("One member, or all.", "user_permission", "space_permission")),
            new Property("user_id", Schema.Id("The member of a user_permission."), IsRequired: false),
            new Property(
                "role",
                Schema.Choice("What is granted.", [.. Enum.GetValues<Role>().Select(PermissionList.Name)])
            )
        );

    /// <summary>Writes a record as an object.</summary>
    public static void Write(Utf8JsonWriter writer, Record record, Guid spaceId)
    {
        writer.WriteStartObject();
        writer.WriteString(Table, record.Pointer.Table.Name());
        writer.WriteString(Id, record.Pointer.Id);
        writer.WriteString(SpaceId, spaceId);
        writer.WriteString(Type, record.Type);
        WriteStored(writer, Properties, record.Properties);
        WriteStored(writer, Format, record.Format);
        writer.WriteStartArray(Content);
        foreach (var child in record.Content)
            writer.WriteStringValue(child);
        writer.WriteEndArray();
        if (record.Parent is { } parent)
        {
            writer.WriteString(ParentId, parent.Id);
            writer.WriteString(ParentTable, parent.Table.Name());
        }
        else
        {
            writer.WriteNull(ParentId);
            writer.WriteNull(ParentTable);
        }

        if (record.Permissions is { } permissions)
            WriteGrants(writer, permissions);
        writer.WriteBoolean(Alive, record.Alive);
        writer.WriteNumber(Version, record.Version);
        WriteTime(writer, CreatedTime, record.CreatedTime);
        writer.WriteString(CreatedById, record.CreatedBy);
        WriteTime(writer, LastEditedTime, record.LastEditedTime);
        writer.WriteString(LastEditedById, record.LastEditedBy);
        writer.WriteEndObject();
    }

    /// <summary>Writes a time in RFC 3339, UTC, to the millisecond.</summary>
    public static void WriteTime(Utf8JsonWriter writer, JsonEncodedText name, DateTimeOffset time)
    {
        Span<byte> text = stackalloc byte[24];
        time.UtcDateTime.TryFormat(text, out var length, "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        writer.WriteString(name, text[..length]);
    }

    /// <summary>The text as it is stored: it was checked when it was written, and is not parsed on the way out.</summary>
    private static void WriteStored(Utf8JsonWriter writer, JsonEncodedText name, JsonField field)
    {
        writer.WritePropertyName(name);
        if (field.Text is { } text)
            writer.WriteRawValue(text, skipInputValidation: true);
        else
            writer.WriteNullValue();
    }

    private static void WriteGrants(Utf8JsonWriter writer, PermissionList permissions)
    {
        writer.WriteStartArray(Permissions);
        foreach (var item in permissions.Items)
        {
            writer.WriteStartObject();
            writer.WriteString(Type, item.Scope == PermissionScope.User ? "user_permission" : "space_permission");
            if (item.UserId is { } user)
                writer.WriteString("user_id", user);
            writer.WriteString("role", PermissionList.Name(item.Role));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
