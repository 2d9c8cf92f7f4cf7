using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Records;

namespace NotionStyle.Blocks.Operations;

/// <summary>Applies one operation to the working copy of one record, and says which fields it touched. Knows nothing of other records.</summary>
internal static class RecordEditor
{
    /// <summary>Written by the server alone; clients that send them, as Notion's own do, are not refused, and not obeyed.</summary>
    private static readonly HashSet<string> ServerOwned =
    [
        "id",
        "version",
        "space_id",
        "created_time",
        "created_by",
        "created_by_id",
        "created_by_table",
        "last_edited_time",
        "last_edited_by",
        "last_edited_by_id",
        "last_edited_by_table",
    ];

    /// <summary>
    /// Makes the record of a <c>set</c> with an empty path, or puts its fields in place of the record's. A record that exists stays where it is and keeps
    /// its grants: moves and grants take turns, and the plan of a transaction cannot tell a replacement from the making of a record.
    /// </summary>
    /// <param name="copy">The working copy.</param>
    /// <param name="operation">What to do.</param>
    /// <param name="exists">Whether the record was there before the transaction.</param>
    public static RecordFields Replace(WorkingCopy copy, Operation operation, bool exists)
    {
        var record = copy.Record;
        var args = ObjectArgs(operation);
        var (parent, permissions) = (record.Parent, record.Permissions);
        record.Properties = new JsonField((string?)null);
        record.Format = new JsonField((string?)null);
        SetContent(copy, []);
        if (!exists)
            record.Permissions = null;
        record.Alive = true;
        Merge(copy, operation, args);
        if (exists && record.Parent != parent)
            throw Refuse(operation, "set with an empty path cannot move a record that exists; update its parent_id.");
        if (exists && record.Permissions?.ToJson() != permissions?.ToJson())
            throw Refuse(
                operation,
                "set with an empty path cannot change the grants of a record that exists; use setPermissionItem, or update permissions."
            );
        if (record.Type.Length == 0)
            throw Refuse(operation, "args.type is missing; a new record needs its type.");
        return RecordFields.All;
    }

    /// <summary>Applies any operation but the one that makes a record.</summary>
    /// <param name="copy">The working copy.</param>
    /// <param name="operation">What to do.</param>
    public static RecordFields Apply(WorkingCopy copy, Operation operation)
    {
        var record = copy.Record;
        var path = operation.Path;
        if (operation.Command == OperationCommand.SetPermissionItem)
        {
            if (path is not ["permissions"])
                throw Refuse(operation, "setPermissionItem goes with the path [\"permissions\"].");
            return SetPermissionItem(record, operation);
        }

        if (path.Count == 0)
        {
            if (operation.Command == OperationCommand.Update)
                return Merge(copy, operation, ObjectArgs(operation));
            throw Refuse(
                operation,
                "only set and update go with an empty path; a list command needs the path of a list."
            );
        }

        return path[0] switch
        {
            "properties" or "format" when path.Count == 1 && operation.Command == OperationCommand.Set => SetField(
                copy,
                operation,
                path[0],
                operation.Args
            ),
            "properties" => EditJson(record.Properties, operation, RecordFields.Properties),
            "format" => EditJson(record.Format, operation, RecordFields.Format),
            "content" or "pages" => EditContent(copy, operation),
            _ when path.Count == 1 && operation.Command == OperationCommand.Set => SetField(
                copy,
                operation,
                path[0],
                operation.Args
            ),
            _ => throw Refuse(
                operation,
                $"path [\"{TransactionReader.Shorten(path[0])}\", …] cannot be changed by this command."
            ),
        };
    }

    private static RecordFields Merge(WorkingCopy copy, Operation operation, JsonElement args)
    {
        if (args.TryGetProperty("content", out _) && args.TryGetProperty("pages", out _))
            throw Refuse(operation, "args has content and pages, which are two names of one list; give one of them.");
        var fields = RecordFields.None;
        foreach (var member in args.EnumerateObject())
            fields |= SetField(copy, operation, member.Name, member.Value);
        return fields;
    }

