using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.Blocks;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Records;

namespace NotionStyle.Testing;

/// <summary>What the model says of one transaction.</summary>
/// <param name="Refusals">Every reason to refuse it, empty when it is accepted. A store may give any of them: which fault it meets first is its own affair.</param>
/// <param name="Duplicate">Whether the same transaction was accepted before and nothing was done now.</param>
public sealed record Verdict(IReadOnlyList<Refusal> Refusals, bool Duplicate)
{
    public bool IsAccepted => Refusals.Count == 0;

    /// <summary>Whether a store may refuse with this code.</summary>
    public bool Allows(ErrorCode code) => Refusals.Any(r => r.Code == code);

    public override string ToString() =>
        Duplicate ? "duplicate"
        : IsAccepted ? "accepted"
        : "refused: " + string.Join("; ", Refusals.Select(r => $"{r.Code} ({r.Reason})"));
}

/// <summary>A reason to refuse a transaction.</summary>
public sealed record Refusal(ErrorCode Code, string Reason);

/// <summary>
/// The rules of the block store written a second time, as simply as can be and with no thought of speed: apply the operations to a copy of the whole workspace,
/// look at all of it, and keep the copy when nothing is wrong. It shares with the product the reader of the wire form and the record as a
/// bag of fields, and no rule. A store is right when it agrees with this.
/// </summary>
public sealed class ReferenceModel(IEnumerable<Record> records, Guid spaceId)
{
    private Dictionary<RecordPointer, Record> _records = records.ToDictionary(r => r.Pointer, r => r.Clone());
    private readonly Dictionary<Guid, UInt128> _committed = [];

    /// <summary>The whole workspace.</summary>
    public IReadOnlyCollection<Record> Records => _records.Values;

    public Record? Find(RecordPointer pointer) => _records.GetValueOrDefault(pointer);

    /// <summary>An independent model in the same state; it has forgotten which transactions were committed.</summary>
    public ReferenceModel Fork() => new(_records.Values, spaceId);

    /// <summary>Accepts a transaction as a whole, or refuses it as a whole.</summary>
    public Verdict Commit(Actor actor, Transaction transaction, DateTimeOffset now)
    {
        if (_committed.TryGetValue(transaction.Id, out var earlier))
            return earlier == transaction.Fingerprint
                ? new Verdict([], true)
                : new Verdict([new Refusal(ErrorCode.ConflictError, "another body with the same id")], false);

        var refusals = new List<Refusal>();
        foreach (var (pointer, version) in transaction.Expected)
        {
            var known = RoleOf(pointer, actor) == Role.None ? null : Find(pointer);
            if ((known?.Version ?? 0) != version)
                refusals.Add(new Refusal(ErrorCode.ConflictError, $"{pointer} is not at version {version}"));
        }

        var after = _records.ToDictionary(p => p.Key, p => p.Value.Clone());
        var touched = new HashSet<RecordPointer>();
        var named = new HashSet<RecordPointer>();
        var granted = new HashSet<RecordPointer>();
        foreach (var operation in transaction.Operations)
        {
            named.Add(operation.Pointer);
            try
            {
                if (Apply(operation, actor, after, granted))
                    touched.Add(operation.Pointer);
            }
            catch (ModelRefusalException e)
            {
                refusals.Add(e.Refusal);
            }
        }

        foreach (var pointer in named)
            JudgePermission(pointer, actor, after, granted, refusals);
        foreach (var pointer in touched)
            JudgeRecord(after[pointer], actor, after, refusals);
        foreach (var problem in InvariantChecker.Check(after.Values.Where(IsMade), spaceId))
        {
            // A record that an earlier fault left half made has a reason of its own already.
            refusals.Add(new Refusal(ErrorCode.ValidationError, problem));
        }

        if (refusals.Count > 0)
            return new Verdict(refusals, false);
        foreach (var pointer in touched)
        {
            var record = after[pointer];
            var old = _records.GetValueOrDefault(pointer);
            record.Version = 1 + (old?.Version ?? 0);
            record.CreatedBy = old?.CreatedBy ?? actor.UserId;
            record.CreatedTime = old?.CreatedTime ?? now;
            record.LastEditedBy = actor.UserId;
            record.LastEditedTime = now;
        }

        _records = after;
        _committed[transaction.Id] = transaction.Fingerprint;
        return new Verdict([], false);
    }

