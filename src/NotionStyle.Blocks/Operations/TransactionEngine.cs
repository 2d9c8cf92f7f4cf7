using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Records;

namespace NotionStyle.Blocks.Operations;

/// <summary>
/// Judges a transaction: copies the before picture, applies the operations to the copy, and validates permissions and coherence
/// with both pictures. Pure: the caller has read and locked what <see cref="TransactionPlan" /> names, and writes the effect or nothing.
/// </summary>
public static class TransactionEngine
{
    /// <summary>The effect of a transaction on a before picture.</summary>
    /// <exception cref="BlockStoreException">The transaction is refused; nothing of it may be written.</exception>
    public static TransactionEffect Apply(
        Transaction transaction,
        BeforePicture before,
        Actor actor,
        DateTimeOffset now
    )
    {
        var beforeTree = new PermissionTree(before.Heads);
        foreach (var expected in transaction.Expected)
        {
            // What the actor may not know of is as good as not there.
            var record = before.Records.GetValueOrDefault(expected.Pointer);
            var version = record is null || beforeTree.RoleOn(record, actor) == Role.None ? 0 : record.Version;
            if (version != expected.Version)
                throw new BlockStoreException(
                    ErrorCode.ConflictError,
                    $"{expected.Pointer} was changed meanwhile. Send the request again."
                );
        }

        var after = new Dictionary<RecordPointer, WorkingCopy>();
        foreach (var operation in transaction.Operations)
            ApplyOne(operation, before, beforeTree, after, actor);

        var heads = new Dictionary<RecordPointer, RecordHead>();
        foreach (var head in before.Heads)
            heads[head.Pointer] = head;
        foreach (var (pointer, copy) in after)
            heads[pointer] = RecordHead.Of(copy.Record);
        var afterTree = new PermissionTree(heads.Values);

        // Permissions first: what an actor may not see must not be told by a message about coherence.
        foreach (var (pointer, copy) in after)
            CheckPermission(pointer, copy.Record, copy.Fields, before, beforeTree, afterTree, actor);
        foreach (var (pointer, copy) in after)
            CheckRaise(pointer, copy.Record, before, beforeTree, afterTree, actor);
        CoherenceRules.Check(before, after, beforeTree, afterTree, actor);

        var changes = new List<RecordChange>(after.Count);
        foreach (var pointer in after.Keys.OrderBy(p => p.Table).ThenBy(p => p.Id))
        {
            var (record, fields) = (after[pointer].Record, after[pointer].Fields);
            if (fields == RecordFields.None)
                continue;
            var old = before.Records.GetValueOrDefault(pointer);
            RecordRules.Check(record, fields);
            record.Version = (old?.Version ?? 0) + 1;
            record.CreatedTime = old?.CreatedTime ?? now;
            record.CreatedBy = old?.CreatedBy ?? actor.UserId;
            record.LastEditedTime = now;
            record.LastEditedBy = actor.UserId;
            changes.Add(new RecordChange(old, record, fields));
        }

        // Last: grants on what has none, or the wrong place for it, are the nearer fault.
        foreach (var (pointer, copy) in after)
            CheckLockOut(copy.Record, before.Records.GetValueOrDefault(pointer), copy.Fields, afterTree, actor);
        return new TransactionEffect(changes, PagesOf(changes, afterTree));
    }

    private static void ApplyOne(
        Operation operation,
        BeforePicture before,
        PermissionTree beforeTree,
        Dictionary<RecordPointer, WorkingCopy> after,
        Actor actor
    )
    {
        var pointer = operation.Pointer;
        if (pointer.Table == RecordTable.NotionUser)
            throw RecordEditor.Refuse(operation, "members are made through their own endpoint, not by operations.");
        if (pointer.Table == RecordTable.Space && pointer.Id != actor.SpaceId)
            throw BlockStoreException.NotFound(pointer.ToString());

        var isWhole = operation is { Path.Count: 0, Command: OperationCommand.Set };
        if (!after.TryGetValue(pointer, out var copy) && before.Records.TryGetValue(pointer, out var old))
        {
            // Before anything is said about the operation: what does not fit the record would tell of the record.
            if (beforeTree.RoleOn(old, actor) == Role.None)
                throw BlockStoreException.NotFound(pointer.ToString());
            copy = new WorkingCopy(old.Clone());
        }

        if (copy is null)
        {
            if (!isWhole)
                throw BlockStoreException.NotFound(pointer.ToString());
            copy = new WorkingCopy(new Record { Pointer = pointer, Type = "" });
        }

        if (isWhole && pointer.Table == RecordTable.Space)
            throw RecordEditor.Refuse(operation, "a workspace cannot be replaced; change its fields.");
        copy.Fields |= isWhole
            ? RecordEditor.Replace(copy, operation, before.Records.ContainsKey(pointer))
            : RecordEditor.Apply(copy, operation);
        after[pointer] = copy;
    }

