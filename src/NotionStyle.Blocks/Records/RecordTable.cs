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

    /// <summary>A data source: a schema, and rows that are pages whose parent it is. Parent: a block of type <c>child_database</c>.</summary>
    Collection,

    /// <summary>A thread of comments. Parent: the page or block that it is about.</summary>
    Discussion,

    /// <summary>One comment. Parent: its discussion.</summary>
    Comment,

    /// <summary>A file that was sent to be attached to a block, a property or a comment. Parent: the space; it is its maker's own.</summary>
    FileUpload,
}

/// <summary>The names of the tables, in SQL and on the wire.</summary>
public static class RecordTables
{
    /// <summary>All tables, in the order of the enumeration.</summary>
    public static IReadOnlyList<RecordTable> All { get; } = Enum.GetValues<RecordTable>();

    /// <summary>The table's name, such as <c>block</c> or <c>notion_user</c>.</summary>
    public static string Name(this RecordTable table) =>
        table switch
        {
            RecordTable.Block => "block",
            RecordTable.Space => "space",
            RecordTable.NotionUser => "notion_user",
            RecordTable.Collection => "collection",
            RecordTable.Discussion => "discussion",
            RecordTable.Comment => "comment",
            RecordTable.FileUpload => "file_upload",
            _ => throw new ArgumentOutOfRangeException(nameof(table), table, "Unknown table."),
        };

    /// <summary>The tables in which the parent of a record of this table may be; none for a workspace and its members.</summary>
    public static IReadOnlyList<RecordTable> Parents(this RecordTable table) =>
        table switch
        {
            RecordTable.Block => [RecordTable.Block, RecordTable.Space, RecordTable.Collection],
            RecordTable.Collection => [RecordTable.Block],
            RecordTable.Discussion => [RecordTable.Block],
            RecordTable.Comment => [RecordTable.Discussion],
            RecordTable.FileUpload => [RecordTable.Space],
            _ => [],
        };

    /// <summary>
    /// Whether a parent of this table lists its children in its <c>content</c>, in an order that people give them. Rows, data sources, discussions, comments and
    /// file uploads are listed nowhere: they are found by their parent, in the order in which they were made.
    /// </summary>
    public static bool ListsChildren(this RecordTable table) => table is RecordTable.Block or RecordTable.Space;

    /// <summary>Whether records of this table stand in the content of a parent that has one.</summary>
    public static bool IsListed(this RecordTable table) => table == RecordTable.Block;

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

    /// <summary>A pointer to a data source.</summary>
    public static RecordPointer Collection(Guid id) => new(RecordTable.Collection, id);

    /// <summary>A pointer to a workspace.</summary>
    public static RecordPointer Space(Guid id) => new(RecordTable.Space, id);

    /// <inheritdoc />
    public override string ToString() => $"{Table.Name()} {Id}";
}

/// <summary>A record's pointer and its version.</summary>
/// <param name="Pointer">Which record.</param>
/// <param name="Version">Its version; it grows by one in every transaction that changes the record.</param>
public readonly record struct RecordVersion(RecordPointer Pointer, long Version);