    private static RecordFields SetField(WorkingCopy copy, Operation operation, string name, JsonElement value)
    {
        var record = copy.Record;
        if (ServerOwned.Contains(name))
            return RecordFields.None;
        switch (name)
        {
            case "type":
                var type = ReadType(operation, value);
                if (record.Pointer.Table == RecordTable.Space && type != record.Type)
                    throw Refuse(operation, $"the type of a workspace stays {record.Type}.");
                record.Type = type;
                return RecordFields.Type;
            case "properties":
                record.Properties = new JsonField(ObjectOrNull(operation, name, value));
                return RecordFields.Properties;
            case "format":
                record.Format = new JsonField(ObjectOrNull(operation, name, value));
                return RecordFields.Format;
            case "content" or "pages":
                CheckContentName(record, operation, name);
                SetContent(copy, ReadContent(operation, value));
                return RecordFields.Content;
            case "parent_id" or "parent_table" when record.Pointer.Table.Parents().Count == 0:
                throw Refuse(
                    operation,
                    $"a {record.Pointer.Table.Name()} has no parent, so {name} cannot be given to it."
                );
            case "parent_id":
                record.Parent = new RecordPointer(
                    record.Parent?.Table ?? record.Pointer.Table.Parents()[0],
                    ReadId(operation, "parent_id", value)
                );
                return RecordFields.Parent;
            case "parent_table":
                var table = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
                if (
                    !RecordTables.TryParse(table, out var parentTable)
                    || !record.Pointer.Table.Parents().Contains(parentTable)
                )
                    throw Refuse(
                        operation,
                        $"parent_table '{TransactionReader.Shorten(table ?? "")}' is not {string.Join(" or ", record.Pointer.Table.Parents().Select(t => $"'{t.Name()}'"))}."
                    );
                record.Parent = new RecordPointer(parentTable, record.Parent?.Id ?? Guid.Empty);
                return RecordFields.Parent;
            case "permissions":
                record.Permissions = ReadPermissions(operation, value);
                return RecordFields.Permissions;
            case "alive":
                if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
                    throw Refuse(operation, $"alive must be true or false, not {TransactionReader.Kind(value)}.");
                record.Alive = value.GetBoolean();
                return RecordFields.Alive;
            default:
                throw Refuse(
                    operation,
                    $"'{TransactionReader.Shorten(name)}' is not a field of a record; fields are type, properties, format, content, parent_id, parent_table, permissions, alive."
                );
        }
    }

    /// <summary>The root pages of a workspace are its content, and clients call them either; a block has content alone.</summary>
    private static void CheckContentName(Record record, Operation operation, string name)
    {
        if (name == "pages" && record.Pointer.Table != RecordTable.Space)
            throw Refuse(operation, "only a workspace has pages; the children of a block are its content.");
    }

    private static void SetContent(WorkingCopy copy, List<Guid> content)
    {
        copy.Record.Content = content;
        copy.Content.IsOwn = copy.Content.IsWhole = true;
    }

    private static RecordFields EditContent(WorkingCopy copy, Operation operation)
    {
        var record = copy.Record;
        CheckContentName(record, operation, operation.Path[0]);
        if (operation.Path.Count != 1)
            throw Refuse(operation, "content has no inner path; use set or a list command on [\"content\"].");
        if (operation.Command == OperationCommand.Set)
        {
            SetContent(copy, ReadContent(operation, operation.Args));
            return RecordFields.Content;
        }

        if (operation.Command == OperationCommand.Update)
            throw Refuse(operation, "content is a list, which update cannot merge; use set or a list command.");
        var (id, anchor) = ReadListArgs(operation);
        var list = OwnContent(copy);
        // Putting an id that is there already moves it: a repeat must not list a child twice.
        var at = list.IndexOf(id);
        if (at >= 0)
            list.RemoveAt(at);
        if (operation.Command == OperationCommand.ListRemove)
        {
            if (at < 0)
                return RecordFields.None;
            copy.Content.Take(id);
            return RecordFields.Content;
        }

        if (list.Count >= StoreLimits.ContentMaximum)
            throw Refuse(operation, $"{record.Pointer} has {list.Count} children, the maximum.");
        if (at < 0)
            copy.Content.Put(id);

        var anchorAt = anchor is { } a ? list.IndexOf(a) : -1;
        if (operation.Command == OperationCommand.ListBefore)
            list.Insert(
                anchorAt >= 0 ? anchorAt
                    : anchor is null ? 0
                    : list.Count,
                id
            );
        else
            // An anchor that has gone means: last. Nobody's insert is lost because somebody else moved the anchor.
            list.Insert(anchorAt >= 0 ? anchorAt + 1 : list.Count, id);
        return RecordFields.Content;
    }

    /// <summary>
    /// The working copy shares its content with the before picture until the transaction changes it; from then on it is a list of its own, which further
    /// list commands change in place. Its type alone would not tell: a store may read contents into a list, too.
    /// </summary>
    private static List<Guid> OwnContent(WorkingCopy copy)
    {
        if (copy.Content.IsOwn)
            return (List<Guid>)copy.Record.Content;
        // With room for what comes: a list that is full doubles.
        var list = new List<Guid>(copy.Record.Content.Count + 16);
        list.AddRange(copy.Record.Content);
        copy.Record.Content = list;
        copy.Content.IsOwn = true;
        return list;
    }

