using System.Text.Json;
using Lucene.Net.Search;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Reads queries that people type.</summary>
internal static class QueryStringReader
{
    /// <summary>The longest text.</summary>
    public const int MaxLength = 32_768;

    /// <summary>Reads <c>simple_query_string</c>, which takes any text.</summary>
    public static Query Simple(QueryContext context, JsonElement json)
    {
        var body = new Body("simple_query_string", json);
        var text = Text(body);
        var leaves = Leaves(context, body, body.Texts("fields"));
        var and = And(body);
        var minimum = body.Text("minimum_should_match");
        var boost = body.Boost();
        body.Ignore("flags", "analyze_wildcard", "quote_field_suffix", "auto_generate_synonyms_phrase_query", "_name");
        body.Ignore("fuzzy_prefix_length", "fuzzy_max_expansions", "fuzzy_transpositions");
        body.Done();
        return Boosted(new SimpleTextParser(context, leaves, text, and).Parse(), minimum, boost);
    }

    /// <summary>Reads <c>query_string</c>, whose text must follow its grammar.</summary>
    public static Query Full(QueryContext context, JsonElement json)
    {
        var body = new Body("query_string", json);
        var text = Text(body);
        var fields = body.Texts("fields") ?? (body.Text("default_field") is { } only ? [only] : null);
        var tie = body.Float("tie_breaker", 0);
        var leaves = Leaves(context, body, fields) with { TieBreaker = tie };
        var and = And(body);
        var minimum = body.Text("minimum_should_match");
        var slop = body.Integer("phrase_slop", 0);
        var boost = body.Boost();
        body.Ignore(
            "type",
            "allow_leading_wildcard",
            "analyze_wildcard",
            "enable_position_increments",
            "escape",
            "rewrite",
            "time_zone"
        );
        body.Ignore(
            "fuzzy_prefix_length",
            "fuzzy_max_expansions",
            "fuzzy_transpositions",
            "fuzzy_rewrite",
            "fuzziness",
            "_name"
        );
        body.Ignore(
            "max_determinized_states",
            "quote_analyzer",
            "quote_field_suffix",
            "auto_generate_synonyms_phrase_query"
        );
        body.Done();
        return Boosted(new FullTextParser(context, leaves with { Slop = slop }, text, and).Parse(), minimum, boost);
    }

    private static string Text(Body body)
    {
        var text = body.Text("query") ?? throw ElasticsearchException.Parsing($"[{body.Name}] query text missing");
        return text.Length <= MaxLength
            ? text
            : throw ElasticsearchException.IllegalArgument(
                $"[{body.Name}] has a text of [{text.Length}] characters; at most [{MaxLength}] are allowed"
            );
    }

    private static TypedLeaves Leaves(QueryContext context, Body body, IReadOnlyList<string>? fields)
    {
        var analyzer = body.Text("analyzer") is { } name ? context.Target.Mapping.Analysis.Get(name) : null;
        return new TypedLeaves(context, fields, analyzer, body.Flag("lenient", fields is null));
    }

    private static bool And(Body body) =>
        body.Text("default_operator")?.ToUpperInvariant() switch
        {
            null or "OR" => false,
            "AND" => true,
            var other => throw ElasticsearchException.IllegalArgument(
                $"No enum constant for operator [{other}]; use [or] or [and]"
            ),
        };

    private static Query Boosted(Query query, string? minimum, float boost)
    {
        if (minimum is not null && query is BooleanQuery many)
        {
            var optional = many.Clauses.Count(clause => clause.Occur == Occur.SHOULD);
            var needed = MinimumShouldMatch.Count(optional, minimum);
            if (needed > optional)
                return QueryContext.None;
            many.MinimumNumberShouldMatch = needed;
        }
        query.Boost *= boost;
        return query;
    }
}
