using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Postgres.Derived;
using NotionStyle.Blocks.Records;

namespace NotionStyle.SearchService.Querying;

/// <summary>What the database says of an actor before the index is asked.</summary>
/// <param name="IsMember">
/// Whether they have a role on the workspace itself, which is one principal in the index. For a guest it is left out of the query: what is open to members would fill the windows, and the facets.
/// </param>
internal sealed record ActorStanding(bool IsMember)
{
    /// <summary>Reads it: one round trip.</summary>
    public static async Task<ActorStanding> ReadAsync(RecordSource source, Actor actor, CancellationToken ct)
    {
        var (tree, _) = await source.PlaceAsync(actor.SpaceId, [], [], ct);
        return new ActorStanding(tree.RoleOn(RecordPointer.Space(actor.SpaceId), actor) > Role.None);
    }
}