    private static RecordFields EditJson(JsonField field, Operation operation, RecordFields touched)
    {
        var path = operation.Path;
        if (path.Count == 1)
        {
            switch (operation.Command)
            {
                case OperationCommand.Update:
                    MergeInto(field.Edit(), ObjectArgs(operation));
                    return touched;
                default:
                    throw Refuse(operation, $"{path[0]} is an object, not a list.");
            }
        }

        if (operation.Command == OperationCommand.ListRemove)
            return RemoveFromArray(field, operation) ? touched : RecordFields.None;
        var target = (JsonNode)field.Edit();
        for (var step = 1; step < path.Count - 1; step++)
            target = Descend(operation, target, path[step], asList: false);
        var last = path[^1];

        switch (operation.Command)
        {
            case OperationCommand.Set:
                Assign(operation, target, last, operation.Args);
                return touched;
            case OperationCommand.Update:
                if (Descend(operation, target, last, asList: false) is not JsonObject inner)
                    throw Refuse(
                        operation,
                        $"'{TransactionReader.Shorten(last)}' is not an object, so it cannot be updated; set it."
                    );
                MergeInto(inner, ObjectArgs(operation));
                return touched;
            default:
                if (Descend(operation, target, last, asList: true) is not JsonArray array)
                    throw Refuse(operation, $"'{TransactionReader.Shorten(last)}' is not a list.");
                PutIntoArray(operation, array);
                return touched;
        }
    }

    /// <summary>Takes an id out of a list. Where there is no list, or the id is not in it, nothing happens, and nothing is made on the way.</summary>
    private static bool RemoveFromArray(JsonField field, Operation operation)
    {
        var (id, _) = ReadListArgs(operation);
        JsonNode? target = field.Node;
        foreach (var step in operation.Path.Skip(1))
        {
            if (target is null or JsonObject)
                target = target?[step];
            else
                target = Descend(operation, target, step, asList: false);
            if (target is null)
                return false;
        }

        if (target is not JsonArray array)
            throw Refuse(operation, $"'{TransactionReader.Shorten(operation.Path[^1])}' is not a list.");
        CheckLength(operation, array);
        var at = IndexOf(array, id);
        if (at < 0)
            return false;
        // Forgets the stored text; the node stays.
        field.Edit();
        array.RemoveAt(at);
        return true;
    }

    private static JsonNode Descend(Operation operation, JsonNode node, string step, bool asList)
    {
        switch (node)
        {
            case JsonObject o:
                if (o[step] is { } next)
                    return next;
                JsonNode made = asList ? new JsonArray() : new JsonObject();
                o[step] = made;
                return made;
            case JsonArray a
                when int.TryParse(step, out var index) && index >= 0 && index < a.Count && a[index] is { } item:
                return item;
            default:
                throw Refuse(operation, $"there is nothing at step '{TransactionReader.Shorten(step)}' of the path.");
        }
    }

    private static void Assign(Operation operation, JsonNode target, string key, JsonElement value)
    {
        switch (target)
        {
            case JsonObject o when value.ValueKind == JsonValueKind.Null:
                o.Remove(key);
                break;
            case JsonObject o:
                o[key] = JsonNode.Parse(value.GetRawText());
                break;
            case JsonArray a when int.TryParse(key, out var index) && index >= 0 && index < a.Count:
                a[index] = JsonNode.Parse(value.GetRawText());
                break;
            default:
                throw Refuse(operation, $"there is nothing at step '{TransactionReader.Shorten(key)}' of the path.");
        }
    }

    private static void MergeInto(JsonObject target, JsonElement args)
    {
        foreach (var member in args.EnumerateObject())
            target[member.Name] = JsonNode.Parse(member.Value.GetRawText());
    }

    private static int IndexOf(JsonArray array, Guid wanted)
    {
        for (var i = 0; i < array.Count; i++)
        {
            if (
                array[i] is JsonValue v
                && v.TryGetValue<string>(out var text)
                && Guid.TryParse(text, out var g)
                && g == wanted
            )
                return i;
        }

        return -1;
    }

    /// <summary>Each command reads the texts of the whole list: a transaction full of them on one long list would take seconds.</summary>
    private static void CheckLength(Operation operation, JsonArray array)
    {
        if (array.Count > StoreLimits.PropertyListMaximum)
            throw Refuse(
                operation,
                $"the list has {array.Count} items; list commands work on up to {StoreLimits.PropertyListMaximum}. Use set with the whole list."
            );
    }