    private static void CheckPermission(
        RecordPointer pointer,
        Record record,
        RecordFields fields,
        BeforePicture before,
        PermissionTree beforeTree,
        PermissionTree afterTree,
        Actor actor
    )
    {
        var old = before.Records.GetValueOrDefault(pointer);
        if (old is not null)
        {
            Require(beforeTree.RoleOn(pointer, actor), Needed(old, record, fields), pointer);
            OwnershipRules.Check(old, beforeTree.RoleOn(pointer, actor), actor);
        }

        // New, or moved: the place where it goes must be the actor's to write, by the grants that held before.
        if (old is null || old.Parent != record.Parent)
        {
            foreach (var ancestor in afterTree.Upward(pointer).Skip(1))
            {
                if (!before.Records.ContainsKey(ancestor.Pointer) && beforeTree.Find(ancestor.Pointer) is null)
                    continue;
                var role = beforeTree.RoleOn(ancestor.Pointer, actor);
                if (role == Role.None)
                    break; // In the same words as for a parent that does not exist.
                Require(
                    role,
                    old is null && record.Permissions is not null ? Role.Editor : OwnershipRules.Needed(pointer.Table),
                    ancestor.Pointer
                );
                return;
            }

            throw BlockStoreException.NotFound(
                record.Parent is { } parent
                    ? $"the parent {parent} of {pointer}"
                    : $"a parent of {pointer} (give parent_id and parent_table)"
            );
        }
    }

    /// <summary>
    /// Who may only write does not become an editor by carrying a record to where they are one: they could close it there to everybody else.
    /// What hangs below the record inherits through it or has grants of its own, so the record that moves is all there is to look at.
    /// </summary>
    private static void CheckRaise(
        RecordPointer pointer,
        Record record,
        BeforePicture before,
        PermissionTree beforeTree,
        PermissionTree afterTree,
        Actor actor
    )
    {
        if (!before.Records.TryGetValue(pointer, out var old) || old.Parent == record.Parent)
            return;
        var (role, becomes) = (beforeTree.RoleOn(pointer, actor), afterTree.RoleOn(pointer, actor));
        if (role < Role.Editor && becomes > role)
            throw new BlockStoreException(
                ErrorCode.RestrictedResource,
                $"This token has the role {PermissionList.Name(role)} on {pointer} and would have {PermissionList.Name(becomes)} below {record.Parent}; a move must not raise it. Let an editor of {pointer} move it."
            );
    }

    /// <summary>
    /// Who changes grants stays an editor of the record: nobody locks themselves out, and since only an editor changes grants, the workspace keeps one.
    /// </summary>
    private static void CheckLockOut(
        Record record,
        Record? old,
        RecordFields fields,
        PermissionTree afterTree,
        Actor actor
    )
    {
        if (!ChangesGrants(old, record, fields))
            return;
        var becomes = afterTree.RoleOn(record.Pointer, actor);
        if (becomes != Role.Editor)
            throw BlockStoreException.Invalid(
                $"{record.Pointer}: these permissions would leave user {actor.UserId}, who sets them, the role {PermissionList.Name(becomes)}. Who changes permissions stays an editor: give that user the role editor in the same transaction, or let another editor make the change."
            );
    }

    private static Role Needed(Record old, Record record, RecordFields fields) =>
        ChangesGrants(old, record, fields) ? Role.Editor : OwnershipRules.Needed(old.Pointer.Table);

    /// <summary>A replacement that leaves the grants as they are changes no grant.</summary>
    private static bool ChangesGrants(Record? old, Record record, RecordFields fields) =>
        fields.HasFlag(RecordFields.Permissions) && old?.Permissions?.ToJson() != record.Permissions?.ToJson();

    private static void Require(Role actual, Role needed, RecordPointer pointer)
    {
        if (actual >= needed)
            return;
        if (actual == Role.None)
            throw BlockStoreException.NotFound(pointer.ToString());
        throw new BlockStoreException(
            ErrorCode.RestrictedResource,
            $"This token has the role {PermissionList.Name(actual)} on {pointer}; the change needs {PermissionList.Name(needed)}."
        );
    }

    private static List<Guid> PagesOf(List<RecordChange> changes, PermissionTree tree)
    {
        var pages = new HashSet<Guid>();
        foreach (var change in changes)
        {
            var page = tree.Upward(change.After.Pointer).FirstOrDefault(h => h.Type == RecordRules.PageType);
            if (page is not null)
                pages.Add(page.Pointer.Id);
        }

        return [.. pages];
    }
}
