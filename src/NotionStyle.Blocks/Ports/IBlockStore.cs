using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Records;

namespace NotionStyle.Blocks.Ports;

/// <summary>The block store: the one way in which records are changed, and the ways in which they are read.</summary>
/// <remarks>Every method refuses by <see cref="BlockStoreException" />.</remarks>
public interface IBlockStore
{
    /// <summary>Commits a transaction as a whole or refuses it as a whole. Returns only after it is durable. Idempotent by the transaction's id.</summary>
    Task<TransactionResult> CommitAsync(Actor actor, Transaction transaction, CancellationToken ct);

    /// <summary>Reads a page in the order in which a person reads it: the page itself, then its blocks depth first. Child pages are listed, not entered.</summary>
    Task<PageChunk> ReadPageAsync(Actor actor, PageChunkRequest request, CancellationToken ct);

    /// <summary>
    /// The version sync: for each record that the caller has at some version, the record if there is a newer one. Answers are in the order of the questions.
    /// </summary>
    Task<IReadOnlyList<SyncResult>> SyncAsync(Actor actor, IReadOnlyList<RecordVersion> known, CancellationToken ct);

    /// <summary>
    /// Reads records by their ids, in one round trip. Answers are in the order of the questions; null where the actor may not know of a record. What is in the trash is
    /// read as well, and says so.
    /// </summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="pointers">At most <see cref="StoreLimits.ReadMaximum" />.</param>
    /// <param name="ct">Cancels the question.</param>
    Task<IReadOnlyList<PlacedRecord?>> ReadAsync(
        Actor actor,
        IReadOnlyList<RecordPointer> pointers,
        CancellationToken ct
    );
}

/// <summary>A record with what its place in the tree says of it.</summary>
/// <param name="Record">The record.</param>
/// <param name="Role">What the actor may do with it; at least <see cref="Role.Reader" />.</param>
/// <param name="Ancestors">The heads above it, nearest first; the workspace is the last. Empty for a member.</param>
public sealed record PlacedRecord(Record Record, Role Role, IReadOnlyList<RecordHead> Ancestors)
{
    /// <summary>Whether the record or anything above it is in the trash.</summary>
    public bool IsTrashed => !Record.Alive || Ancestors.Any(a => !a.Alive);
}

/// <summary>A record as an actor may see it.</summary>
/// <param name="Record">The record.</param>
/// <param name="Role">What the actor may do with it.</param>
/// <param name="Depth">In a page chunk: levels below the page; the page itself is 0.</param>
public sealed record RecordView(Record Record, Role Role, int Depth);

/// <summary>Asks for a part of a page.</summary>
/// <param name="PageId">The page, or any block whose subtree is wanted.</param>
/// <param name="Limit">Records wanted, 1 to <see cref="StoreLimits.ChunkMaximum" />.</param>
/// <param name="Cursor">Where the chunk before ended; null for the first.</param>
/// <param name="Levels">How many levels below the page are read; 1 for its children alone.</param>
public sealed record PageChunkRequest(
    Guid PageId,
    int Limit,
    PageCursor? Cursor,
    int Levels = StoreLimits.DepthMaximum + 1
);

/// <summary>A part of a page.</summary>
/// <param name="Records">The records in reading order. The first chunk begins with the page itself.</param>
/// <param name="Next">Where the next chunk begins; null at the end of the page.</param>
public sealed record PageChunk(IReadOnlyList<RecordView> Records, PageCursor? Next)
{
    /// <summary>
    /// The blocks, with their versions, that make this chunk what it is for everybody who has the same role on the page: while none of them changes, neither does the chunk. Null when
    /// that cannot be said: a chunk that begins inside of the page, one with grants of its own, or one whose content names blocks that are not there.
    /// </summary>
    public IReadOnlyList<(Guid Id, long Version)>? DependsOn { get; init; }
}

/// <summary>The answer to one question of the version sync.</summary>
/// <param name="Pointer">The record that was asked for.</param>
/// <param name="Status">What became of it.</param>
/// <param name="View">The record, when it is newer than what the caller has.</param>
public sealed record SyncResult(RecordPointer Pointer, SyncStatus Status, RecordView? View);

/// <summary>What became of a record since a version.</summary>
public enum SyncStatus
{
    /// <summary>The caller's version is the newest.</summary>
    Current,

    /// <summary>There is a newer version, which comes with the answer.</summary>
    Newer,

    /// <summary>There is no such record for this caller.</summary>
    Gone,
}
