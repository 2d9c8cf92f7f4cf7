using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Answers <c>_count</c> on one index.</summary>
internal static class CountExecutor
{
    /// <summary>How many documents match.</summary>
    public static long Count(
        SearchTarget target,
        JsonElement? json,
        IReadOnlyDictionary<string, string> parameters,
        CancellationToken cancellation
    )
    {
        if (json is { } given)
        {
            var body = new Body("count", given);
            body.Take("query");
            if (body.Rest.Count > 0)
                throw ElasticsearchException.Parsing($"request does not support [{body.Rest.First()}]");
        }
        var request = SearchRequestParser.Parse(json, parameters) with { Size = 0, From = 0, Sort = [] };
        var run = new SearchRun(target, request, new SearchClock(cancellation));
        run.Execute();
        return run.Total;
    }
}
