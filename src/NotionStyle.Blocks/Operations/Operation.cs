using System.Text.Json;
using NotionStyle.Blocks.Records;

namespace NotionStyle.Blocks.Operations;

/// <summary>What an operation does at its path.</summary>
public enum OperationCommand
{
    /// <summary><c>set</c>: assign the last key of the path; with an empty path, make or replace the whole record.</summary>
    Set,

    /// <summary><c>update</c>: merge the members of the args object, one level deep.</summary>
    Update,

    /// <summary><c>listBefore</c> with <c>{id, before?}</c>: put ahead of the anchor, or first.</summary>
    ListBefore,

    /// <summary><c>listAfter</c> with <c>{id, after?}</c>: put behind the anchor, or last.</summary>
    ListAfter,

    /// <summary><c>listRemove</c> with <c>{id}</c>: take out; nothing happens when it is not there.</summary>
    ListRemove,

    /// <summary><c>setPermissionItem</c> with <c>{type, user_id?, role}</c> at path <c>["permissions"]</c>.</summary>
    SetPermissionItem,
}

/// <summary>One change to one record.</summary>
/// <param name="Index">Its place in the transaction, for messages.</param>
/// <param name="Pointer">The record that it changes.</param>
/// <param name="Path">Where in the record; empty for the whole record.</param>
/// <param name="Command">What to do there.</param>
/// <param name="Args">With what.</param>
public sealed record Operation(
    int Index,
    RecordPointer Pointer,
    IReadOnlyList<string> Path,
    OperationCommand Command,
    JsonElement Args
);

/// <summary>Operations that are accepted or refused as a whole, on one workspace and so on one shard.</summary>
/// <param name="Id">Chosen by the client; sending the same id again has no second effect.</param>
/// <param name="SpaceId">The workspace of every record in it.</param>
/// <param name="Operations">In the order in which they apply.</param>
/// <param name="Fingerprint">128 bits over the request's body; tells a repeat from another use of the same id.</param>
public sealed record Transaction(Guid Id, Guid SpaceId, IReadOnlyList<Operation> Operations, UInt128 Fingerprint)
{
    /// <summary>
    /// Records that the transaction was thought out by, at the versions that were read then. When one has another version by now, the transaction is refused as a
    /// conflict, and whoever made it reads again. For what operations cannot merge: a counter, a schema.
    /// </summary>
    public IReadOnlyList<RecordVersion> Expected { get; init; } = [];
}

/// <summary>What a transaction did.</summary>
/// <param name="Id">The transaction.</param>
/// <param name="Duplicate">True when the same transaction was committed before and nothing was done now.</param>
/// <param name="Records">The records that it changed, with their versions; for a duplicate, with their versions of now.</param>
public sealed record TransactionResult(Guid Id, bool Duplicate, IReadOnlyList<RecordVersion> Records)
{
    /// <summary>The stamp of the records that it made and changed; null for a duplicate, whose records may have been changed since.</summary>
    public DateTimeOffset? CommittedAt { get; init; }
}
