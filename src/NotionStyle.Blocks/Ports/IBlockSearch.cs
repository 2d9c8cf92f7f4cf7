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
)
{
    /// <summary>How the query is read.</summary>
    public SearchMode Mode { get; init; }

    /// <summary>Only blocks that one of these members changed last; null for all.</summary>
    public IReadOnlyList<Guid>? EditedBy { get; init; }

    /// <summary>Only blocks of these times.</summary>
    public SearchTimes Times { get; init; }

    /// <summary>The order of the hits.</summary>
    public SearchOrder Order { get; init; }

    /// <summary>What the hits are counted by; none by default.</summary>
    public IReadOnlyList<SearchFacet> Facets { get; init; } = [];

    /// <summary>Where the answer before ended (<see cref="SearchResults.NextCursor" />), instead of an offset; null for the first.</summary>
    public string? Cursor { get; init; }
}

/// <summary>How a query is read: a closed set.</summary>
public enum SearchMode
{
    /// <summary><c>words</c>: the language of <see cref="SearchRequest.Query" />.</summary>
    Words,

    /// <summary><c>any</c>: words of which one is enough; the more occur, the better. A page counts by all that is on it together, and comes before its blocks. Nothing is an operator.</summary>
    Any,

    /// <summary><c>quick_find</c>: as somebody types. The last word may be the beginning of one; when nothing is found, words that differ by a letter or two are.</summary>
    QuickFind,
}

/// <summary>Bounds on when a block was made and changed last, each from (included) to (not included); null for none.</summary>
/// <param name="EditedFrom">The first moment of the last change.</param>
/// <param name="EditedBefore">The moment before which it was changed last.</param>
/// <param name="CreatedFrom">The first moment at which it was made.</param>
/// <param name="CreatedBefore">The moment before which it was made.</param>
public readonly record struct SearchTimes(
    DateTimeOffset? EditedFrom,
    DateTimeOffset? EditedBefore,
    DateTimeOffset? CreatedFrom,
    DateTimeOffset? CreatedBefore
);

/// <summary>The order of hits: a closed set.</summary>
public enum SearchOrder
{
    /// <summary><c>relevance</c>: best first.</summary>
    Relevance,

    /// <summary><c>last_edited_time_descending</c>: newest change first.</summary>
    LastEditedDescending,

    /// <summary><c>last_edited_time_ascending</c>: oldest change first.</summary>
    LastEditedAscending,

    /// <summary><c>created_time_descending</c>: newest first.</summary>
    CreatedDescending,

    /// <summary><c>created_time_ascending</c>: oldest first.</summary>
    CreatedAscending,
}

/// <summary>What hits are counted by: a closed set.</summary>
public enum SearchFacet
{
    /// <summary><c>type</c></summary>
    Type,

    /// <summary><c>last_edited_by</c></summary>
    LastEditedBy,

    /// <summary><c>page_id</c></summary>
    PageId,

    /// <summary><c>last_edited_month</c>, by UTC.</summary>
    LastEditedMonth,
}

/// <summary>What was found.</summary>
/// <param name="Hits">Best first.</param>
/// <param name="HasMore">Whether there are further hits.</param>
public sealed record SearchResults(IReadOnlyList<SearchHit> Hits, bool HasMore)
{
    /// <summary>Where the next hits begin; null when there are none, or when this search has no cursors.</summary>
    public string? NextCursor { get; init; }

    /// <summary>
    /// The facets that were asked for. Counted in the index: changes of the last second may not be in the numbers. Pages that the actor may not read are left out, and all is empty when the
    /// search is bounded by a record that they may not read.
    /// </summary>
    public IReadOnlyList<FacetCounts> Facets { get; init; } = [];
}

/// <summary>Hits by the values of a facet.</summary>
/// <param name="Facet">The facet.</param>
/// <param name="Values">The most frequent values, or the months in their order; at most 50.</param>
public sealed record FacetCounts(SearchFacet Facet, IReadOnlyList<FacetCount> Values);

/// <summary>Hits of one value.</summary>
/// <param name="Value">A type, an id, or a month such as <c>2026-11</c>.</param>
/// <param name="Count">Blocks that were found.</param>
public readonly record struct FacetCount(string Value, long Count);

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
