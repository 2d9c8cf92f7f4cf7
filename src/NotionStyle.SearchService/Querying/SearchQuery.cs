using System.Text;
using System.Text.RegularExpressions;
using NotionStyle.SearchService.Index;

namespace NotionStyle.SearchService.Querying;

/// <summary>
/// The query language, read as PostgreSQL's <c>websearch_to_tsquery</c> reads it at stage 1: words must all occur, <c>"quoted words"</c> next to each other, <c>or</c> gives a choice,
/// <c>-</c> excludes. No text is an error.
/// </summary>
/// <param name="Choices">The sides of <c>or</c>; one has to hold. None when the text has no word that counts.</param>
internal sealed partial record SearchQuery(IReadOnlyList<IReadOnlyList<SearchAtom>> Choices)
{
    /// <summary>Atoms of one query; what comes behind them is not looked at. 1,000 characters have no more than 500 words.</summary>
    private const int AtomsMaximum = 500;

    /// <summary>Reads a text.</summary>
    public static SearchQuery Parse(string text)
    {
        // As at stage 1: a run of minus signs is one.
        text = MinusSigns().Replace(text, "-");
        var choices = new List<List<SearchAtom>>();
        var current = new List<SearchAtom>();
        var count = 0;
        var isNegated = false;
        var mayBeOr = false;
        for (var at = 0; at < text.Length && count < AtomsMaximum; )
        {
            var c = text[at];
            if (char.IsWhiteSpace(c) || IsOperator(c))
            {
                at++;
                continue;
            }

            if (c == '-')
            {
                isNegated = true;
                at++;
                continue;
            }

            var (end, word, next) = c == '"' ? Quoted(text, at) : Word(text, at);
            at = next;
            if (c != '"' && mayBeOr && !isNegated && word.Equals("or", StringComparison.OrdinalIgnoreCase))
            {
                choices.Add(current);
                current = [];
                mayBeOr = false;
                continue;
            }

            if (end > 0 && HasTerm(word))
            {
                current.Add(new SearchAtom(word, isNegated));
                count++;
            }

            isNegated = false;
            mayBeOr = true;
        }

        choices.Add(current);
        return new SearchQuery([.. choices.Where(c => c.Count > 0)]);
    }

    /// <summary>Whether analysis leaves anything of a text: a letter or digit that is not part of a stop word alone.</summary>
    public static bool HasTerm(string text) => Terms(text).Any(t => !IndexFiles.StopWords.Contains(t));

    /// <summary>The words of a text in lower case, as the index splits them, as nearly as can be told here.</summary>
    public static IEnumerable<string> Terms(string text)
    {
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || IsMark(rune))
            {
                word.Append(Rune.ToLowerInvariant(rune).ToString());
                continue;
            }

            if (word.Length > 0)
                yield return word.ToString();
            word.Clear();
        }

        if (word.Length > 0)
            yield return word.ToString();
    }

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is System.Globalization.UnicodeCategory.NonSpacingMark
                or System.Globalization.UnicodeCategory.SpacingCombiningMark;

    private static bool IsOperator(char c) => c is '!' or '&' or '|' or '(' or ')';

    private static (int Length, string Text, int Next) Quoted(string text, int at)
    {
        var end = text.IndexOf('"', at + 1);
        var inside = end < 0 ? text[(at + 1)..] : text[(at + 1)..end];
        return (inside.Length, inside, end < 0 ? text.Length : end + 1);
    }

    private static (int Length, string Text, int Next) Word(string text, int at)
    {
        var end = at;
        while (end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] != '"' && !IsOperator(text[end]))
            end++;
        return (end - at, text[at..end], end);
    }

    [GeneratedRegex(@"-(\s*-)+")]
    private static partial Regex MinusSigns();
}

/// <summary>One word or phrase of a query. What analysis makes several words of stands next to each other, too.</summary>
/// <param name="Text">As it was typed.</param>
/// <param name="IsExcluded">Whether it must not occur.</param>
internal readonly record struct SearchAtom(string Text, bool IsExcluded);
