using System.Text.Json;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Answers <c>_search</c> on one index.</summary>
internal static class SearchExecutor
{
    /// <summary>Runs the search and writes the whole answer as one JSON object.</summary>
    /// <param name="target">The index.</param>
    /// <param name="body">The request's body; null for an empty one.</param>
    /// <param name="parameters">The URL's parameters.</param>
    /// <param name="output">Gets the answer; nothing is written before the search succeeded.</param>
    /// <param name="cancellation">Ends the search early with an <see cref="OperationCanceledException"/>.</param>
    public static void Execute(
        SearchTarget target,
        JsonElement? body,
        IReadOnlyDictionary<string, string> parameters,
        Utf8JsonWriter output,
        CancellationToken cancellation
    )
    {
        cancellation.ThrowIfCancellationRequested();
        _ = parameters;
        var top = target.Searcher.Search(
            QueryParser.Parse(target, body is { } given && given.TryGetProperty("query", out var query) ? query : null),
            10
        );
        output.WriteStartObject();
        output.WriteNumber("total", top.TotalHits);
        output.WriteEndObject();
    }
}
