using System.Globalization;
using System.Text;
using Lucene.Net.Search;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>
/// Reads Lucene's grammar: <c>field:word "a phrase"~2 pre* fuzzy~1 [1 TO 5} &gt;=3 /regex/ AND OR NOT + - ( ) ^2</c>. A text that breaks it is refused.
/// </summary>
internal sealed class FullTextParser(QueryContext context, TypedLeaves leaves, string text, bool and)
{
    private int at;

    /// <summary>The query.</summary>
    public Query Parse()
    {
        if (string.IsNullOrWhiteSpace(text))
            return QueryContext.None;
        var query = Clauses(null);
        return at == text.Length ? query : throw Fail($"an unexpected [{text[at]}]");
    }

    private Query Clauses(string? field)
    {
        context.Enter();
        var clauses = new List<(Query Query, Occur Occur)>();
        while (true)
        {
            White();
            if (at >= text.Length || text[at] == ')')
                break;
            var (joinAnd, joinOr) = (Keyword("AND") || Keyword("&&"), false);
            if (!joinAnd)
                joinOr = Keyword("OR") || Keyword("||");
            White();
            var prohibited = Keyword("NOT") || Take('!') || Take('-');
            var required = !prohibited && Take('+');
            White();
            if (at >= text.Length || text[at] == ')')
                throw Fail("a word is missing behind an operator");
            context.Count();
            var leaf = Boosted(Clause(field));
            if (clauses.Count > 0 && clauses[^1].Occur != Occur.MUST_NOT)
            {
                if (joinAnd)
                    clauses[^1] = (clauses[^1].Query, Occur.MUST);
                else if (joinOr && and)
                    clauses[^1] = (clauses[^1].Query, Occur.SHOULD);
            }
            var occur =
                prohibited ? Occur.MUST_NOT
                : required || joinAnd || (and && !joinOr) ? Occur.MUST
                : Occur.SHOULD;
            clauses.Add((leaf, occur));
        }
        context.Leave();
        if (clauses is [(var only, not Occur.MUST_NOT)])
            return only;
        var query = new BooleanQuery(disableCoord: true);
        foreach (var (one, occur) in clauses)
            query.Add(one, occur);
        if (clauses.Count > 0 && clauses.TrueForAll(clause => clause.Occur == Occur.MUST_NOT))
            query.Add(new MatchAllDocsQuery(), Occur.MUST);
        return query;
    }

    private Query Clause(string? field)
    {
        if (FieldName() is { } named)
            field = named;
        if (at >= text.Length)
            throw Fail("a value is missing behind [:]");
        switch (text[at])
        {
            case '(':
                at++;
                var group = Clauses(field);
                return Take(')') ? group : throw Fail("[)] is missing");
            case '"':
                return leaves.Phrase(field, Quoted('"'), Take('~') ? Number() : null);
            case '/':
                return leaves.Json(field, "regexp", new Dictionary<string, object> { ["value"] = Quoted('/') });
            case '[' or '{':
                return Range(field);
            case '>' or '<':
                return Compared(field);
        }
        var (word, pattern) = Word();
        if (field == "_exists_")
            return TermQueries.Exists(
                context,
                System.Text.Json.JsonSerializer.SerializeToElement(new { field = word })
            );
        if (word == "*" && pattern)
            return field is null or "*" ? new MatchAllDocsQuery() : leaves.Pattern(field, "*");
        if (pattern)
            return leaves.Pattern(field, word);
        var fuzzy = Take('~') ? FuzzyOptions.Parse(Edits()) : null;
        return leaves.Word(field, Plain(word), fuzzy, and);
    }

    private Query Boosted(Query query)
    {
        if (Take('^'))
        {
            var begin = at;
            while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.'))
                at++;
            if (
                !float.TryParse(
                    text.AsSpan(begin, at - begin),
                    NumberStyles.Float,
                    CultureInfo.InvariantCulture,
                    out var boost
                )
            )
                throw Fail("a number is missing behind [^]");
            query.Boost *= boost;
        }
        return query;
    }

