using Lucene.Net.Search;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>What a search runs on: one index at one moment.</summary>
/// <param name="IndexName">The name that hits show.</param>
/// <param name="Mapping">The mapping of that moment.</param>
/// <param name="Searcher">A searcher over the refreshed documents, whose similarity is <see cref="MappingSimilarity"/>. The caller keeps it open.</param>
internal sealed record SearchTarget(string IndexName, IndexMapping Mapping, IndexSearcher Searcher);
