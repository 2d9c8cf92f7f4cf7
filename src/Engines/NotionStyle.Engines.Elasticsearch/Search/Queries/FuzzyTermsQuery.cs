using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>
/// Matches the terms within some edits of one, the nearest first. All of them count as being as frequent as the most frequent (as Elasticsearch does), for else a rare misspelling would
/// score above the word that was meant.
/// </summary>
internal sealed class FuzzyTermsQuery : FuzzyQuery
{
    /// <summary>Letters; a longer term is looked for as it is: building the automaton of a thousand letters takes seconds.</summary>
    private const int MaxTermLength = 128;

    private FuzzyTermsQuery(Term term, int edits, FuzzyOptions options, SearchClock clock)
        : base(term, edits, options.PrefixLength, options.MaxExpansions, options.Transpositions)
    {
        MultiTermRewriteMethod = new Blend(options.MaxExpansions, clock);
    }

    /// <summary>The query for a term, which is a plain one if nothing may differ.</summary>
    public static Query Make(QueryContext context, string field, string text, FuzzyOptions options)
    {
        var term = new Term(field, text);
        var edits = text.Length > MaxTermLength ? 0 : options.For(text);
        if (edits == 0)
            return new TermQuery(term);
        context.Count();
        return new FuzzyTermsQuery(term, edits, options, context.Clock);
    }

    private sealed class Blend(int size, SearchClock clock) : RewriteMethod
    {
        private const int MaxSeen = 200_000;

        public override Query Rewrite(IndexReader reader, MultiTermQuery query)
        {
            var found = new Dictionary<string, (float Boost, int Frequency)>(StringComparer.Ordinal);
            // One for all leaves: the automata are kept in it.
            var attributes = new AttributeSource();
            foreach (var leaf in reader.Leaves)
            {
                if (leaf.AtomicReader.GetTerms(query.Field) is not { } terms)
                    continue;
                var walk = GetTermsEnum(query, terms, attributes);
                var boost = walk.Attributes.AddAttribute<IBoostAttribute>();
                while (walk.MoveNext() && found.Count < MaxSeen)
                {
                    clock.Tick();
                    var text = walk.Term.Utf8ToString();
                    found.TryGetValue(text, out var before);
                    found[text] = (boost.Boost, before.Frequency + walk.DocFreq);
                }
            }
            var nearest = found
                .OrderByDescending(pair => pair.Value.Boost)
                .ThenBy(pair => pair.Key, StringComparer.Ordinal)
                .Take(size)
                .ToList();
            var result = new BooleanQuery(disableCoord: true) { Boost = query.Boost };
            var frequency = nearest.Select(pair => pair.Value.Frequency).DefaultIfEmpty().Max();
            foreach (var (text, (boost, _)) in nearest)
                result.Add(new TermQuery(new Term(query.Field, text), frequency) { Boost = boost }, Occur.SHOULD);
            return result;
        }
    }
}
