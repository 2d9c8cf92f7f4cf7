using System.Text.Json;
using Lucene.Net.Analysis;
using Lucene.Net.Search;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>How the words of a text have to match.</summary>
internal enum MatchKind
{
    /// <summary>One by one.</summary>
    Words,

    /// <summary>In their order.</summary>
    Phrase,

    /// <summary>In their order, the last one only begun.</summary>
    PhrasePrefix,

    /// <summary>One by one, the last one only begun.</summary>
    BoolPrefix,
}

/// <summary>The options of a match on text, whatever fields it is on.</summary>
/// <param name="Kind">How words match.</param>
/// <param name="And">Whether every word must match.</param>
/// <param name="MinimumShouldMatch">How many words must match.</param>
/// <param name="Fuzzy">How far words may differ.</param>
/// <param name="Slop">How far words of a phrase may be from their places.</param>
/// <param name="MaxExpansions">How many terms a begun word may stand for.</param>
/// <param name="ZeroTermsAll">Whether a text without words matches everything.</param>
/// <param name="Analyzer">The analyzer; null for the field's.</param>
/// <param name="Lenient">Whether a text that is no value of the field matches nothing instead of being refused.</param>
internal sealed record MatchOptions(
    MatchKind Kind,
    bool And = false,
    string? MinimumShouldMatch = null,
    FuzzyOptions? Fuzzy = null,
    int Slop = 0,
    int MaxExpansions = 50,
    bool ZeroTermsAll = false,
    Analyzer? Analyzer = null,
    bool Lenient = false
)
{
    /// <summary>Reads them.</summary>
    public static MatchOptions Read(QueryContext context, Body body, MatchKind kind)
    {
        var and = body.Text("operator")?.ToUpperInvariant() switch
        {
            null or "OR" => false,
            "AND" => true,
            var other => throw ElasticsearchException.IllegalArgument(
                $"No enum constant for operator [{other}]; use [or] or [and]"
            ),
        };
        var zero = body.Text("zero_terms_query")?.ToUpperInvariant() switch
        {
            null or "NONE" => false,
            "ALL" => true,
            var other => throw ElasticsearchException.Parsing(
                $"unsupported zero_terms_query value [{other}]; use [none] or [all]"
            ),
        };
        var expansions = body.Integer("max_expansions", 50, 1, FuzzyOptions.MaxMaxExpansions);
        var options = new MatchOptions(
            kind,
            and,
            body.Text("minimum_should_match"),
            FuzzyOptions.Read(body, null) is { } fuzzy ? fuzzy with { MaxExpansions = expansions } : null,
            body.Integer("slop", 0),
            expansions,
            zero,
            body.Text("analyzer") is { } analyzer ? context.Target.Mapping.Analysis.Get(analyzer) : null,
            body.Flag("lenient", false)
        );
        body.Ignore("auto_generate_synonyms_phrase_query", "_name");
        return options;
    }
}

/// <summary>Reads <c>match</c> and its relatives.</summary>
internal static class MatchReader
{
    /// <summary>Reads the query.</summary>
    public static Query Match(QueryContext context, string name, JsonElement json, MatchKind kind)
    {
        var (fieldName, body) = FieldBody.Read(name, json, "query");
        var text =
            body.Take("query")
            ?? throw ElasticsearchException.Parsing($"[{name}] requires query value, provided [null]");
        if (text.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
            throw ElasticsearchException.Parsing($"[{name}] unknown token [{Body.Kind(text)}] after [query]");
        var options = MatchOptions.Read(context, body, kind);
        var boost = body.Boost();
        body.Done();
        var query = context.Field(fieldName) is { } field
            ? MatchBuilder.Build(context, field, text, options) ?? Empty(options)
            : QueryContext.None;
        query.Boost *= boost;
        return query;
    }

    /// <summary>What a text without words matches.</summary>
    public static Query Empty(MatchOptions options) =>
        options.ZeroTermsAll ? new MatchAllDocsQuery() : QueryContext.None;
}
