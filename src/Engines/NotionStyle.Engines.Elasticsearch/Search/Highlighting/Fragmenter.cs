namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>A match within a text.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="End">The character behind its last.</param>
/// <param name="Term">The term that matched.</param>
internal sealed record Span(int Start, int End, string Term);

/// <summary>A part of a text with its matches.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="End">The character behind its last.</param>
/// <param name="Spans">The matches within.</param>
internal sealed record Fragment(int Start, int End, IReadOnlyList<Span> Spans)
{
    /// <summary>More different words count more than one word again and again.</summary>
    public double Score { get; } =
        Spans.GroupBy(span => span.Term, StringComparer.Ordinal).Sum(group => 1 + (0.1 * Math.Log(group.Count())));
}

/// <summary>Cuts texts into fragments: whole sentences where they fit, else at white space.</summary>
internal static class Fragmenter
{
    private const int MaxFragments = 10_000;

    /// <summary>The fragments around the matches, which come in order and do not overlap.</summary>
    public static List<Fragment> Cut(string text, IReadOnlyList<Span> spans, int size)
    {
        size = Math.Max(1, size);
        var fragments = new List<Fragment>();
        var floor = 0;
        for (var index = 0; index < spans.Count && fragments.Count < MaxFragments; )
        {
            var span = spans[index];
            var start = Start(text, span, floor, size);
            var end = End(text, start, span.End, size);
            var first = index;
            while (index < spans.Count && spans[index].Start < end)
                end = Math.Max(end, spans[index++].End);
            fragments.Add(new Fragment(start, end, [.. spans.Skip(first).Take(index - first)]));
            floor = end;
        }
        return fragments;
    }

    /// <summary>The beginning of a text, up to the end of a word.</summary>
    public static string Begin(string text, int size) => text.Length <= size ? text : text[..End(text, 0, 0, size)];

    private static int Start(string text, Span span, int floor, int size)
    {
        var sentence = span.Start;
        while (sentence > floor && !IsBreak(text, sentence))
            sentence--;
        while (sentence < span.Start && char.IsWhiteSpace(text[sentence]))
            sentence++;
        if (span.End - sentence <= size)
            return sentence;
        // The sentence is too long to begin with: a quarter of the fragment lies before the match.
        var start = Math.Max(Math.Max(floor, sentence), span.Start - (size / 4));
        while (start < span.Start && start > floor && !char.IsWhiteSpace(text[start - 1]))
            start++;
        return Whole(text, start);
    }

    private static int End(string text, int start, int least, int size)
    {
        var most = (int)Math.Min(text.Length, Math.Max((long)start + size, least));
        if (most == text.Length)
            return most;
        for (var end = most; end > least && end > start + (size / 2); end--)
        {
            if (IsBreak(text, end))
                return Trim(text, start, end);
        }
        var word = most;
        while (word < text.Length && !char.IsWhiteSpace(text[word]) && word - most < 20)
            word++;
        return Trim(text, Math.Max(start, least), Whole(text, word));
    }

    private static int Trim(string text, int least, int end)
    {
        while (end > least && char.IsWhiteSpace(text[end - 1]))
            end--;
        return end;
    }

    // A sentence ends behind a full stop and white space, and at the end of a line.
    private static bool IsBreak(string text, int at) =>
        at >= text.Length
        || (at > 0 && text[at - 1] == '\n')
        || (at > 1 && char.IsWhiteSpace(text[at - 1]) && (text[at - 2] is '.' or '!' or '?' or '。'));

    // Never between the halves of a surrogate pair.
    private static int Whole(string text, int at) =>
        at > 0 && at < text.Length && char.IsLowSurrogate(text[at]) ? at - 1 : at;
}