    /// <summary>What an actor may do with a record: the nearest list on the way up that speaks of them, if the way ends at their workspace.</summary>
    public Role RoleOf(RecordPointer pointer, Actor actor) => RoleOf(_records, pointer, actor);

    private static Role RoleOf(Dictionary<RecordPointer, Record> records, RecordPointer pointer, Actor actor)
    {
        if (
            pointer.Table == RecordTable.FileUpload
            && records.TryGetValue(pointer, out var upload)
            && upload is { Version: > 0 }
            && upload.CreatedBy != actor.UserId
        )
            return Role.None;
        Role? found = null;
        var passed = new HashSet<RecordPointer>();
        RecordPointer? next = pointer;
        while (next is { } at && passed.Add(at) && records.TryGetValue(at, out var record))
        {
            if (found is null && record.Permissions is { } list)
            {
                var own = list.Items.Where(i => i.Scope == PermissionScope.User && i.UserId == actor.UserId).ToList();
                var all = list.Items.Where(i => i.Scope == PermissionScope.Space).ToList();
                if (own.Count > 0)
                    found = own[0].Role;
                else if (all.Count > 0)
                    found = all[0].Role;
            }

            if (at == RecordPointer.Space(actor.SpaceId))
                return found ?? Role.None;
            next = record.Parent;
        }

        return Role.None;
    }

    // The checker asks for a version and a type of everything; a record being made has no version before it is accepted.
    private static bool IsMade(Record record)
    {
        if (record.Version == 0)
            record.Version = 1;
        return record.Type.Length > 0;
    }

    private void JudgePermission(
        RecordPointer pointer,
        Actor actor,
        Dictionary<RecordPointer, Record> after,
        HashSet<RecordPointer> granted,
        List<Refusal> refusals
    )
    {
        if (!after.TryGetValue(pointer, out var record))
            return; // Refused already: it does not exist.
        var isNew = !_records.TryGetValue(pointer, out var old);
        if (!isNew)
        {
            var changesGrants = granted.Contains(pointer) && !SameGrants(old!.Permissions, record.Permissions);
            Need(RoleOf(pointer, actor), changesGrants ? Role.Editor : RoleFor(pointer.Table), $"{pointer}", refusals);
            if (old!.CreatedBy != actor.UserId && pointer.Table == RecordTable.Comment)
                Need(RoleOf(pointer, actor), Role.Editor, $"{pointer}, somebody else's", refusals);
            if (old.CreatedBy != actor.UserId && pointer.Table == RecordTable.Discussion)
                Need(RoleOf(pointer, actor), Role.ReadAndWrite, $"{pointer}, somebody else's", refusals);
        }

        if (
            granted.Contains(pointer)
            && !SameGrants(old?.Permissions, record.Permissions)
            && RoleOf(after, pointer, actor) != Role.Editor
        )
            refusals.Add(new Refusal(ErrorCode.ValidationError, $"{pointer} would lose {actor.UserId} as an editor"));
        if (!isNew && old!.Parent == record.Parent)
            return;
        var (was, becomes) = (RoleOf(pointer, actor), RoleOf(after, pointer, actor));
        if (!isNew && was < Role.Editor && becomes > was)
            refusals.Add(new Refusal(ErrorCode.RestrictedResource, $"{pointer} is moved to get {becomes} for {was}"));
        var passed = new HashSet<RecordPointer>();
        var next = record.Parent;
        while (next is { } at && passed.Add(at))
        {
            if (_records.ContainsKey(at))
            {
                var needed = isNew && record.Permissions is not null ? Role.Editor : RoleFor(pointer.Table);
                Need(RoleOf(at, actor), needed, $"{at}, where {pointer} is to go", refusals);
                return;
            }

            next = after.GetValueOrDefault(at)?.Parent;
        }

        refusals.Add(new Refusal(ErrorCode.ObjectNotFound, $"{pointer} goes nowhere"));
    }

