using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Answers <c>_search</c> on one index.</summary>
internal static class SearchExecutor
{
    // The answer is no part of an HTML page, so letters beyond ASCII and tags of highlights stay as they are.
    private static readonly JsonWriterOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

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
        // Aggregations and highlights may still refuse, and half an answer could not be taken back.
        var answer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(answer, Readable))
            new ResponseWriter(run, writer).Write();
        output.WriteRawValue(answer.WrittenSpan, skipInputValidation: true);
        output.Flush();
    }
}
