using System.Text.Json;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>A request of <c>_search</c>, read as far as no index is needed.</summary>
internal sealed record SearchRequest
{
    /// <summary>Everything is counted.</summary>
    public const int CountAll = int.MaxValue;

    /// <summary>Nothing is counted.</summary>
    public const int CountNothing = -1;

    /// <summary>How many hits are passed over.</summary>
    public int From { get; init; }

    /// <summary>How many hits are shown.</summary>
    public int Size { get; init; } = 10;

    /// <summary>The query.</summary>
    public JsonElement? Query { get; init; }

    /// <summary>Which hits are shown, when aggregations see more.</summary>
    public JsonElement? PostFilter { get; init; }

    /// <summary>The order.</summary>
    public IReadOnlyList<JsonElement> Sort { get; init; } = [];

    /// <summary>The sort values of the last hit of the page before.</summary>
    public IReadOnlyList<JsonElement>? SearchAfter { get; init; }

    /// <summary>Up to what number hits are counted.</summary>
    public int TrackTotalHits { get; init; } = 10_000;

    /// <summary>Whether the total is a plain number, as before Elasticsearch 7.</summary>
    public bool TotalAsNumber { get; init; }

    /// <summary>Whether scores are computed though the order does not need them.</summary>
    public bool TrackScores { get; init; }

    /// <summary>Hits with lower scores do not count.</summary>
    public float? MinScore { get; init; }

    /// <summary>How long the search may take.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>After how many documents the search ends; zero for never.</summary>
    public int TerminateAfter { get; init; }

    /// <summary>What of the source is shown.</summary>
    public SourceFilter Source { get; init; } = SourceFilter.Everything;

    /// <summary>Whether hits show their ids and sources at all.</summary>
    public bool ShowIds { get; init; } = true;

    /// <summary>Fields whose values are shown apart from the source.</summary>
    public IReadOnlyList<(string Pattern, string? Format)> Fields { get; init; } = [];

    /// <summary>Whether hits show how their score came about.</summary>
    public bool Explain { get; init; }

    /// <summary>Whether hits show their version.</summary>
    public bool Version { get; init; }

    /// <summary>Whether hits show the number of their last change.</summary>
    public bool SeqNo { get; init; }

    /// <summary>What is highlighted.</summary>
    public JsonElement? Highlight { get; init; }

    /// <summary>The aggregations.</summary>
    public JsonElement? Aggregations { get; init; }

    /// <summary>Whether aggregations' names begin with their kind.</summary>
    public bool TypedKeys { get; init; }
}
