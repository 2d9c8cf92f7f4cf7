using System.Net;
using System.Text;
using NotionStyle.Engines.Elasticsearch.Analysis;
using NotionStyle.Engines.Elasticsearch.Mappings;
using Analyzer = Lucene.Net.Analysis.Analyzer;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Shows where texts match: analyses them again, finds the tokens that the query looks for, and cuts fragments around them.</summary>
internal sealed class Highlighter(
    IndexMapping mapping,
    HighlightField options,
    Dictionary<string, TermMatchers> matchers
)
{
    /// <summary>The fragments of a field's texts.</summary>
    public List<string> Fragments(MappedField field, IReadOnlyList<string> texts)
    {
        var all = new List<(string Text, Fragment Fragment)>();
        foreach (var text in texts)
        {
            var spans = Merge(Spans(field, text));
            if (spans.Count == 0)
                continue;
            var fragments =
                options.NumberOfFragments == 0
                    ? [new Fragment(0, text.Length, spans)]
                    : Fragmenter.Cut(text, spans, options.FragmentSize);
            all.AddRange(fragments.Select(fragment => (text, fragment)));
        }
        if (all.Count == 0)
            return options.NoMatchSize == 0 ? [] : [Encode(Fragmenter.Begin(texts[0], options.NoMatchSize))];
        var shown = options.NumberOfFragments == 0 ? all : Best(all);
        return [.. shown.Select(one => Render(one.Text, one.Fragment))];
    }

    private List<(string Text, Fragment Fragment)> Best(List<(string Text, Fragment Fragment)> all)
    {
        var best = all.Select((one, index) => (one, index))
            .OrderByDescending(pair => pair.one.Fragment.Score)
            .ThenBy(pair => pair.index)
            .Take(options.NumberOfFragments);
        return [.. (options.ByScore ? best : best.OrderBy(pair => pair.index)).Select(pair => pair.one)];
    }

    private List<Span> Spans(MappedField field, string text)
    {
        var spans = new List<Span>();
        if (text.Length > mapping.Settings.MaxAnalyzedOffset)
            text = text[..mapping.Settings.MaxAnalyzedOffset];
        var names = options.MatchedFields.Count == 0 ? [field.Path] : options.MatchedFields;
        foreach (var name in names)
        {
            if (mapping.Leaf(name) is not { } source || Looked(name) is not { } looked)
                continue;
            Find(Analyze(mapping.IndexAnalyzer(source), name, text), looked, spans);
        }
        return spans;
    }

    private TermMatchers? Looked(string name)
    {
        if (options.RequireFieldMatch)
            return matchers.GetValueOrDefault(name);
        var any = new TermMatchers();
        foreach (var one in matchers.Values)
            any.Add(one);
        return any;
    }

    private static List<Token> Analyze(Analyzer? analyzer, string field, string text) =>
        analyzer is null ? [new Token(text, 0, 0, text.Length)] : Tokens.Analyze(analyzer, field, text);

    private static void Find(List<Token> tokens, TermMatchers looked, List<Span> spans)
    {
        foreach (var token in tokens)
        {
            if (looked.IsMatch(token.Text))
                spans.Add(new Span(token.Start, token.End, token.Text));
        }
        foreach (var (words, slop) in looked.Phrases)
            Phrase(tokens, words, slop, spans);
    }

    // A phrase occurs where each of its words has a token, and the tokens' distances from their places differ by no more than the slop.
    private static void Phrase(
        List<Token> tokens,
        IReadOnlyList<(int Position, Func<string, bool> Test)> words,
        int slop,
        List<Span> spans
    )
    {
        var candidates = new List<(int Shift, int Word, Token Token)>();
        foreach (var token in tokens)
        {
            for (var word = 0; word < words.Count; word++)
            {
                if (words[word].Test(token.Text))
                    candidates.Add((token.Position - words[word].Position, word, token));
            }
        }
        candidates.Sort((one, other) => one.Shift.CompareTo(other.Shift));
        var counts = new int[words.Count];
        var (begin, distinct) = (0, 0);
        var marked = 0;
        for (var end = 0; end < candidates.Count; end++)
        {
            if (counts[candidates[end].Word]++ == 0)
                distinct++;
            while (candidates[end].Shift - candidates[begin].Shift > slop)
            {
                if (--counts[candidates[begin++].Word] == 0)
                    distinct--;
            }
            if (distinct < words.Count)
                continue;
            for (var index = Math.Max(begin, marked); index <= end; index++)
                spans.Add(
                    new Span(candidates[index].Token.Start, candidates[index].Token.End, candidates[index].Token.Text)
                );
            marked = end + 1;
        }
    }

    private static List<Span> Merge(List<Span> spans)
    {
        var merged = new List<Span>();
        foreach (
            var span in spans
                .Where(span => span.End > span.Start)
                .OrderBy(span => span.Start)
                .ThenByDescending(span => span.End)
        )
        {
            if (merged.Count > 0 && span.Start < merged[^1].End)
                merged[^1] = merged[^1] with { End = Math.Max(merged[^1].End, span.End) };
            else
                merged.Add(span);
        }
        return merged;
    }

    private string Render(string text, Fragment fragment)
    {
        var result = new StringBuilder();
        var at = fragment.Start;
        foreach (var span in fragment.Spans)
        {
            result.Append(Encode(text[at..span.Start])).Append(options.PreTag);
            result.Append(Encode(text[span.Start..span.End])).Append(options.PostTag);
            at = span.End;
        }
        return result.Append(Encode(text[at..fragment.End])).ToString();
    }

    private string Encode(string text) => options.EncodeHtml ? WebUtility.HtmlEncode(text) : text;
}
