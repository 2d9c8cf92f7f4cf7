using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Records;

namespace NotionStyle.Blocks.Operations;

/// <summary>
/// The two trees agree: an alive block below a block or the workspace is in its parent's <c>content</c> exactly once, and only alive children of a record are in its
/// <c>content</c>; rows and whatever is no block are in none, so that making one rewrites no list. A parent is of a kind that may have the child. Following <c>parent</c> ends at the workspace, without a cycle. Nothing changes below what is in the trash.
/// </summary>
/// <remarks>
/// The argument why looking at the changed records is enough: the rules held before. A rule can only break where a record's
/// parent, life or content changed. If the parent of a moved block is not among the changed records, its content still says what it said
/// before, so the rule is broken there and the transaction is refused; nothing has to be read to know that. The kind of a parent could change under its children, which are
/// not read either; so a database stays one.
/// </remarks>
internal static class CoherenceRules
{
    public static void Check(
        BeforePicture before,
        Dictionary<RecordPointer, WorkingCopy> after,
        PermissionTree beforeTree,
        PermissionTree afterTree,
        Actor actor
    )
    {
        var wholeContents = new Dictionary<RecordPointer, HashSet<Guid>>();
        foreach (var (pointer, copy) in after)
        {
            if (!copy.Fields.HasFlag(RecordFields.Content))
                continue;
            if (copy.Content.IsWhole)
                wholeContents[pointer] = CheckWholeContent(
                    copy.Record,
                    before.Records.GetValueOrDefault(pointer),
                    afterTree,
                    IsHidden
                );
            else
                CheckContent(copy.Record, copy.Content.In, copy.Content.Out, afterTree, IsHidden);
        }

        foreach (var (pointer, copy) in after)
        {
            var record = copy.Record;
            var old = before.Records.GetValueOrDefault(pointer);
            if (pointer.Table == RecordTable.Space)
            {
                if (!record.Alive || record.Parent is not null)
                    throw BlockStoreException.Invalid($"{pointer}: a workspace has no parent and cannot be trashed.");
                continue;
            }

            var isNew = old is null;
            var moved = isNew || old!.Parent != record.Parent;
            var changedLife = isNew || old!.Alive != record.Alive;
            if (moved || copy.Fields.HasFlag(RecordFields.Type))
                CheckParentKind(record, afterTree);
            if (old is { Type: BlockTypes.ChildDatabase } && record.Type != BlockTypes.ChildDatabase)
                throw BlockStoreException.Invalid(
                    $"{pointer} is a database and stays one: its data sources and their rows hang below it. Set its alive to false to take it away."
                );
            if (moved)
                CheckChain(record, afterTree);
            if (copy.Fields != RecordFields.None)
                CheckTrash(pointer, pointer, afterTree, IsHidden);
            // What a content lists is missed in it; that a row has gone from a data source would change nothing there, and is a change of it all the same.
            if (moved && old?.Parent is { } from && !(pointer.Table.IsListed() && from.Table.ListsChildren()))
                CheckTrash(pointer, from, afterTree, IsHidden);
            if (moved || changedLife)
                CheckListed(record, old, before, after, wholeContents, afterTree);
        }

        // The permissions of changed records were checked before; those of a child that content merely names, or of an ancestor, were not.
        bool IsHidden(RecordPointer other) => !after.ContainsKey(other) && beforeTree.RoleOn(other, actor) == Role.None;
    }

    /// <summary>A content that was set: no child twice, and what differs from before is checked as if list commands had done it.</summary>
    private static HashSet<Guid> CheckWholeContent(
        Record record,
        Record? old,
        PermissionTree afterTree,
        Func<RecordPointer, bool> isHidden
    )
    {
        var now = new HashSet<Guid>(record.Content.Count);
        foreach (var id in record.Content)
        {
            if (!now.Add(id))
                throw BlockStoreException.Invalid($"{record.Pointer}: content lists block {id} twice.");
        }

        var earlier = old is null ? [] : old.Content.ToHashSet();
        CheckContent(
            record,
            record.Content.Where(id => !earlier.Contains(id)),
            earlier.Where(id => !now.Contains(id)),
            afterTree,
            isHidden
        );
        return now;
    }

    /// <summary>Every child that came in is alive and names this record as its parent; every child that went out does not.</summary>
    private static void CheckContent(
        Record record,
        IEnumerable<Guid> cameIn,
        IEnumerable<Guid> wentOut,
        PermissionTree afterTree,
        Func<RecordPointer, bool> isHidden
    )
    {
        foreach (var id in cameIn)
        {
            var child = afterTree.Find(RecordPointer.Block(id));
            if (child is null || isHidden(child.Pointer))
                throw BlockStoreException.NotFound($"block {id}, which content of {record.Pointer} is to list");
            if (child.Parent != record.Pointer)
                throw BlockStoreException.Invalid(
                    $"{record.Pointer}: content lists block {id}, whose parent is {child.Parent}. Set its parent_id and parent_table in the same transaction."
                );
            if (!child.Alive)
                throw BlockStoreException.Invalid(
                    $"{record.Pointer}: content lists block {id}, which is in the trash. Set its alive to true in the same transaction."
                );
        }

        foreach (var id in wentOut)
        {
            var child = afterTree.Find(RecordPointer.Block(id));
            if (child is null || (child.Parent == record.Pointer && child.Alive))
                throw BlockStoreException.Invalid(
                    $"{record.Pointer}: block {id} was taken out of content but is still its child. Move it or set its alive to false in the same transaction."
                );
        }
    }

