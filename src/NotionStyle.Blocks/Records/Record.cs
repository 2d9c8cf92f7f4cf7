using NotionStyle.Blocks.Permissions;

namespace NotionStyle.Blocks.Records;

/// <summary>
/// One record of a workspace: a block, the workspace itself or one of its members. The same fields for every table.
/// </summary>
/// <remarks>
/// <c>content</c> points down and is the render tree; <c>parent</c> points up and is the permission tree. The two agree: an alive
/// block is in its parent's content exactly once, and nothing else is there (<see cref="Operations.CoherenceRules" />).
/// </remarks>
public sealed class Record
{
    /// <summary>Which record this is.</summary>
    public required RecordPointer Pointer { get; init; }

    /// <summary>The kind, such as <c>paragraph</c> or <c>page</c>. Changing it keeps every other field.</summary>
    public required string Type { get; set; }

    /// <summary>What the record says: rich text by name (<c>title</c>, <c>checked</c>, ...).</summary>
    public JsonField Properties { get; set; } = new((string?)null);

    /// <summary>How the record looks: icon, colour, column widths.</summary>
    public JsonField Format { get; set; } = new((string?)null);

    /// <summary>Ids of the children, in order. For a workspace: its root pages.</summary>
    public IReadOnlyList<Guid> Content { get; set; } = [];

    /// <summary>The parent for permissions; null only for a workspace and its members.</summary>
    public RecordPointer? Parent { get; set; }

    /// <summary>Explicit grants; null when everything is inherited.</summary>
    public PermissionList? Permissions { get; set; }

    /// <summary>False when the record is in the trash.</summary>
    public bool Alive { get; set; } = true;

    /// <summary>Starts at 1 and grows by one in every transaction that changes the record; the order used by every derived store.</summary>
    public long Version { get; set; }

    /// <summary>When the record was made.</summary>
    public DateTimeOffset CreatedTime { get; set; }

    /// <summary>Who made it.</summary>
    public Guid CreatedBy { get; set; }

    /// <summary>When it was changed last.</summary>
    public DateTimeOffset LastEditedTime { get; set; }

    /// <summary>Who changed it last.</summary>
    public Guid LastEditedBy { get; set; }

    /// <summary>A copy whose change leaves this record as it is.</summary>
    public Record Clone() =>
        new()
        {
            Pointer = Pointer,
            Type = Type,
            Properties = Properties.Clone(),
            Format = Format.Clone(),
            Content = Content,
            Parent = Parent,
            Permissions = Permissions,
            Alive = Alive,
            Version = Version,
            CreatedTime = CreatedTime,
            CreatedBy = CreatedBy,
            LastEditedTime = LastEditedTime,
            LastEditedBy = LastEditedBy,
        };
}

/// <summary>The part of a record that decides on permissions and coherence: what is read of ancestors and of records that an operation names.</summary>
/// <param name="Pointer">Which record.</param>
/// <param name="Type">Its kind.</param>
/// <param name="Parent">Its parent.</param>
/// <param name="Alive">Whether it is out of the trash.</param>
/// <param name="Permissions">Its explicit grants.</param>
public sealed record RecordHead(
    RecordPointer Pointer,
    string Type,
    RecordPointer? Parent,
    bool Alive,
    PermissionList? Permissions
)
{
    /// <summary>The head of a whole record.</summary>
    public static RecordHead Of(Record record) =>
        new(record.Pointer, record.Type, record.Parent, record.Alive, record.Permissions);
}

/// <summary>Which fields of a record a transaction changed; only those are written.</summary>
[Flags]
public enum RecordFields
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary><c>type</c></summary>
    Type = 1,

    /// <summary><c>properties</c>, and with them the text that search sees.</summary>
    Properties = 2,

    /// <summary><c>format</c></summary>
    Format = 4,

    /// <summary><c>content</c></summary>
    Content = 8,

    /// <summary><c>parent_id</c> and <c>parent_table</c></summary>
    Parent = 16,

    /// <summary><c>permissions</c></summary>
    Permissions = 32,

    /// <summary><c>alive</c></summary>
    Alive = 64,

    /// <summary>Every field: a new or a replaced record.</summary>
    All = 127,
}
