using System.Globalization;
using System.Text;
using Lucene.Net.Search;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>
/// Reads <c>+</c> (and), <c>|</c> (or), <c>-</c> (not), quotes, brackets, a star and <c>~n</c> behind words. Whatever makes no sense is passed over, so that any text is a query.
/// </summary>
internal sealed class SimpleTextParser(QueryContext context, TypedLeaves leaves, string text, bool and)
{
    private int at;

    /// <summary>The query.</summary>
    public Query Parse() => Group(inner: false) ?? QueryContext.None;

    private Query? Group(bool inner)
    {
        var required = new List<Query>();
        var optional = new List<Query>();
        Query? last = null;
        char? joint = null;
        context.Enter();
        while (at < text.Length && !(inner && text[at] == ')'))
        {
            var letter = text[at];
            if (char.IsWhiteSpace(letter) || letter == ')')
            {
                at++;
                continue;
            }
            if (letter is '+' or '|')
            {
                joint = letter;
                at++;
                continue;
            }
            var negative = letter == '-';
            if (negative)
                at++;
            var leaf = Leaf();
            if (leaf is null)
                continue;
            if (negative)
                leaf = Not(leaf);
            context.Count();
            var isAnd = joint is null ? and : joint == '+';
            if (isAnd && last is not null && optional.Remove(last))
                required.Add(last);
            if (joint == '|' && last is not null && required.Remove(last))
                optional.Add(last);
            (isAnd ? required : optional).Add(leaf);
            (last, joint) = (leaf, null);
        }
        context.Leave();
        return Join(required, optional);
    }

    private static Query? Join(List<Query> required, List<Query> optional)
    {
        if (required.Count + optional.Count == 0)
            return null;
        if (required.Count + optional.Count == 1)
            return required.Count == 1 ? required[0] : optional[0];
        var query = new BooleanQuery(disableCoord: true);
        foreach (var one in required)
            query.Add(one, Occur.MUST);
        foreach (var one in optional)
            query.Add(one, Occur.SHOULD);
        return query;
    }

    private static BooleanQuery Not(Query query) =>
        new(disableCoord: true) { { new MatchAllDocsQuery(), Occur.MUST }, { query, Occur.MUST_NOT } };

    private Query? Leaf()
    {
        if (at >= text.Length)
            return null;
        if (text[at] == '(')
        {
            at++;
            var group = Group(inner: true);
            if (at < text.Length)
                at++;
            return group;
        }
        if (text[at] == '"')
        {
            var end = text.IndexOf('"', at + 1);
            var phrase = end < 0 ? text[(at + 1)..] : text[(at + 1)..end];
            at = end < 0 ? text.Length : end + 1;
            return leaves.Phrase(null, phrase, Tilde() ?? 0);
        }
        return Word();
    }

    private Query? Word()
    {
        var word = new StringBuilder();
        while (
            at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] is not ('"' or '(' or ')' or '|' or '+' or '~')
        )
        {
            if (text[at] == '\\' && at + 1 < text.Length)
                at++;
            word.Append(text[at++]);
        }
        var edits = Tilde();
        if (word.Length == 0)
            return null;
        var result = word.ToString();
        if (result.Length > 1 && result[^1] == '*' && edits is null)
            return leaves.Pattern(null, result);
        var fuzzy = edits is null
            ? null
            : FuzzyOptions.Parse(Math.Min(2, edits.Value).ToString(CultureInfo.InvariantCulture));
        return leaves.Word(null, result, fuzzy, and);
    }

    // "~3": the edits of a word, or the slop of a phrase.
    private int? Tilde()
    {
        if (at >= text.Length || text[at] != '~')
            return null;
        var begin = ++at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        return int.TryParse(
            text.AsSpan(begin, at - begin),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? Math.Min(number, 1000)
            : 2;
    }
}
