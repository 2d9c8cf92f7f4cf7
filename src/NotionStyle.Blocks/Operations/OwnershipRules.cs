using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Records;

namespace NotionStyle.Blocks.Operations;

/// <summary>What belongs to the one who made it: a comment is its author's words, a file upload its sender's.</summary>
internal static class OwnershipRules
{
    /// <summary>The role that making or changing a record of a table needs, where it hangs.</summary>
    public static Role Needed(RecordTable table) =>
        table switch
        {
            RecordTable.Discussion or RecordTable.Comment => Role.CommentOnly,
            // Whoever may see the workspace may bring a file; where it is attached decides who sees it.
            RecordTable.FileUpload => Role.Reader,
            _ => Role.ReadAndWrite,
        };

    /// <summary>
    /// Refuses a change of somebody else's words. An editor may change a comment: somebody has to be able to take one down. A discussion holds the words of several, and who
    /// may write on the page may close it.
    /// </summary>
    public static void Check(Record old, Role role, Actor actor)
    {
        if (old.CreatedBy == actor.UserId)
            return;
        var needed = old.Pointer.Table switch
        {
            RecordTable.Comment => Role.Editor,
            RecordTable.Discussion => Role.ReadAndWrite,
            _ => Role.None,
        };
        if (role < needed)
            throw new BlockStoreException(
                ErrorCode.RestrictedResource,
                $"{old.Pointer} was made by another member; that member may change it, or one with the role {PermissionList.Name(needed)} on the page."
            );
    }
}