    private string? FieldName()
    {
        var end = at;
        while (
            end < text.Length
            && !char.IsWhiteSpace(text[end])
            && text[end] is not (':' or '(' or ')' or '"' or '/' or '[' or '{' or '^' or '~')
        )
            end += text[end] == '\\' && end + 1 < text.Length ? 2 : 1;
        if (end >= text.Length || text[end] != ':' || end == at)
            return null;
        var name = Plain(text[at..end]);
        at = end + 1;
        White();
        return name;
    }

    private (string Word, bool Pattern) Word()
    {
        var begin = at;
        var pattern = false;
        while (
            at < text.Length
            && !char.IsWhiteSpace(text[at])
            && text[at] is not ('(' or ')' or '"' or '^' or '~' or '[' or ']' or '{' or '}' or ':')
        )
        {
            if (text[at] == '\\')
            {
                if (++at >= text.Length)
                    throw Fail("nothing follows [\\]");
            }
            else if (text[at] is '*' or '?')
            {
                pattern = true;
            }
            at++;
        }
        return at > begin ? (text[begin..at], pattern) : throw Fail($"an unexpected [{text[at]}]");
    }

    private Query Range(string? field)
    {
        var lower = text[at++] == '[' ? "gte" : "gt";
        var from = Bound();
        White();
        if (!Keyword("TO"))
            throw Fail("[TO] is missing in a range");
        var to = Bound();
        White();
        var upper =
            Take(']') ? "lte"
            : Take('}') ? "lt"
            : throw Fail("a range does not end");
        var body = new Dictionary<string, object>();
        if (from != "*")
            body[lower] = from;
        if (to != "*")
            body[upper] = to;
        return leaves.Json(field, "range", body);
    }

    private Query Compared(string? field)
    {
        var side = text[at++] == '>' ? "gt" : "lt";
        if (Take('='))
            side += "e";
        return leaves.Json(field, "range", new Dictionary<string, object> { [side] = Bound() });
    }

    private string Bound()
    {
        White();
        if (at < text.Length && text[at] == '"')
            return Quoted('"');
        var begin = at;
        while (at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] is not (']' or '}' or ')'))
            at++;
        return at > begin ? Plain(text[begin..at]) : throw Fail("a bound of a range is missing");
    }

    private string Quoted(char quote)
    {
        var result = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] == quote)
            {
                at++;
                return result.ToString();
            }
            if (text[at] == '\\' && at + 1 < text.Length)
            {
                at++;
                // A regular expression keeps its backslashes, but for those before its own end.
                if (quote == '/' && text[at] != '/')
                    result.Append('\\');
            }
            result.Append(text[at]);
        }
        throw Fail($"[{quote}] does not end");
    }

    private int Number()
    {
        var begin = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        return int.TryParse(
            text.AsSpan(begin, at - begin),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? Math.Min(number, 1000)
            : 0;
    }

    private string Edits()
    {
        var begin = at;
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.'))
            at++;
        return begin == at ? "AUTO" : text[begin..at];
    }

    private static string Plain(string escaped)
    {
        if (!escaped.Contains('\\', StringComparison.Ordinal))
            return escaped;
        var result = new StringBuilder();
        for (var index = 0; index < escaped.Length; index++)
        {
            if (escaped[index] == '\\' && index + 1 < escaped.Length)
                index++;
            result.Append(escaped[index]);
        }
        return result.ToString();
    }

    private bool Keyword(string word)
    {
        if (!text.AsSpan(at).StartsWith(word, StringComparison.Ordinal))
            return false;
        var end = at + word.Length;
        if (char.IsLetter(word[0]) && end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] != '(')
            return false;
        at = end;
        return true;
    }

    private bool Take(char letter)
    {
        if (at >= text.Length || text[at] != letter)
            return false;
        at++;
        return true;
    }

    private void White()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
    }

    private ElasticsearchException Fail(string why) =>
        context.Shard($"Failed to parse query [{text}]: at character [{at}], {why}");
}
