using System.Text.Json;
using Lucene.Net.Index;
using Lucene.Net.Search;
using NotionStyle.Engines.Elasticsearch.Analysis;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Builds the query for a text on one field.</summary>
internal static class MatchBuilder
{
    /// <summary>The query, or null if the text has no words.</summary>
    public static Query? Build(QueryContext context, QueryField field, JsonElement value, MatchOptions options)
    {
        if (field.Mapped.Kind.IsNumeric())
            return TermQueries.Exact(context, field, value, options.Lenient);
        var text = TermQueries.Text("match", value);
        if (Positions(context, field, text, options) is not { Count: > 0 } positions)
            return null;
        return options.Kind switch
        {
            MatchKind.Words => Words(context, field, positions, options, lastBegun: false),
            MatchKind.BoolPrefix => Words(context, field, positions, options, lastBegun: true),
            MatchKind.Phrase => Phrase(context, field, positions, options.Slop),
            _ => PhrasePrefix(context, field, positions, options),
        };
    }

    /// <summary>The words of the text by their position, or null if it has none.</summary>
    public static List<(int Position, IReadOnlyList<string> Terms)>? Positions(
        QueryContext context,
        QueryField field,
        string text,
        MatchOptions options
    )
    {
        var analyzer = options.Analyzer ?? context.Target.Mapping.SearchAnalyzer(field.Mapped);
        if (analyzer is null)
            return [(0, [field.Prefix + text])];
        // One more than the limit, so that the count below refuses what was cut off.
        var tokens = Tokens.Analyze(analyzer, field.Name, text, QueryContext.MaxClauses + 1);
        context.Count(tokens.Count);
        return
        [
            .. tokens
                .GroupBy(token => token.Position)
                .Select(group =>
                    (group.Key, (IReadOnlyList<string>)[.. group.Select(token => field.Prefix + token.Text).Distinct()])
                ),
        ];
    }

    /// <summary>The query for the words of one position; several are synonyms.</summary>
    public static Query Word(QueryContext context, string field, IReadOnlyList<string> terms, FuzzyOptions? fuzzy)
    {
        if (terms.Count == 1)
            return fuzzy is null
                ? new TermQuery(new Term(field, terms[0]))
                : FuzzyTermsQuery.Make(context, field, terms[0], fuzzy);
        // Synonyms count as equally frequent, and the best one counts.
        var reader = context.Target.Searcher.IndexReader;
        var frequency = terms.Max(term => reader.DocFreq(new Term(field, term)));
        return CompoundQueries.Best(
            [
                .. terms.Select(term =>
                    fuzzy is null
                        ? new TermQuery(new Term(field, term), frequency)
                        : FuzzyTermsQuery.Make(context, field, term, fuzzy)
                ),
            ],
            0
        );
    }

    private static Query Words(
        QueryContext context,
        QueryField field,
        List<(int Position, IReadOnlyList<string> Terms)> positions,
        MatchOptions options,
        bool lastBegun
    )
    {
        var words = new List<Query>();
        for (var index = 0; index < positions.Count; index++)
        {
            var begun = lastBegun && index == positions.Count - 1;
            words.Add(
                begun
                    ? Begun(context, field, positions[index].Terms)
                    : Word(context, field.Name, positions[index].Terms, options.Fuzzy)
            );
        }
        return Combine(words, options.And, options.MinimumShouldMatch);
    }

    /// <summary>Joins the queries of words.</summary>
    public static Query Combine(IReadOnlyList<Query> words, bool and, string? minimum)
    {
        if (words.Count == 1 && minimum is null)
            return words[0];
        var query = new BooleanQuery(disableCoord: true);
        foreach (var word in words)
            query.Add(word, and ? Occur.MUST : Occur.SHOULD);
        if (and || minimum is null)
            return query;
        var needed = MinimumShouldMatch.Count(words.Count, minimum);
        if (needed > words.Count)
            return QueryContext.None;
        query.MinimumNumberShouldMatch = needed;
        return query;
    }

    private static Query Begun(QueryContext context, QueryField field, IReadOnlyList<string> terms)
    {
        var whole = field with { Prefix = "" };
        Query Prefix(string term) => new PatternQuery(whole, term, _ => true, term + "*", context.Clock);
        return terms.Count == 1 ? Prefix(terms[0]) : CompoundQueries.Best([.. terms.Select(Prefix)], 0);
    }

    private static Query Phrase(
        QueryContext context,
        QueryField field,
        List<(int Position, IReadOnlyList<string> Terms)> positions,
        int slop
    )
    {
        if (positions.Count == 1)
            return Word(context, field.Name, positions[0].Terms, null);
        NeedPositions(context, field);
        var first = positions[0].Position;
        if (positions.All(position => position.Terms.Count == 1))
        {
            var phrase = new PhraseQuery { Slop = slop };
            foreach (var (position, terms) in positions)
                phrase.Add(new Term(field.Name, terms[0]), position - first);
            return phrase;
        }
        var multi = new MultiPhraseQuery { Slop = slop };
        foreach (var (position, terms) in positions)
            multi.Add([.. terms.Select(term => new Term(field.Name, term))], position - first);
        return multi;
    }

    private static PhrasePrefixQuery PhrasePrefix(
        QueryContext context,
        QueryField field,
        List<(int Position, IReadOnlyList<string> Terms)> positions,
        MatchOptions options
    )
    {
        if (positions.Count > 1)
            NeedPositions(context, field);
        var first = positions[0].Position;
        return new PhrasePrefixQuery(
            field.Name,
            [.. positions.Select(position => (position.Position - first, position.Terms))],
            options.Slop,
            options.MaxExpansions,
            context.Clock
        );
    }

    private static void NeedPositions(QueryContext context, QueryField field)
    {
        if (field.Mapped.Kind != FieldKind.Text || field.Mapped.IndexOptions is not ("positions" or "offsets"))
            throw new ElasticsearchException(
                400,
                "illegal_state_exception",
                $"field:[{field.Name}] was indexed without position data; cannot run PhraseQuery"
            )
            {
                Index = context.Target.IndexName,
            };
    }
}
