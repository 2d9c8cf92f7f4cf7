using System.Text;
using System.Text.RegularExpressions;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>
/// Lucene's regular expressions, run by .NET's engine without backtracking: its time grows with the text's length only. Lucene builds the whole automaton first, which some patterns make
/// exponential; here there is none to build, and an expression whose states would not fit is refused.
/// </summary>
internal static class LuceneRegex
{
    /// <summary>Translates an expression, or refuses it.</summary>
    public static Regex Compile(string pattern, string flags, bool ignoreCase)
    {
        var options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline;
        if (ignoreCase)
            options |= RegexOptions.IgnoreCase;
        try
        {
            return new Regex(@"\A(?:" + Translate(pattern, flags) + @")\z", options);
        }
        catch (Exception error)
            when (error is ArgumentException or NotSupportedException or InsufficientExecutionStackException)
        {
            throw ElasticsearchException.IllegalArgument($"failed to parse regexp [{pattern}]: {error.Message}");
        }
    }

    /// <summary>Whether the expression covers the whole text.</summary>
    public static bool IsMatch(Regex expression, string text)
    {
        try
        {
            return expression.IsMatch(text);
        }
        catch (NotSupportedException error)
        {
            throw new ElasticsearchException(
                400,
                "too_complex_to_determinize_exception",
                $"Determinizing automaton would require more than [10000] states: {error.Message}"
            );
        }
    }

    private static string Translate(string pattern, string flags)
    {
        var all = flags.Length == 0 || flags.Contains("ALL", StringComparison.OrdinalIgnoreCase);
        bool On(string flag) => all || flags.Contains(flag, StringComparison.OrdinalIgnoreCase);
        var result = new StringBuilder();
        for (var at = 0; at < pattern.Length; at++)
        {
            var letter = pattern[at];
            switch (letter)
            {
                case '\\' when at + 1 < pattern.Length:
                    var next = pattern[++at];
                    // Lucene knows \d, \D, \w, \W, \s and \S; before any other character a backslash takes it as it is.
                    result.Append(
                        next is 'd' or 'D' or 'w' or 'W' or 's' or 'S' ? "\\" + next : Regex.Escape(next.ToString())
                    );
                    break;
                case '\\':
                    throw ElasticsearchException.IllegalArgument(
                        $"failed to parse regexp [{pattern}]: it ends with [\\]"
                    );
                case '"':
                    var end = pattern.IndexOf('"', at + 1);
                    if (end < 0)
                        throw ElasticsearchException.IllegalArgument(
                            $"failed to parse regexp [{pattern}]: expected '\"'"
                        );
                    result.Append("(?:").Append(Regex.Escape(pattern[(at + 1)..end])).Append(')');
                    at = end;
                    break;
                case '@' when On("ANYSTRING"):
                    result.Append("(?:.*)");
                    break;
                case '#' when On("EMPTY"):
                    result.Append("(?:[^\\s\\S])");
                    break;
                case '~' when On("COMPLEMENT"):
                case '&' when On("INTERSECTION"):
                case '<' when On("INTERVAL"):
                    throw ElasticsearchException.Unsupported(
                        $"the operator [{letter}] of regular expressions",
                        "put a backslash before it to mean the character, or set other [flags]"
                    );
                case '[':
                    at = Class(pattern, at, result);
                    break;
                case '(':
                    result.Append("(?:");
                    break;
                case '^' or '$' or '#' or ' ' or '\t' or '\n':
                    result.Append(Regex.Escape(letter.ToString()));
                    break;
                default:
                    result.Append(letter);
                    break;
            }
        }
        return result.ToString();
    }

    private static int Class(string pattern, int at, StringBuilder result)
    {
        result.Append('[');
        for (at++; at < pattern.Length && pattern[at] != ']'; at++)
        {
            if (pattern[at] == '\\' && at + 1 < pattern.Length)
                result.Append('\\').Append(pattern[++at]);
            else if (pattern[at] == '[')
                result.Append("\\[");
            else
                result.Append(pattern[at]);
        }
        if (at >= pattern.Length)
            throw ElasticsearchException.IllegalArgument($"failed to parse regexp [{pattern}]: expected ']'");
        result.Append(']');
        return at;
    }
}
