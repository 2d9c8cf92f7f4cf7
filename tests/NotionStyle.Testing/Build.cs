using System.Text;
using System.Text.Json.Nodes;
using NotionStyle.Blocks.Json;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Records;

namespace NotionStyle.Testing;

/// <summary>
/// Writes transactions tersely, always in the wire form and through <see cref="JsonBody" /> and <see cref="TransactionReader" />: a test that builds the
/// parsed form by hand would pass over whatever the reader does.
/// </summary>
public static class Build
{
    public static RecordPointer Block(Guid id) => RecordPointer.Block(id);

    public static RecordPointer Space(Guid id) => RecordPointer.Space(id);

    /// <summary>One operation. The path is written with slashes: <c>properties/title</c>; empty for the whole record.</summary>
    public static JsonObject Op(RecordPointer pointer, string command, string path, JsonNode? args) =>
        new()
        {
            ["pointer"] = new JsonObject { ["table"] = pointer.Table.Name(), ["id"] = pointer.Id.ToString() },
            ["path"] = new JsonArray([
                .. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(step => (JsonNode?)step),
            ]),
            ["command"] = command,
            ["args"] = args,
        };

    /// <summary>One operation with its args as JSON text.</summary>
    public static JsonObject Op(RecordPointer pointer, string command, string path, string args) =>
        Op(pointer, command, path, JsonNode.Parse(args));

    public static JsonObject Set(RecordPointer pointer, string path, JsonNode? value) =>
        Op(pointer, "set", path, value);

    public static JsonObject Update(RecordPointer pointer, string path, JsonObject args) =>
        Op(pointer, "update", path, args);

    /// <summary>Makes a record below a parent; it still has to be listed there.</summary>
    public static JsonObject Create(Guid id, string type, RecordPointer parent, JsonObject? more = null) =>
        Make(RecordPointer.Block(id), type, parent, more);

    /// <summary>Makes a record of any table. What stands in no content is complete with this.</summary>
    public static JsonObject Make(RecordPointer pointer, string type, RecordPointer parent, JsonObject? more = null)
    {
        var args = new JsonObject
        {
            ["type"] = type,
            ["parent_id"] = parent.Id.ToString(),
            ["parent_table"] = parent.Table.Name(),
        };
        foreach (var (name, value) in more ?? [])
            args[name] = value?.DeepClone();
        return Op(pointer, "set", "", args);
    }

    public static JsonObject ListAfter(RecordPointer parent, Guid id, Guid? after = null, string path = "content") =>
        List(parent, "listAfter", "after", id, after, path);

    public static JsonObject ListBefore(RecordPointer parent, Guid id, Guid? before = null, string path = "content") =>
        List(parent, "listBefore", "before", id, before, path);

    public static JsonObject ListRemove(RecordPointer parent, Guid id, string path = "content") =>
        Op(parent, "listRemove", path, new JsonObject { ["id"] = id.ToString() });

    /// <summary>A block that is made and listed last: what an editor sends for a new line.</summary>
    public static JsonObject[] Insert(Guid id, string type, RecordPointer parent, JsonObject? more = null) =>
        [Create(id, type, parent, more), ListAfter(parent, id)];

    /// <summary>Takes a block from one parent to the end of another.</summary>
    public static JsonObject[] Move(Guid id, RecordPointer from, RecordPointer to) =>
        [Reparent(id, to), ListRemove(from, id), ListAfter(to, id)];

    /// <summary>Only the upward pointer of a move.</summary>
    public static JsonObject Reparent(Guid id, RecordPointer to) =>
        Op(
            RecordPointer.Block(id),
            "update",
            "",
            new JsonObject { ["parent_id"] = to.Id.ToString(), ["parent_table"] = to.Table.Name() }
        );

    public static JsonObject[] Trash(Guid id, RecordPointer parent) =>
        [Set(RecordPointer.Block(id), "alive", false), ListRemove(parent, id)];

    public static JsonObject[] Restore(Guid id, RecordPointer parent) =>
        [Set(RecordPointer.Block(id), "alive", true), ListAfter(parent, id)];

    /// <summary>A grant for one member, or for everybody when no member is named.</summary>
    public static JsonObject Grant(RecordPointer pointer, Guid? user, string role) =>
        Op(pointer, "setPermissionItem", "permissions", Item(user, role));

    /// <summary>A permission item; for everybody when no member is named.</summary>
    public static JsonObject Item(Guid? user, string role)
    {
        var item = new JsonObject { ["type"] = user is null ? "space_permission" : "user_permission" };
        if (user is { } id)
            item["user_id"] = id.ToString();
        item["role"] = role;
        return item;
    }

    /// <summary>The wire form of a transaction.</summary>
    public static string Json(Guid id, params IEnumerable<JsonObject> operations) =>
        new JsonObject
        {
            ["id"] = id.ToString(),
            ["operations"] = new JsonArray([.. operations.Select(o => (JsonNode?)o.DeepClone())]),
        }.ToJsonString();

    /// <summary>A transaction with an id of its own.</summary>
    public static Transaction Transaction(Guid spaceId, params IEnumerable<JsonObject> operations) =>
        Read(spaceId, Json(Guid.NewGuid(), operations));

    /// <summary>Reads the wire form as the service does. The document is left to the garbage collector, because the operations refer to it.</summary>
    public static Transaction Read(Guid spaceId, string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        return TransactionReader.Read(bytes, JsonBody.Parse(bytes), spaceId);
    }

    private static JsonObject List(
        RecordPointer parent,
        string command,
        string anchorName,
        Guid id,
        Guid? anchor,
        string path
    )
    {
        var args = new JsonObject { ["id"] = id.ToString() };
        if (anchor is { } a)
            args[anchorName] = a.ToString();
        return Op(parent, command, path, args);
    }
}
