using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Records;

namespace NotionStyle.SearchService.Indexing;

/// <summary>
/// Who may read a record, resolved as far as an index can hold it: principals that may, and members that a nearer grant keeps out although a farther one would let them in.
/// </summary>
/// <remarks>
/// The workspace's own list stays out of it: it names up to 1,000 members, every record inherits it, and a new member would rewrite the whole workspace. Where nothing nearer decides, the record
/// bears <see cref="Workspace" />, and the query-time check reads that list.
/// </remarks>
/// <param name="May">Ids of members, <see cref="Everyone" /> or <see cref="Workspace" />, in order.</param>
/// <param name="Hidden">Ids of members that a grant of none stands for, in order.</param>
/// <param name="IsRooted">Whether the chain ends at the workspace; what does not belongs to nobody.</param>
internal sealed record Readers(IReadOnlyList<string> May, IReadOnlyList<string> Hidden, bool IsRooted)
{
    /// <summary>Every actor of the workspace: a grant for all on the way up.</summary>
    public const string Everyone = "everyone";

    /// <summary>Whoever has a role on the workspace itself.</summary>
    public const string Workspace = "workspace";

    /// <summary>Walks upward: the first list that says something about a member decides, as <see cref="PermissionTree.RoleOn(RecordPointer, Actor)" /> has it.</summary>
    public static Readers Of(PermissionTree tree, RecordPointer pointer, Guid spaceId)
    {
        var may = new SortedSet<string>(StringComparer.Ordinal);
        var hidden = new SortedSet<string>(StringComparer.Ordinal);
        var decidedForAll = false;
        var rooted = false;
        foreach (var head in tree.Upward(pointer))
        {
            if (head.Pointer == RecordPointer.Space(spaceId))
            {
                rooted = true;
                if (!decidedForAll)
                    may.Add(Workspace);
                break;
            }

            if (decidedForAll || head.Permissions is not { } list)
                continue;
            foreach (var item in list.Items)
            {
                if (item is not { Scope: PermissionScope.User, UserId: { } user })
                    continue;
                var name = user.ToString();
                if (!may.Contains(name) && !hidden.Contains(name))
                    (item.Role > Role.None ? may : hidden).Add(name);
            }

            // Whom the list does not name: any id will do that stands in none.
            if (list.RoleOf(Guid.Empty) is { } all)
            {
                decidedForAll = true;
                if (all > Role.None)
                    may.Add(Everyone);
            }
        }

        // Where nobody is let in as one of many, nobody has to be kept out.
        var isOpen = may.Contains(Everyone) || may.Contains(Workspace);
        return new Readers([.. may], isOpen ? [.. hidden] : [], rooted);
    }
}
