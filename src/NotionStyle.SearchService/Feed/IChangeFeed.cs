using NotionStyle.Blocks.Records;

namespace NotionStyle.SearchService.Feed;

/// <summary>A way in which this service hears of changes. It may tell late, twice and in any order; whatever position it keeps, it moves only after the sink has returned.</summary>
internal interface IChangeFeed
{
    /// <summary>The name in metrics and in the status.</summary>
    string Name { get; }

    /// <summary>Changes that it knows of and has not handed on yet.</summary>
    long Depth { get; }

    /// <summary>Hands changes on until it is cancelled.</summary>
    Task RunAsync(IChangeSink sink, CancellationToken ct);
}

/// <summary>Where feeds hand changes on to.</summary>
internal interface IChangeSink
{
    /// <summary>Applies changes; returns when their effect is durable. It waits as long as Elasticsearch or PostgreSQL is away, and so holds back the feed.</summary>
    Task ApplyAsync(string feed, IReadOnlyList<Change> changes, CancellationToken ct);

    /// <summary>
    /// The same for a feed that keeps no position: returns when the changed blocks are durable, and gives a task that ends when their pages are, too. A page that was decided a moment ago
    /// waits (<see cref="SearchOptions.PageInterval" />), and the blocks behind it need not.
    /// </summary>
    Task<Task> BeginAsync(string feed, IReadOnlyList<Change> changes, CancellationToken ct);

    /// <summary>Whether a change was applied a short while ago, by whatever feed.</summary>
    bool IsApplied(Guid spaceId, RecordVersion record);
}

/// <summary>One record that was changed.</summary>
/// <param name="SpaceId">Its workspace.</param>
/// <param name="Record">The record, with the version that it got.</param>
/// <param name="CommittedAt">When.</param>
/// <param name="TraceParent">The trace of the request that changed it; null when it is not known.</param>
internal readonly record struct Change(
    Guid SpaceId,
    RecordVersion Record,
    DateTimeOffset CommittedAt,
    string? TraceParent = null
);
