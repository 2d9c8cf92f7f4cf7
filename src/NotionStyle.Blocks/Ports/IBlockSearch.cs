using NotionStyle.Blocks.Permissions;

namespace NotionStyle.Blocks.Ports;

/// <summary>Full-text search in one workspace. Finds only what is alive and what the actor may read.</summary>
public interface IBlockSearch
{
    /// <summary>Blocks whose text matches, best first.</summary>
    Task<SearchResults> SearchAsync(Actor actor, SearchRequest request, CancellationToken ct);
}

/// <summary>A search.</summary>
/// <param name="Query">
/// What a person types: words must all occur, <c>"quoted words"</c> next to each other, <c>or</c> gives a choice, <c>-word</c> excludes.
/// Never an error: what cannot be read as one of these is a word. 1 to <see cref="StoreLimits.SearchQueryLengthMaximum" /> characters.
/// </param>
/// <param name="Limit">Hits wanted, 1 to <see cref="StoreLimits.SearchMaximum" />.</param>
/// <param name="Offset">Hits to leave out at the start, 0 to 1,000.</param>
/// <param name="Types">Only blocks of these types; null for all.</param>
/// <param name="AncestorId">Only blocks below this one; null for all.</param>
public sealed record SearchRequest(
    string Query,
    int Limit,
    int Offset = 0,
    IReadOnlyList<string>? Types = null,
    Guid? AncestorId = null
);

/// <summary>What was found.</summary>
/// <param name="Hits">Best first.</param>
/// <param name="HasMore">Whether there are further hits.</param>
public sealed record SearchResults(IReadOnlyList<SearchHit> Hits, bool HasMore);

/// <summary>One block that was found.</summary>
/// <param name="BlockId">The block.</param>
/// <param name="Type">Its type.</param>
/// <param name="PageId">The page that it is on; the block itself when it is a page.</param>
/// <param name="PageTitle">That page's title as plain text.</param>
/// <param name="Score">The engine's own measure; comparable only within one answer.</param>
/// <param name="Highlights">A piece of the text around the match, in runs.</param>
/// <param name="LastEditedTime">When the block was changed last.</param>
/// <param name="Version">The version that was found.</param>
public sealed record SearchHit(
    Guid BlockId,
    string Type,
    Guid PageId,
    string PageTitle,
    double Score,
    IReadOnlyList<HighlightRun> Highlights,
    DateTimeOffset LastEditedTime,
    long Version
);

/// <summary>A run of a highlighted text. Runs instead of markup: nothing in the text can pass for a mark.</summary>
/// <param name="Text">Plain text.</param>
/// <param name="IsMatch">Whether it is what was searched for.</param>
public readonly record struct HighlightRun(string Text, bool IsMatch);
