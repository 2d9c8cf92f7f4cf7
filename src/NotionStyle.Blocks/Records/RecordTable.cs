namespace NotionStyle.Blocks.Records;

/// <summary>The sharded tables that hold records. Every one has the same columns, so one engine serves all of them.</summary>
public enum RecordTable
{
    /// <summary>Everything that a person sees: text, pages, images, table rows. Parent: a block or the space.</summary>
    Block,

    /// <summary>The workspace itself: the root of the permission tree. Its <c>content</c> is the list of root pages.</summary>
    Space,

    /// <summary>A member of the workspace, a person or a bot. Has no parent and no children.</summary>
    NotionUser,
}

/// <summary>The names of the tables, in SQL and on the wire.</summary>
public static class RecordTables
{
    /// <summary>All tables, in the order of the enumeration.</summary>
    public static IReadOnlyList<RecordTable> All { get; } = Enum.GetValues<RecordTable>();

    /// <summary>The table's name: <c>block</c>, <c>space</c> or <c>notion_user</c>.</summary>
    public static string Name(this RecordTable table) =>
        table switch
        {
            RecordTable.Block => "block",
            RecordTable.Space => "space",
            RecordTable.NotionUser => "notion_user",
            _ => throw new ArgumentOutOfRangeException(nameof(table), table, "Unknown table."),
        };

    /// <summary>Finds the table of a name; false when there is none.</summary>
    public static bool TryParse(string? name, out RecordTable table)
    {
        foreach (var candidate in All)
        {
            if (candidate.Name() == name)
            {
                table = candidate;
                return true;
            }
        }

        table = default;
        return false;
    }
}

/// <summary>Names one record: its table and its id (a random UUID that the client may choose).</summary>
/// <param name="Table">The table that holds the record.</param>
/// <param name="Id">The id, unique within the table and the workspace.</param>
public readonly record struct RecordPointer(RecordTable Table, Guid Id)
{
    /// <summary>A pointer to a block.</summary>
    public static RecordPointer Block(Guid id) => new(RecordTable.Block, id);

    /// <summary>A pointer to a workspace.</summary>
    public static RecordPointer Space(Guid id) => new(RecordTable.Space, id);

    /// <inheritdoc />
    public override string ToString() => $"{Table.Name()} {Id}";
}

/// <summary>A record's pointer and its version.</summary>
/// <param name="Pointer">Which record.</param>
/// <param name="Version">Its version; it grows by one in every transaction that changes the record.</param>
public readonly record struct RecordVersion(RecordPointer Pointer, long Version);
