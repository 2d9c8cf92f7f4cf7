using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Records;

namespace NotionStyle.Blocks.Permissions;

/// <summary>
/// The permission tree: walk <c>parent</c> upward, and the first record whose explicit grants say something about the actor decides.
/// The workspace at the root lists its members; who is not named on the way has no access at all.
/// </summary>
public sealed class PermissionTree
{
    private readonly Dictionary<RecordPointer, RecordHead> _heads;

    /// <summary>A tree over the heads that were read: records with all their ancestors.</summary>
    public PermissionTree(IEnumerable<RecordHead> heads)
    {
        _heads = [];
        foreach (var head in heads)
            _heads[head.Pointer] = head;
    }

    /// <summary>The head of a record; null when it does not exist or was not read.</summary>
    public RecordHead? Find(RecordPointer pointer) => _heads.GetValueOrDefault(pointer);

    /// <summary>The record and its ancestors, nearest first; ends at the workspace, or where a record is missing.</summary>
    public IEnumerable<RecordHead> Upward(RecordPointer pointer)
    {
        // A chain without a cycle has no more links than there are heads. The maximum of levels is no bound here: what hangs below a moved
        // record may be deeper than that, and a record whose chain is cut short belongs to nobody and can never be moved up again.
        var next = (RecordPointer?)pointer;
        for (var left = _heads.Count; next is { } at && left > 0; left--)
        {
            if (!_heads.TryGetValue(at, out var head))
                yield break;
            yield return head;
            next = head.Parent;
        }
    }

    /// <summary>The actor's role on a record; <see cref="Role.None" /> when it does not exist, or its chain does not reach the actor's workspace.</summary>
    public Role RoleOn(RecordPointer pointer, Actor actor)
    {
        Role? role = null;
        RecordHead? last = null;
        foreach (var head in Upward(pointer))
        {
            role ??= head.Permissions?.RoleOf(actor.UserId);
            last = head;
        }

        // The chain must end at the actor's own workspace: a grant on a severed branch counts for nothing.
        return last?.Pointer == RecordPointer.Space(actor.SpaceId) ? role ?? Role.None : Role.None;
    }

    /// <summary>
    /// The actor's role on a whole record. A member may be known by every member of the workspace, and a file upload is its sender's own; everything else goes by the tree.
    /// </summary>
    public Role RoleOn(Record record, Actor actor) =>
        record.Pointer.Table switch
        {
            RecordTable.NotionUser => (Role)
                Math.Min((int)RoleOn(RecordPointer.Space(actor.SpaceId), actor), (int)Role.Reader),
            RecordTable.FileUpload when record.CreatedBy != actor.UserId => Role.None,
            _ => RoleOn(record.Pointer, actor),
        };

    /// <summary>The record with its place; null when the actor may not know of it.</summary>
    public PlacedRecord? Place(Record record, Actor actor) =>
        RoleOn(record, actor) is var role and > Role.None
            ? new PlacedRecord(record, role, [.. Upward(record.Pointer).Skip(1)])
            : null;

    /// <summary>Whether the record and all its ancestors are out of the trash.</summary>
    public bool IsAlive(RecordPointer pointer)
    {
        var any = false;
        foreach (var head in Upward(pointer))
        {
            any = true;
            if (!head.Alive)
                return false;
        }

        return any;
    }
}
