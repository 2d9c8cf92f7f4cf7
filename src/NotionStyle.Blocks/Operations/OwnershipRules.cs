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

    /// <summary>Refuses a change of somebody else's comment or upload. An editor may change a comment: somebody has to be able to take one down.</summary>
    public static void Check(Record old, Role role, Actor actor)
    {
        if (old.CreatedBy == actor.UserId)
            return;
        if (old.Pointer.Table == RecordTable.FileUpload)
            throw BlockStoreException.NotFound(old.Pointer.ToString());
        if (old.Pointer.Table == RecordTable.Comment && role < Role.Editor)
            throw new BlockStoreException(
                ErrorCode.RestrictedResource,
                $"{old.Pointer} was written by another member; its author or an editor of the page may change it."
            );
    }
}
