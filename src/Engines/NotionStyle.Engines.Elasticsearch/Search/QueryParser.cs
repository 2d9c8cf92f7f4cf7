using System.Text.Json;
using Lucene.Net.Search;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Turns a query's JSON into a Lucene query.</summary>
internal static partial class QueryParser
{
    /// <summary>Reads the value of <c>query</c>; null or absent matches everything.</summary>
    public static Query Parse(SearchTarget target, JsonElement? query)
    {
        _ = target;
        return query is null ? new MatchAllDocsQuery() : throw Errors.ElasticsearchException.Parsing("unknown query");
    }
}
