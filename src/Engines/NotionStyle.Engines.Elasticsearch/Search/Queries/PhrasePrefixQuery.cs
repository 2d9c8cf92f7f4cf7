using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>A phrase whose last word is only begun. It stands for the first so many terms with that beginning.</summary>
/// <param name="fieldName">The field.</param>
/// <param name="positions">The terms of each position; the last position's are beginnings.</param>
/// <param name="slop">How far the words may be from their places.</param>
/// <param name="maxExpansions">How many terms the last word may stand for.</param>
/// <param name="clock">When to end.</param>
internal sealed class PhrasePrefixQuery(
    string fieldName,
    IReadOnlyList<(int Position, IReadOnlyList<string> Terms)> positions,
    int slop,
    int maxExpansions,
    SearchClock clock
) : Query
{
    /// <summary>The field.</summary>
    public string FieldName => fieldName;

    /// <summary>The positions.</summary>
    public IReadOnlyList<(int Position, IReadOnlyList<string> Terms)> Positions => positions;

    /// <summary>How far the words may be from their places.</summary>
    public int Slop => slop;

    /// <inheritdoc/>
    public override Query Rewrite(IndexReader reader)
    {
        var last = Expand(reader);
        if (last.Count == 0)
            return new BooleanQuery { Boost = Boost };
        if (positions.Count == 1)
        {
            var any = new BooleanQuery(disableCoord: true) { Boost = Boost };
            foreach (var term in last)
                any.Add(new TermQuery(term), Occur.SHOULD);
            return any;
        }
        var phrase = new MultiPhraseQuery { Slop = slop, Boost = Boost };
        for (var index = 0; index < positions.Count - 1; index++)
            phrase.Add(
                [.. positions[index].Terms.Select(text => new Term(fieldName, text))],
                positions[index].Position
            );
        phrase.Add([.. last], positions[^1].Position);
        return phrase;
    }

    /// <inheritdoc/>
    public override string ToString(string defaultField) =>
        $"{fieldName}:\"{string.Join(' ', positions.Select(position => string.Join('|', position.Terms)))}*\"";

    /// <inheritdoc/>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    private List<Term> Expand(IndexReader reader)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var begin in positions[^1].Terms)
        {
            var bytes = new BytesRef(begin);
            foreach (var leaf in reader.Leaves)
            {
                if (leaf.AtomicReader.GetTerms(fieldName) is not { } terms)
                    continue;
                var walk = terms.GetEnumerator();
                if (walk.SeekCeil(bytes) == TermsEnum.SeekStatus.END)
                    continue;
                var count = 0;
                do
                {
                    clock.Tick();
                    if (!StringHelper.StartsWith(walk.Term, bytes))
                        break;
                    found.Add(walk.Term.Utf8ToString());
                } while (++count < maxExpansions && walk.MoveNext());
            }
        }
        return [.. found.Take(maxExpansions).Select(text => new Term(fieldName, text))];
    }
}
