using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Reads <c>aggs</c>.</summary>
internal static class AggregationReader
{
    /// <summary>Reads them.</summary>
    public static Aggregations Read(QueryContext context, JsonElement json) =>
        throw ElasticsearchException.Unsupported("aggs", "wait");
}