    private void JudgeRecord(
        Record record,
        Actor actor,
        Dictionary<RecordPointer, Record> after,
        List<Refusal> refusals
    )
    {
        var pointer = record.Pointer;
        var old = _records.GetValueOrDefault(pointer);
        if (record.Type.Length == 0)
            refusals.Add(new Refusal(ErrorCode.ValidationError, $"{pointer} has no type"));
        foreach (var json in new[] { record.Properties.Text, record.Format.Text })
        {
            if (json?.Length > StoreLimits.RecordJsonLengthMaximum)
                refusals.Add(new Refusal(ErrorCode.ValidationError, $"{pointer} is too large"));
        }

        if (record.Content.Count > StoreLimits.ContentMaximum)
            refusals.Add(new Refusal(ErrorCode.ValidationError, $"{pointer} has too many children"));

        // What a content names and the actor may not know of is not there for the actor.
        foreach (var id in record.Content.Except(old?.Content ?? []))
        {
            var child = RecordPointer.Block(id);
            if (!after.ContainsKey(child) || (_records.ContainsKey(child) && RoleOf(child, actor) == Role.None))
                refusals.Add(new Refusal(ErrorCode.ObjectNotFound, $"{pointer} is to list {child}"));
        }

        if (pointer.Table == RecordTable.Space)
            return;
        if (old?.Type == "child_database" && record.Type != "child_database")
            refusals.Add(new Refusal(ErrorCode.ValidationError, $"{pointer} is a database"));
        var isNewHere = old is null || old.Parent != record.Parent;
        var passed = new HashSet<RecordPointer>();
        for (var at = record.Parent; at is { } up && passed.Add(up); at = after.GetValueOrDefault(up)?.Parent)
        {
            if (after.GetValueOrDefault(up) is { Alive: false })
                refusals.Add(new Refusal(ErrorCode.ValidationError, $"{pointer} is below {up}, in the trash"));
        }

        // Who loses a child is changed by that, though nothing of it is written.
        var isListed =
            pointer.Table == RecordTable.Block && old?.Parent?.Table is RecordTable.Block or RecordTable.Space;
        if (isNewHere && old?.Parent is { } from && !isListed)
        {
            passed.Clear();
            for (
                var at = after.GetValueOrDefault(from)?.Parent;
                at is { } up && passed.Add(up);
                at = after.GetValueOrDefault(up)?.Parent
            )
            {
                if (after.GetValueOrDefault(up) is { Alive: false })
                    refusals.Add(new Refusal(ErrorCode.ValidationError, $"{pointer} was below {up}, in the trash"));
            }
        }

        if (isNewHere)
        {
            var depth = 0;
            passed.Clear();
            for (var at = record.Parent; at is { } up && passed.Add(up); at = after.GetValueOrDefault(up)?.Parent)
                depth += up.Table == RecordTable.Block ? 1 : 0;
            if (depth > StoreLimits.DepthMaximum)
                refusals.Add(new Refusal(ErrorCode.ValidationError, $"{pointer} is too deep"));
        }
    }

    private static Role RoleFor(RecordTable table) =>
        table switch
        {
            RecordTable.Discussion or RecordTable.Comment => Role.CommentOnly,
            RecordTable.FileUpload => Role.Reader,
            _ => Role.ReadAndWrite,
        };

    private static void Need(Role actual, Role needed, string what, List<Refusal> refusals)
    {
        if (actual == Role.None)
            refusals.Add(new Refusal(ErrorCode.ObjectNotFound, $"{what} is hidden"));
        else if (actual < needed)
            refusals.Add(new Refusal(ErrorCode.RestrictedResource, $"{what}: {actual} is less than {needed}"));
    }

    private static bool SameGrants(PermissionList? a, PermissionList? b) =>
        a is null || b is null ? ReferenceEquals(a, b) : a.Items.SequenceEqual(b.Items);

