using System.Text.Json;
using System.Text.Json.Serialization;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Records;

namespace NotionStyle.Blocks.Ports;

/// <summary>What block services and the search service say to each other, as JSON over HTTP. Both are of one version of this program; nothing else speaks it.</summary>
public static class SearchWire
{
    /// <summary>The search service's name for service discovery.</summary>
    public const string ServiceName = "search-service";

    /// <summary>POST <see cref="AskedSearch" />, answers <see cref="SearchResults" />.</summary>
    public const string SearchPath = "/search/blocks";

    /// <summary>POST <see cref="AskedTitles" />, answers <see cref="FoundTitles" />.</summary>
    public const string TitlesPath = "/search/titles";

    /// <summary>POST <see cref="HandedOver" />, answers 202, or 503 when there is no room: then it is to be sent again.</summary>
    public const string ChangesPath = "/changes";

    /// <summary>Commits in one <see cref="HandedOver" />.</summary>
    public const int CommitsMaximum = 500;

    /// <summary>Records of all commits in one <see cref="HandedOver" />, which keeps it far below the bytes of a request. A single commit is never cut, and may have more.</summary>
    public const int RecordsMaximum = 20_000;

    /// <summary>How all of it is written.</summary>
    public static JsonSerializerOptions Json { get; } =
        new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };
}

/// <summary>A search, and who asks.</summary>
/// <param name="Actor">Who asks.</param>
/// <param name="Request">The search.</param>
public sealed record AskedSearch(Actor Actor, SearchRequest Request);

/// <summary>A search by title, and who asks.</summary>
/// <param name="Actor">Who asks.</param>
/// <param name="Query">The search.</param>
public sealed record AskedTitles(Actor Actor, TitleQuery Query);

/// <summary>What was found by title.</summary>
/// <param name="Records">The records, in the order of the list.</param>
/// <param name="NextCursor">Where the next part begins; null at the end.</param>
public sealed record FoundTitles(IReadOnlyList<RecordPointer> Records, string? NextCursor);

/// <summary>Commits that are handed over.</summary>
/// <param name="Commits">At most <see cref="SearchWire.CommitsMaximum" /> with <see cref="SearchWire.RecordsMaximum" />, in the order in which they were committed.</param>
public sealed record HandedOver(IReadOnlyList<HandedCommit> Commits);

/// <summary>One commit.</summary>
/// <param name="Changes">What it changed.</param>
/// <param name="TraceParent">The trace of the request that made it; null when it is not traced.</param>
public sealed record HandedCommit(CommittedChanges Changes, string? TraceParent);

/// <summary>A refusal.</summary>
/// <param name="Code">The class of cause.</param>
/// <param name="Message">For the caller to read.</param>
public sealed record SearchRefusal(Errors.ErrorCode Code, string Message);
