using NotionStyle.Blocks.Permissions;

namespace NotionStyle.Blocks.Ports;

/// <summary>Tells whether a copy of a page is still what the store would answer. Whoever keeps copies asks it before each use, so that no copy needs to be told of edits.</summary>
public interface IPageWatch
{
    /// <summary>
    /// The actor's role on a page when the page is out of the trash and every block has the version given; null when anything differs. One round trip, by primary keys.
    /// </summary>
    /// <param name="actor">Who reads.</param>
    /// <param name="pageId">The page.</param>
    /// <param name="blocks">The blocks on which the copy depends (<see cref="PageChunk.DependsOn" />).</param>
    /// <param name="ct">Cancels the question.</param>
    Task<Role?> RoleIfUnchangedAsync(
        Actor actor,
        Guid pageId,
        IReadOnlyList<(Guid Id, long Version)> blocks,
        CancellationToken ct
    );
}