    /// <summary>Applies one operation; says whether it touched the record.</summary>
    private bool Apply(
        Operation operation,
        Actor actor,
        Dictionary<RecordPointer, Record> after,
        HashSet<RecordPointer> granted
    )
    {
        var pointer = operation.Pointer;
        var args = JsonNode.Parse(operation.Args.GetRawText());
        var isWhole = operation.Path.Count == 0 && operation.Command == OperationCommand.Set;
        if (pointer.Table == RecordTable.NotionUser)
            throw Invalid("members are not changed by operations");
        if (pointer.Table == RecordTable.Space && pointer.Id != actor.SpaceId)
            throw new ModelRefusalException(ErrorCode.ObjectNotFound, "another workspace");
        if (isWhole && pointer.Table == RecordTable.Space)
            throw Invalid("a workspace is not replaced");
        if (!after.TryGetValue(pointer, out var record))
        {
            if (!isWhole)
                throw new ModelRefusalException(ErrorCode.ObjectNotFound, $"{pointer} does not exist");
            record = new Record { Pointer = pointer, Type = "" };
            after[pointer] = record;
        }

        if (operation.Path.Count == 0)
        {
            if (operation.Command is not (OperationCommand.Set or OperationCommand.Update))
                throw Invalid("this command needs a path");
            if (args is not JsonObject members)
                throw Invalid("args must be an object");
            if (members.ContainsKey("content") && members.ContainsKey("pages"))
                throw Invalid("content twice");
            if (isWhole)
            {
                Replace(record, members, granted);
                return true;
            }

            var touches = false;
            foreach (var (name, value) in members)
                touches |= SetField(record, name, value, granted);
            return touches;
        }

        switch (operation.Path[0])
        {
            case "properties":
                var properties = EditJson(record.Properties, operation, args);
                record.Properties = properties ?? record.Properties;
                return properties is not null;
            case "format":
                var format = EditJson(record.Format, operation, args);
                record.Format = format ?? record.Format;
                return format is not null;
            case "content" or "pages" when operation.Path.Count == 1:
                return EditContent(record, operation.Path[0], operation.Command, args);
            case "permissions" when operation is { Path.Count: 1, Command: OperationCommand.SetPermissionItem }:
                var item = ReadItem(args);
                var others = (record.Permissions?.Items ?? []).Where(i =>
                    (i.Scope, i.UserId) != (item.Scope, item.UserId)
                );
                record.Permissions = new PermissionList([.. others, item]);
                granted.Add(pointer);
                if (record.Permissions.Items.Count > PermissionList.ItemsMaximum)
                    throw Invalid("too many grants");
                return true;
            case var name when operation is { Path.Count: 1, Command: OperationCommand.Set }:
                return SetField(record, name, args, granted);
            default:
                throw Invalid("no such path for this command");
        }
    }

    /// <summary>What a record says is replaced; where it is and who may see it is not a matter of what it says.</summary>
    private void Replace(Record record, JsonObject members, HashSet<RecordPointer> granted)
    {
        var (parent, grants) = (record.Parent, record.Permissions);
        record.Properties = new JsonField((string?)null);
        record.Format = new JsonField((string?)null);
        record.Content = [];
        record.Alive = true;
        if (!_records.ContainsKey(record.Pointer))
            record.Permissions = null;
        foreach (var (name, value) in members)
            SetField(record, name, value, granted);
        if (record.Type.Length == 0)
            throw Invalid("no type");
        if (
            _records.ContainsKey(record.Pointer) && (record.Parent != parent || !SameGrants(record.Permissions, grants))
        )
            throw Invalid("a replacement neither moves a record nor changes its grants");
    }

