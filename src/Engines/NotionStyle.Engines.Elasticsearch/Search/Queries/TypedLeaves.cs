using System.Text.Json;
using Lucene.Net.Analysis;
using Lucene.Net.Search;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Builds the queries of single words and phrases within typed queries.</summary>
/// <param name="Context">What the whole query shares.</param>
/// <param name="Fields">The fields of words that name none.</param>
/// <param name="Analyzer">The analyzer; null for the fields' own.</param>
/// <param name="Lenient">Whether a word that is no value of a field matches nothing there.</param>
/// <param name="TieBreaker">The share of other fields than the best one.</param>
/// <param name="Slop">How far words of a phrase that says nothing may be from their places.</param>
internal sealed record TypedLeaves(
    QueryContext Context,
    IReadOnlyList<string>? Fields,
    Analyzer? Analyzer,
    bool Lenient,
    float TieBreaker = 0,
    int Slop = 0
)
{
    /// <summary>A word.</summary>
    public Query Word(string? field, string text, FuzzyOptions? fuzzy, bool and) =>
        Match(
            field,
            text,
            new MatchOptions(MatchKind.Words, And: and, Fuzzy: fuzzy, Analyzer: Analyzer, Lenient: Lenient)
        );

    /// <summary>A phrase.</summary>
    public Query Phrase(string? field, string text, int? slop) =>
        Match(
            field,
            text,
            new MatchOptions(MatchKind.Phrase, Slop: slop ?? Slop, Analyzer: Analyzer, Lenient: Lenient)
        );

    /// <summary>A pattern with stars.</summary>
    public Query Pattern(string? field, string pattern) =>
        Each(
            field,
            one =>
                one.Mapped.Kind.IsNumeric()
                    ? QueryContext.None
                    // Analysed text is in lower case nearly always, and a pattern cannot be analysed.
                    : PatternQueries.WildcardOf(
                        Context,
                        one,
                        one.Mapped.Kind == FieldKind.Text ? pattern.ToLowerInvariant() : pattern,
                        ignoreCase: false,
                        boost: 1
                    )
        );

    /// <summary>Another kind of query, by its JSON.</summary>
    public Query Json(string? field, string kind, object body) =>
        Each(
            field,
            one =>
                QueryParser.Parse(
                    Context,
                    JsonSerializer.SerializeToElement(
                        new Dictionary<string, object>
                        {
                            [kind] = new Dictionary<string, object> { [one.Mapped.Path] = body },
                        }
                    )
                )
        );

    private Query Match(string? field, string text, MatchOptions options) =>
        MultiMatchReader.Each(
            Context,
            FieldNames.Resolve(Context, field is null ? Fields : [field]),
            JsonSerializer.SerializeToElement(text),
            options,
            TieBreaker
        );

    private Query Each(string? field, Func<QueryField, Query> make)
    {
        var queries = new List<Query>();
        foreach (var (one, boost) in FieldNames.Resolve(Context, field is null ? Fields : [field]))
        {
            Context.Count();
            var query = make(one);
            query.Boost *= boost;
            queries.Add(query);
        }
        return queries.Count switch
        {
            0 => QueryContext.None,
            1 => queries[0],
            _ => CompoundQueries.Best(queries, TieBreaker),
        };
    }
}
