using Lucene.Net.Index;
using Lucene.Net.Queries;
using Lucene.Net.Search;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Reads out of a query what it looks for in each field. What is only excluded is not looked for.</summary>
internal static class QueryTerms
{
    /// <summary>The matchers by field.</summary>
    public static Dictionary<string, TermMatchers> Read(Query query)
    {
        var found = new Dictionary<string, TermMatchers>(StringComparer.Ordinal);
        Walk(query, found);
        return found;
    }

    private static void Walk(Query query, Dictionary<string, TermMatchers> found)
    {
        switch (query)
        {
            case TermQuery term:
                Of(term.Term.Field, found).Terms.Add(term.Term.Text);
                break;
            case BooleanQuery many:
                foreach (var clause in many.Clauses.Where(clause => !clause.IsProhibited))
                    Walk(clause.Query, found);
                break;
            case DisjunctionMaxQuery best:
                foreach (var one in best)
                    Walk(one, found);
                break;
            case ConstantScoreQuery { Query: { } inner }:
                Walk(inner, found);
                break;
            case ConstantScoreQuery { Filter: TermsFilter }:
                break;
            case FunctionScoreQuery scored:
                Walk(scored.Inner, found);
                break;
            case PhraseQuery phrase:
                var positions = phrase.GetPositions();
                Phrase(
                    phrase.GetTerms()[0].Field,
                    [.. phrase.GetTerms().Select((term, index) => (positions[index], Equal([term])))],
                    phrase.Slop,
                    found
                );
                break;
            case MultiPhraseQuery multi:
                var places = multi.GetPositions();
                var arrays = multi.GetTermArrays();
                Phrase(
                    arrays[0][0].Field,
                    [.. arrays.Select((terms, index) => (places[index], Equal(terms)))],
                    multi.Slop,
                    found
                );
                break;
            case PhrasePrefixQuery begun:
                Phrase(begun.FieldName, Begun(begun), begun.Slop, found);
                break;
            case PatternQuery pattern:
                Of(pattern.Field, found).Tests.Add(pattern.IsMatch);
                break;
            case FuzzyQuery fuzzy:
                Of(fuzzy.Term.Field, found)
                    .Tests.Add(term =>
                        EditDistance.IsWithin(
                            fuzzy.Term.Text,
                            term,
                            fuzzy.MaxEdits,
                            fuzzy.PrefixLength,
                            fuzzy.Transpositions
                        )
                    );
                break;
        }
    }

    private static (int, Func<string, bool>)[] Begun(PhrasePrefixQuery query) =>
        [
            .. query.Positions.Select(
                (position, index) =>
                    (
                        position.Position,
                        index == query.Positions.Count - 1
                            ? (Func<string, bool>)(
                                term => position.Terms.Any(begin => term.StartsWith(begin, StringComparison.Ordinal))
                            )
                            : term => position.Terms.Contains(term)
                    )
            ),
        ];

    private static Func<string, bool> Equal(Term[] terms)
    {
        var texts = terms.Select(term => term.Text).ToHashSet(StringComparer.Ordinal);
        return texts.Contains;
    }

    private static void Phrase(
        string field,
        (int, Func<string, bool>)[] words,
        int slop,
        Dictionary<string, TermMatchers> found
    )
    {
        if (words.Length == 1)
            Of(field, found).Tests.Add(words[0].Item2);
        else
            Of(field, found).Phrases.Add((words, slop));
    }

    private static TermMatchers Of(string field, Dictionary<string, TermMatchers> found) =>
        found.TryGetValue(field, out var matchers) ? matchers : found[field] = new TermMatchers();
}
