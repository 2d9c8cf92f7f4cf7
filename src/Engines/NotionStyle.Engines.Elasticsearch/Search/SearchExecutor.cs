using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Errors;

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
    /// <exception cref="ElasticsearchException">The request cannot be read or run.</exception>
    public static void Execute(
        SearchTarget target,
        JsonElement? body,
        IReadOnlyDictionary<string, string> parameters,
        Utf8JsonWriter output,
        CancellationToken cancellation
    )
    {
        var request = SearchRequestParser.Parse(body, parameters);
        var run = new SearchRun(target, request, new SearchClock(cancellation, request.Timeout));
        run.Execute();
        new ResponseWriter(run, output).Write();
        output.Flush();
    }
}
