using System.Text.RegularExpressions;
using Lucene.Net.Tartarus.Snowball.Ext;

namespace NotionStyle.Benchmarks.Relevance;

/// <summary>The yardstick: BM25 in its plainest form over whole pages, with English stems and a short stop list.</summary>
internal sealed partial class PlainBm25
{
    private const double K1 = 1.2;
    private const double B = 0.75;

    private static readonly HashSet<string> Stop =
    [
        .. "a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to was will with".Split(
            ' '
        ),
    ];

    private readonly EnglishStemmer _stemmer = new();
    private readonly IReadOnlyList<SourcePage> _pages;
    private readonly Dictionary<string, List<(int Page, int Count)>> _postings = [];
    private readonly int[] _lengths;
    private readonly double _averageLength;

    public PlainBm25(IReadOnlyList<SourcePage> pages)
    {
        _pages = pages;
        _lengths = new int[pages.Count];
        for (var i = 0; i < pages.Count; i++)
        {
            var terms = Terms(pages[i].Markdown).ToArray();
            _lengths[i] = terms.Length;
            foreach (var term in terms.CountBy(t => t))
            {
                if (!_postings.TryGetValue(term.Key, out var list))
                    _postings[term.Key] = list = [];
                list.Add((i, term.Value));
            }
        }

        _averageLength = _lengths.Average();
    }

    /// <summary>The keys of the hundred best pages.</summary>
    public IReadOnlyList<string> Rank(string text)
    {
        var scores = new Dictionary<int, double>();
        foreach (var term in Terms(text).Distinct())
        {
            if (!_postings.TryGetValue(term, out var list))
                continue;
            var idf = Math.Log(1 + ((_pages.Count - list.Count + 0.5) / (list.Count + 0.5)));
            foreach (var (page, count) in list)
                scores[page] =
                    scores.GetValueOrDefault(page)
                    + (idf * count * (K1 + 1) / (count + (K1 * (1 - B + (B * _lengths[page] / _averageLength)))));
        }

        return [.. scores.OrderByDescending(s => s.Value).ThenBy(s => s.Key).Take(100).Select(s => _pages[s.Key].Key)];
    }

    private IEnumerable<string> Terms(string text)
    {
        foreach (Match word in Words().Matches(text.ToLowerInvariant()))
        {
            if (Stop.Contains(word.Value))
                continue;
            _stemmer.SetCurrent(word.Value);
            _stemmer.Stem();
            yield return _stemmer.Current;
        }
    }

    [GeneratedRegex("[a-z0-9]+")]
    private static partial Regex Words();
}
