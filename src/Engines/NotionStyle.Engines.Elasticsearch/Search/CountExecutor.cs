using System.Text.Json;
using Lucene.Net.Search;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Answers <c>_count</c> on one index.</summary>
internal static class CountExecutor
{
    /// <summary>How many documents match.</summary>
    public static long Count(
        SearchTarget target,
        JsonElement? body,
        IReadOnlyDictionary<string, string> parameters,
        CancellationToken cancellation
    )
    {
        cancellation.ThrowIfCancellationRequested();
        _ = parameters;
        var counter = new TotalHitCountCollector();
        target.Searcher.Search(
            QueryParser.Parse(target, body is { } given && given.TryGetProperty("query", out var query) ? query : null),
            counter
        );
        return counter.TotalHits;
    }
}
