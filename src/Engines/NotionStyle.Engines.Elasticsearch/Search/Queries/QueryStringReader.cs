using System.Text.Json;
using Lucene.Net.Search;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Reads queries that people type.</summary>
internal static class QueryStringReader
{
    /// <summary>Reads <c>simple_query_string</c>.</summary>
    public static Query Simple(QueryContext context, JsonElement json) =>
        throw ElasticsearchException.Unsupported("query [simple_query_string]", "use [multi_match]");

    /// <summary>Reads <c>query_string</c>.</summary>
    public static Query Full(QueryContext context, JsonElement json) =>
        throw ElasticsearchException.Unsupported("query [query_string]", "use [bool] and [multi_match]");
}