    private static bool SetField(Record record, string name, JsonNode? value, HashSet<RecordPointer> granted)
    {
        switch (name)
        {
            case "id" or "version" or "space_id":
            case "created_time" or "created_by" or "created_by_id" or "created_by_table":
            case "last_edited_time" or "last_edited_by" or "last_edited_by_id" or "last_edited_by_table":
                return false;
            case "type":
                var type = Text(value) ?? "";
                if (
                    type.Length is 0 or > StoreLimits.TypeLengthMaximum
                    || type.Any(c => c is not (>= 'a' and <= 'z' or >= '0' and <= '9' or '_'))
                )
                    throw Invalid("bad type");
                if (record.Pointer.Table == RecordTable.Space && type != record.Type)
                    throw Invalid("a workspace keeps its type");
                record.Type = type;
                return true;
            case "properties" or "format":
                if (value is not (null or JsonObject))
                    throw Invalid(name + " must be an object");
                var field = new JsonField((JsonObject?)value?.DeepClone());
                if (name == "properties")
                    record.Properties = field;
                else
                    record.Format = field;
                return true;
            case "pages" when record.Pointer.Table != RecordTable.Space:
                throw Invalid("only a workspace has pages");
            case "content" or "pages":
                record.Content = value switch
                {
                    null => [],
                    JsonArray ids when ids.Count <= StoreLimits.ContentMaximum => ids.Select(ReadId).ToArray(),
                    _ => throw Invalid("content must be a list of ids"),
                };
                return true;
            case "parent_id" or "parent_table" when record.Pointer.Table == RecordTable.Space:
                throw Invalid("a workspace has no parent");
            case "parent_id":
                var usual = record.Pointer.Table switch
                {
                    RecordTable.Comment => RecordTable.Discussion,
                    RecordTable.FileUpload => RecordTable.Space,
                    _ => RecordTable.Block,
                };
                record.Parent = new RecordPointer(record.Parent?.Table ?? usual, ReadId(value));
                return true;
            case "parent_table":
                record.Parent = new RecordPointer(
                    (record.Pointer.Table, Text(value)) switch
                    {
                        (RecordTable.Block or RecordTable.Collection or RecordTable.Discussion, "block") =>
                            RecordTable.Block,
                        (RecordTable.Block or RecordTable.FileUpload, "space") => RecordTable.Space,
                        (RecordTable.Block, "collection") => RecordTable.Collection,
                        (RecordTable.Comment, "discussion") => RecordTable.Discussion,
                        _ => throw Invalid("bad parent_table"),
                    },
                    record.Parent?.Id ?? Guid.Empty
                );
                return true;
            case "permissions":
                granted.Add(record.Pointer);
                if (value is null)
                {
                    record.Permissions = null;
                    return true;
                }

                if (value is not JsonArray { Count: <= PermissionList.ItemsMaximum } items)
                    throw Invalid("permissions must be a list");
                var list = new List<PermissionItem>();
                foreach (var item in items.Select(ReadItem))
                {
                    list.RemoveAll(i => (i.Scope, i.UserId) == (item.Scope, item.UserId));
                    list.Add(item);
                }

                record.Permissions = new PermissionList(list);
                return true;
            case "alive":
                record.Alive = value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False
                    ? value.GetValue<bool>()
                    : throw Invalid("alive must be a boolean");
                return true;
            default:
                throw Invalid("no such field");
        }
    }

    private static bool EditContent(Record record, string name, OperationCommand command, JsonNode? args)
    {
        if (command == OperationCommand.Set)
            return SetField(record, name, args, []);
        if (name == "pages" && record.Pointer.Table != RecordTable.Space)
            throw Invalid("only a workspace has pages");
        var list = record.Content.ToList();
        var (id, anchor) = ReadListArgs(command, args);
        var wasThere = list.Remove(id);
        if (command != OperationCommand.ListRemove)
        {
            if (list.Count >= StoreLimits.ContentMaximum)
                throw Invalid("too many children");
            list.Insert(Place(command, anchor, list.Count, anchor is { } a ? list.IndexOf(a) : -1), id);
        }

        record.Content = list.ToArray();
        return wasThere || command != OperationCommand.ListRemove;
    }

