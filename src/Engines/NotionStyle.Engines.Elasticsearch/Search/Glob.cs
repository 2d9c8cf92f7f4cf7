namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>
/// Patterns with <c>*</c> and <c>?</c>. The last star is the only point to go back to, so that the worst pattern costs its length times the text's and no automaton is built that could
/// grow without bound.
/// </summary>
internal static class Glob
{
    /// <summary>Whether the pattern covers the whole text. A backslash takes the next character as it is.</summary>
    public static bool IsMatch(string pattern, string text, bool ignoreCase = false)
    {
        int at = 0,
            seen = 0,
            star = -1,
            mark = 0;
        while (seen < text.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                star = at++;
                mark = seen;
                continue;
            }
            if (at < pattern.Length && pattern[at] == '?')
            {
                // One character is one code point, which may take two places.
                seen += seen + 1 < text.Length && char.IsSurrogatePair(text[seen], text[seen + 1]) ? 2 : 1;
                at++;
                continue;
            }
            var literal = at < pattern.Length && pattern[at] == '\\' && at + 1 < pattern.Length ? at + 1 : at;
            if (literal < pattern.Length && Same(pattern[literal], text[seen], ignoreCase))
            {
                at = literal + 1;
                seen++;
                continue;
            }
            if (star < 0)
                return false;
            at = star + 1;
            seen = ++mark;
        }
        while (at < pattern.Length && pattern[at] == '*')
            at++;
        return at == pattern.Length;
    }

    /// <summary>What every match begins with.</summary>
    public static string LiteralPrefix(string pattern)
    {
        var end = pattern.AsSpan().IndexOfAny('*', '?', '\\');
        return end < 0 ? pattern : pattern[..end];
    }

    private static bool Same(char one, char other, bool ignoreCase) =>
        one == other || (ignoreCase && char.ToLowerInvariant(one) == char.ToLowerInvariant(other));
}