    private static void PutIntoArray(Operation operation, JsonArray array)
    {
        var (id, anchor) = ReadListArgs(operation);
        CheckLength(operation, array);
        var at = IndexOf(array, id);
        if (at >= 0)
            array.RemoveAt(at);
        if (array.Count >= StoreLimits.PropertyListMaximum)
            throw Refuse(operation, $"the list has {array.Count} items, the maximum.");
        var anchorAt = anchor is { } a ? IndexOf(array, a) : -1;
        var insertAt =
            operation.Command == OperationCommand.ListBefore
                ? (
                    anchorAt >= 0 ? anchorAt
                    : anchor is null ? 0
                    : array.Count
                )
                : (anchorAt >= 0 ? anchorAt + 1 : array.Count);
        array.Insert(insertAt, JsonValue.Create(id.ToString()));
    }

    private static RecordFields SetPermissionItem(Record record, Operation operation)
    {
        if (!PermissionList.TryReadItem(operation.Args, out var item, out var problem))
            throw Refuse(operation, "args: " + problem);
        record.Permissions = (record.Permissions ?? new PermissionList([])).With(item);
        if (record.Permissions.Items.Count > PermissionList.ItemsMaximum)
            throw Refuse(
                operation,
                $"{record.Pointer} has the maximum of {PermissionList.ItemsMaximum} permission items."
            );
        return RecordFields.Permissions;
    }

    private static PermissionList? ReadPermissions(Operation operation, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind != JsonValueKind.Array)
            throw Refuse(operation, $"permissions must be an array or null, not {TransactionReader.Kind(value)}.");
        if (value.GetArrayLength() > PermissionList.ItemsMaximum)
            throw Refuse(operation, $"permissions may have at most {PermissionList.ItemsMaximum} items.");
        var list = new PermissionList([]);
        foreach (var element in value.EnumerateArray())
        {
            if (!PermissionList.TryReadItem(element, out var item, out var problem))
                throw Refuse(operation, "permissions: " + problem);
            list = list.With(item);
        }

        return list;
    }

    private static (Guid Id, Guid? Anchor) ReadListArgs(Operation operation)
    {
        var args = ObjectArgs(operation);
        var anchorName = operation.Command switch
        {
            OperationCommand.ListBefore => "before",
            OperationCommand.ListAfter => "after",
            _ => null,
        };
        Guid? id = null,
            anchor = null;
        foreach (var member in args.EnumerateObject())
        {
            if (member.Name == "id")
                id = ReadId(operation, "args.id", member.Value);
            else if (member.Name == anchorName)
                anchor =
                    member.Value.ValueKind == JsonValueKind.Null
                        ? null
                        : ReadId(operation, "args." + anchorName, member.Value);
            else
                throw Refuse(operation, $"args has an unknown member '{TransactionReader.Shorten(member.Name)}'.");
        }

        if (id is not { } put)
            throw Refuse(operation, "args.id is missing; a list command needs {\"id\": uuid}.");
        if (anchor == put)
            throw Refuse(operation, $"args.{anchorName} is args.id: {put} cannot be put beside itself.");
        return (put, anchor);
    }

    private static List<Guid> ReadContent(Operation operation, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return [];
        if (value.ValueKind != JsonValueKind.Array)
            throw Refuse(operation, $"content must be an array of UUIDs, not {TransactionReader.Kind(value)}.");
        if (value.GetArrayLength() > StoreLimits.ContentMaximum)
            throw Refuse(
                operation,
                $"content has {value.GetArrayLength()} items; at most {StoreLimits.ContentMaximum} are allowed."
            );
        var ids = new List<Guid>(value.GetArrayLength());
        foreach (var element in value.EnumerateArray())
            ids.Add(ReadId(operation, $"content[{ids.Count}]", element));
        return ids;
    }

    private static Guid ReadId(Operation operation, string place, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String && Guid.TryParse(value.GetString(), out var id) && id != Guid.Empty)
            return id;
        throw Refuse(
            operation,
            $"{place} must be a UUID and not all zeros; it is {TransactionReader.Shorten(value.GetRawText())}."
        );
    }

    private static string ReadType(Operation operation, JsonElement value)
    {
        if (
            value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: > 0 and <= StoreLimits.TypeLengthMaximum } type
            && type.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')
        )
            return type;
        throw Refuse(
            operation,
            $"type must be 1 to {StoreLimits.TypeLengthMaximum} of a-z, 0-9 and _; it is {TransactionReader.Shorten(value.GetRawText())}."
        );
    }

    private static string? ObjectOrNull(Operation operation, string name, JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.Object => value.GetRawText(),
            _ => throw Refuse(operation, $"{name} must be an object or null, not {TransactionReader.Kind(value)}."),
        };

    private static JsonElement ObjectArgs(Operation operation) =>
        operation.Args.ValueKind == JsonValueKind.Object
            ? operation.Args
            : throw Refuse(operation, $"args must be an object, not {TransactionReader.Kind(operation.Args)}.");

    internal static BlockStoreException Refuse(Operation operation, string why) =>
        BlockStoreException.Invalid($"operations[{operation.Index}] ({operation.Pointer}): {why}");
}