    /// <summary>The parent is of a kind that may have this child: a row is a page, and a data source belongs to a database.</summary>
    private static void CheckParentKind(Record record, PermissionTree afterTree)
    {
        if (record.Parent is not { } parent)
            return;
        var table = record.Pointer.Table;
        if (!table.Parents().Contains(parent.Table))
            throw BlockStoreException.Invalid(
                $"{record.Pointer}: its parent_table is '{parent.Table.Name()}'; a {table.Name()} has its parent in {string.Join(" or ", table.Parents().Select(t => t.Name()))}."
            );
        if (parent.Table == RecordTable.Collection && record.Type != BlockTypes.Page)
            throw BlockStoreException.Invalid(
                $"{record.Pointer} is of type {record.Type}; the rows of a data source are pages."
            );
        if (
            table == RecordTable.Collection
            && afterTree.Find(parent) is { } database
            && database.Type != BlockTypes.ChildDatabase
        )
            throw BlockStoreException.Invalid(
                $"{record.Pointer}: its parent is of type {database.Type}; a data source belongs to a block of type {BlockTypes.ChildDatabase}."
            );
    }

    /// <summary>The chain of parents reaches the workspace, has no cycle and is not too deep.</summary>
    private static void CheckChain(Record record, PermissionTree afterTree)
    {
        if (record.Parent is not { } parent || parent.Id == Guid.Empty)
            throw BlockStoreException.Invalid($"{record.Pointer} needs parent_id and parent_table.");
        var depth = 0;
        RecordHead? last = null;
        foreach (var head in afterTree.Upward(parent))
        {
            if (head.Pointer == record.Pointer)
                throw BlockStoreException.Invalid($"{record.Pointer} cannot be moved below itself.");
            depth += head.Pointer.Table == RecordTable.Block ? 1 : 0;
            last = head;
        }

        if (last is null)
            throw BlockStoreException.NotFound($"the parent {parent} of {record.Pointer}");
        // The walk ends at a record that it could have gone on from: it went in a circle that another moved record closes.
        if (last.Parent is { } next && afterTree.Find(next) is not null)
            throw BlockStoreException.Invalid($"{last.Pointer} cannot be moved below itself.");
        if (last.Pointer.Table != RecordTable.Space)
            throw BlockStoreException.NotFound($"the parent {last.Parent} of {last.Pointer}");
        if (depth > StoreLimits.DepthMaximum)
            throw BlockStoreException.Invalid(
                $"{record.Pointer} would be deeper than {StoreLimits.DepthMaximum} levels, the maximum."
            );
    }

    /// <summary>
    /// Nothing changes below a record that is in the trash when the transaction ends; that record itself may change. The outermost is named,
    /// because those below it cannot be restored before it.
    /// </summary>
    private static void CheckTrash(
        RecordPointer record,
        RecordPointer at,
        PermissionTree afterTree,
        Func<RecordPointer, bool> isHidden
    )
    {
        RecordPointer? outermost = null;
        foreach (var head in afterTree.Upward(at).Skip(1))
        {
            if (!head.Alive)
                outermost = head.Pointer;
        }

        if (outermost is not { } trashed)
            return;
        throw BlockStoreException.Invalid(
            isHidden(trashed)
                ? $"{record}: something above it is in the trash, and this token has no access to it; somebody else has to restore it first."
                : $"{record}: {trashed} is in the trash; restore {trashed} first, or in the same transaction."
        );
    }

    /// <summary>A record that was made, moved, trashed or restored is listed where it is, and not where it was.</summary>
    private static void CheckListed(
        Record record,
        Record? old,
        BeforePicture before,
        Dictionary<RecordPointer, WorkingCopy> after,
        Dictionary<RecordPointer, HashSet<Guid>> wholeContents,
        PermissionTree afterTree
    )
    {
        if (!record.Pointer.Table.IsListed())
            return;
        var parent = record.Parent!.Value;
        if (!parent.Table.ListsChildren())
        {
            // A row stands in no content; nothing to be in.
        }
        else if (record.Alive)
        {
            if (!IsListed(parent))
                throw BlockStoreException.Invalid(
                    $"{record.Pointer} is not in the content of its parent {parent}. Add it with listAfter in the same transaction."
                );
        }
        else if (IsListed(parent))
        {
            throw StillListed(parent);
        }

        if (old is { Alive: true, Parent: { } earlier } && earlier != parent && IsListed(earlier))
            throw StillListed(earlier);

        bool IsListed(RecordPointer at)
        {
            if (wholeContents.TryGetValue(at, out var ids))
                return ids.Contains(record.Pointer.Id);
            if (after.GetValueOrDefault(at)?.Content.Lists(record.Pointer.Id) is { } listed)
                return listed;
            // Content not changed, or not in this place: it lists the record if and only if the record was its alive child before.
            return old is { Alive: true }
                && at.Table.ListsChildren()
                && old.Parent == at
                && (before.Records.ContainsKey(at) || !after.ContainsKey(at));
        }

        BlockStoreException StillListed(RecordPointer at) =>
            BlockStoreException.Invalid(
                $"{record.Pointer} is still in the content of {at}. Take it out with listRemove in the same transaction."
            );
    }
}