    /// <summary>The field as it is to be; null when nothing happens to it.</summary>
    private static JsonField? EditJson(JsonField field, Operation operation, JsonNode? args)
    {
        var root = field.Text is null ? [] : JsonNode.Parse(field.Text)!.AsObject();
        var command = operation.Command;
        var path = operation.Path;
        if (command == OperationCommand.SetPermissionItem)
            throw Invalid("no grants here");
        if (path.Count == 1 && command == OperationCommand.Set)
        {
            return args switch
            {
                null => new JsonField((string?)null),
                JsonObject o => new JsonField(o.DeepClone().AsObject()),
                _ => throw Invalid("args must be an object"),
            };
        }

        var isList =
            command is OperationCommand.ListAfter or OperationCommand.ListBefore or OperationCommand.ListRemove;
        var steps = command == OperationCommand.Set ? path.Count - 1 : path.Count;
        JsonNode node = root;
        for (var i = 1; i < steps; i++)
        {
            if (node is JsonObject empty && empty[path[i]] is null && command == OperationCommand.ListRemove)
            {
                ReadListArgs(command, args);
                return null;
            }

            if (node is JsonObject o && o[path[i]] is null)
                o[path[i]] = isList && i == steps - 1 ? new JsonArray() : new JsonObject();
            node =
                node switch
                {
                    JsonObject inner => inner[path[i]],
                    JsonArray array when Index(path[i], array.Count) is { } at => array[at],
                    _ => null,
                } ?? throw Invalid("the path leads nowhere");
        }

        switch (command)
        {
            case OperationCommand.Set when node is JsonObject o && args is null:
                o.Remove(path[^1]);
                break;
            case OperationCommand.Set when node is JsonObject o:
                o[path[^1]] = args!.DeepClone();
                break;
            case OperationCommand.Set when node is JsonArray array && Index(path[^1], array.Count) is { } at:
                array[at] = args?.DeepClone();
                break;
            case OperationCommand.Update when node is JsonObject o && args is JsonObject members:
                foreach (var (name, value) in members)
                    o[name] = value?.DeepClone();
                break;
            case OperationCommand.ListAfter
            or OperationCommand.ListBefore
            or OperationCommand.ListRemove when node is JsonArray { Count: <= StoreLimits.PropertyListMaximum } array:
                var (id, anchor) = ReadListArgs(command, args);
                var there = array.ToList().FindIndex(n => IsId(n, id));
                if (there >= 0)
                    array.RemoveAt(there);
                if (command == OperationCommand.ListRemove && there < 0)
                    return null;
                if (command == OperationCommand.ListRemove)
                    break;
                var anchorAt = anchor is { } a ? array.ToList().FindIndex(n => IsId(n, a)) : -1;
                array.Insert(Place(command, anchor, array.Count, anchorAt), id.ToString());
                break;
            default:
                throw Invalid("the command does not fit what is there");
        }

        return new JsonField(root);
    }

    private static int Place(OperationCommand command, Guid? anchor, int count, int anchorAt) =>
        (command, anchor, anchorAt) switch
        {
            (OperationCommand.ListBefore, null, _) => 0,
            (OperationCommand.ListBefore, _, >= 0) => anchorAt,
            (OperationCommand.ListAfter, not null, >= 0) => anchorAt + 1,
            _ => count,
        };

    private static (Guid Id, Guid? Anchor) ReadListArgs(OperationCommand command, JsonNode? args)
    {
        var anchorName = command switch
        {
            OperationCommand.ListAfter => "after",
            OperationCommand.ListBefore => "before",
            OperationCommand.ListRemove => "",
            _ => throw Invalid("not a list command"),
        };
        if (args is not JsonObject members || !members.ContainsKey("id"))
            throw Invalid("args needs an id");
        if (members.Any(m => m.Key != "id" && m.Key != anchorName))
            throw Invalid("unknown member of args");
        var id = ReadId(members["id"]);
        Guid? beside = members[anchorName] is { } anchor ? ReadId(anchor) : null;
        return id == beside ? throw Invalid("beside itself") : (id, beside);
    }

    private static PermissionItem ReadItem(JsonNode? node)
    {
        if (node is not JsonObject item)
            throw Invalid("a grant is an object");
        var role = Text(item["role"]) switch
        {
            "none" => Role.None,
            "reader" => Role.Reader,
            "comment_only" => Role.CommentOnly,
            "read_and_write" => Role.ReadAndWrite,
            "editor" => Role.Editor,
            _ => throw Invalid("no such role"),
        };
        return Text(item["type"]) switch
        {
            "space_permission" => new PermissionItem(PermissionScope.Space, null, role),
            "user_permission" when Guid.TryParse(Text(item["user_id"]), out var user) => new PermissionItem(
                PermissionScope.User,
                user,
                role
            ),
            _ => throw Invalid("no such grant"),
        };
    }

    private static int? Index(string step, int count) =>
        int.TryParse(step, NumberStyles.Integer, CultureInfo.InvariantCulture, out var index)
        && index >= 0
        && index < count
            ? index
            : null;

    private static bool IsId(JsonNode? node, Guid id) => Guid.TryParse(Text(node), out var other) && other == id;

    private static Guid ReadId(JsonNode? node) =>
        Guid.TryParse(Text(node), out var id) && id != Guid.Empty ? id : throw Invalid("not an id");

    private static string? Text(JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;

    private static ModelRefusalException Invalid(string reason) => new(ErrorCode.ValidationError, reason);

    private sealed class ModelRefusalException(ErrorCode code, string reason) : Exception(reason)
    {
        public Refusal Refusal { get; } = new(code, reason);
    }
}
