using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Postgres.Derived;
using NotionStyle.Blocks.Records;

namespace NotionStyle.SearchService.Querying;

/// <summary>What the database says of an actor before the index is asked.</summary>
/// <param name="IsMember">
/// Whether they have a role on the workspace itself, which is one principal in the index. For a guest it is left out of the query: what is open to members would fill the windows, and the facets.
/// </param>
/// <param name="MayCount">
/// Whether hits may be counted below the record that bounds the search. Below one that the actor may no longer read, any count would tell what stands there until the index has heard of it.
/// </param>
internal sealed record ActorStanding(bool IsMember, bool MayCount)
{
    /// <summary>Reads it: one round trip.</summary>
    /// <param name="source">The database.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="ancestorId">The record that bounds the search, of whatever table; null when there is none.</param>
    /// <param name="ct">Cancels the question.</param>
    public static async Task<ActorStanding> ReadAsync(
        RecordSource source,
        Actor actor,
        Guid? ancestorId,
        CancellationToken ct
    )
    {
        RecordPointer[] bounds = ancestorId is { } id ? [RecordPointer.Block(id), new(RecordTable.Collection, id)] : [];
        var (tree, _) = await source.PlaceAsync(actor.SpaceId, bounds, [], ct);
        return new ActorStanding(
            tree.RoleOn(RecordPointer.Space(actor.SpaceId), actor) > Role.None,
            // The workspace bounds nothing.
            ancestorId is null
                || ancestorId == actor.SpaceId
                || bounds.Any(b => MayRead(tree, b, actor))
        );
    }

    /// <summary>Whether an actor may read a record that is out of the trash.</summary>
    public static bool MayRead(PermissionTree tree, RecordPointer pointer, Actor actor) =>
        tree.RoleOn(pointer, actor) >= Role.Reader && tree.IsAlive(pointer);
}
