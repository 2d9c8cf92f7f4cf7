using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Mappings;

/// <summary>Which settings there are.</summary>
internal sealed partial class IndexSettings
{
    private static readonly HashSet<string> Static = new(StringComparer.Ordinal)
    {
        "index.number_of_shards",
        "index.number_of_routing_shards",
        "index.routing_partition_size",
        "index.codec",
        "index.store.type",
        "index.creation_date",
        "index.uuid",
        "index.version.created",
        "index.provided_name",
    };

    private static readonly HashSet<string> Dynamic = new(StringComparer.Ordinal)
    {
        "index.number_of_replicas",
        "index.auto_expand_replicas",
        "index.refresh_interval",
        "index.search.idle.after",
        "index.max_result_window",
        "index.max_terms_count",
        "index.max_regex_length",
        "index.max_ngram_diff",
        "index.max_shingle_diff",
        "index.max_inner_result_window",
        "index.highlight.max_analyzed_offset",
        "index.gc_deletes",
        "index.translog.durability",
        "index.translog.sync_interval",
        "index.translog.flush_threshold_size",
        "index.mapping.total_fields.limit",
        "index.mapping.depth.limit",
        "index.mapping.field_name_length.limit",
        "index.hidden",
        "index.priority",
        "index.query.default_field",
        "index.routing.allocation.include._tier_preference",
    };

    private static bool IsStatic(string key) =>
        Static.Contains(key)
        || key.StartsWith("index.analysis.", StringComparison.Ordinal)
        || key.StartsWith("index.similarity.", StringComparison.Ordinal);

    private static void RefuseUnknown(string key)
    {
        if (!Dynamic.Contains(key) && !IsStatic(key))
            throw ElasticsearchException.IllegalArgument(
                $"unknown setting [{key}] please check that any required plugins are installed, or check the breaking changes documentation for removed settings"
            );
    }
}
