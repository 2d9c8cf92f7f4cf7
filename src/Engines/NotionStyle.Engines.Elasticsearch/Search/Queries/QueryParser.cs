using System.Text.Json;
using Lucene.Net.Search;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Turns a query's JSON into a Lucene query.</summary>
internal static class QueryParser
{
    private static readonly HashSet<string> LeftOut = new(StringComparer.Ordinal)
    {
        "nested",
        "has_child",
        "has_parent",
        "parent_id",
        "script",
        "script_score",
        "geo_bounding_box",
        "geo_distance",
        "geo_polygon",
        "geo_shape",
        "shape",
        "more_like_this",
        "percolate",
        "rank_feature",
        "distance_feature",
        "wrapper",
        "pinned",
        "intervals",
        "span_term",
        "span_near",
        "span_or",
        "span_not",
        "span_first",
        "span_multi",
        "span_containing",
        "span_within",
        "terms_set",
        "knn",
        "text_expansion",
        "sparse_vector",
        "semantic",
        "combined_fields",
        "rule",
    };

    /// <summary>Reads a query for a caller that needs no more than the query, such as <c>_delete_by_query</c>; null matches everything.</summary>
    public static Query Parse(SearchTarget target, JsonElement? query, CancellationToken cancellation = default)
    {
        if (query is not { ValueKind: not JsonValueKind.Null } given)
            return new MatchAllDocsQuery();
        JsonGuard.Check(given);
        return Parse(new QueryContext(target, new SearchClock(cancellation)), given);
    }

    /// <summary>Reads one query of a request.</summary>
    public static Query Parse(QueryContext context, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw ElasticsearchException.Parsing(
                $"[_na] query malformed, must start with start_object but was [{Body.Kind(json)}]"
            );
        using var properties = json.EnumerateObject();
        if (!properties.MoveNext())
            throw ElasticsearchException.IllegalArgument("query malformed, empty clause found");
        var (name, body) = (properties.Current.Name, properties.Current.Value);
        if (properties.MoveNext())
            throw ElasticsearchException.Parsing(
                $"[{name}] malformed query, expected [END_OBJECT] but found [FIELD_NAME] ([{properties.Current.Name}])"
            );
        context.Enter();
        context.Count();
        var query = Read(context, name, body);
        context.Leave();
        return query;
    }

    /// <summary>Reads a list of queries, or a single one.</summary>
    public static IReadOnlyList<Query> ParseMany(QueryContext context, IReadOnlyList<JsonElement> queries) =>
        [.. queries.Select(query => Parse(context, query))];

    private static Query Read(QueryContext context, string name, JsonElement json) =>
        name switch
        {
            "match_all" => Simple(name, json, new MatchAllDocsQuery()),
            "match_none" => Simple(name, json, QueryContext.None),
            "bool" => CompoundQueries.Bool(context, json),
            "constant_score" => CompoundQueries.ConstantScore(context, json),
            "dis_max" => CompoundQueries.DisMax(context, json),
            "boosting" => CompoundQueries.Boosting(context, json),
            "function_score" => FunctionScoreReader.Read(context, json),
            "term" => TermQueries.Term(context, json),
            "terms" => TermQueries.Terms(context, json),
            "range" => RangeQueries.Range(context, json),
            "exists" => TermQueries.Exists(context, json),
            "ids" => TermQueries.Ids(context, json),
            "prefix" => PatternQueries.Prefix(context, json),
            "wildcard" => PatternQueries.Wildcard(context, json),
            "regexp" => PatternQueries.Regexp(context, json),
            "fuzzy" => PatternQueries.Fuzzy(context, json),
            "match" => MatchReader.Match(context, name, json, MatchKind.Words),
            "match_phrase" => MatchReader.Match(context, name, json, MatchKind.Phrase),
            "match_phrase_prefix" => MatchReader.Match(context, name, json, MatchKind.PhrasePrefix),
            "match_bool_prefix" => MatchReader.Match(context, name, json, MatchKind.BoolPrefix),
            "multi_match" => MultiMatchReader.Read(context, json),
            "simple_query_string" => QueryStringReader.Simple(context, json),
            "query_string" => QueryStringReader.Full(context, json),
            _ when LeftOut.Contains(name) => throw ElasticsearchException.Unsupported(
                $"query [{name}]",
                "use [bool, match, multi_match, match_phrase, prefix, term, terms, range, exists, function_score] or others of its list"
            ),
            _ => throw ElasticsearchException.Parsing($"unknown query [{name}]"),
        };

    private static Query Simple(string name, JsonElement json, Query query)
    {
        var body = new Body(name, json);
        query.Boost = body.Boost();
        body.Ignore("_name");
        body.Done();
        return query;
    }
}
