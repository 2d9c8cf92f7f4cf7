namespace NotionStyle.Dashboard.Storage.Queries;

/// <summary>
/// Looks into attributes, which are the text of a JSON object. To parse a million of them for one condition is slow, to look for a few letters in them is not: each condition first
/// looks for letters that must be there, and parses only where they are.
/// </summary>
internal static class JsonText
{
    // What no writer of JSON escapes, whatever its encoder; an escaped character would not be found as itself.
    private const string Unescaped = " _-.:,;=()[]{}*$#@!~^|/";

    /// <summary>The JSON pointer of a key of the object. A pointer needs no quoting whatever is in the key, unlike a path.</summary>
    public static string Pointer(string key) =>
        "/" + key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>The longest part of a text that stands in JSON as it is; empty when there is none.</summary>
    public static string Run(string text)
    {
        var best = "";
        for (var start = 0; start < text.Length; start++)
        {
            var end = start;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || Unescaped.Contains(text[end])))
                end++;
            if (end - start > best.Length)
                best = text[start..end];
            start = end;
        }

        return best;
    }

    /// <summary>The condition that a column of JSON has letters of a text, or <c>true</c> when that does not help.</summary>
    public static string MayHold(SqlParameters sql, string column, string text) =>
        Run(text) is { Length: > 0 } run ? $"contains({column}, {sql.Add(run)})" : "true";

    /// <summary>
    /// The condition that a value of the object (not a key) contains a text, in any case. A fraction that was written with an exponent is found by the digits that the database writes
    /// for it (1E+20 as 100000000000000000000.0).
    /// </summary>
    public static string AnyValueContains(SqlParameters sql, string column, string text)
    {
        // What stands between two values must not be in the text, or it would be found across them.
        var between = Enumerable.Range(0, text.Length + 1).First(c => !text.Contains((char)c));
        var values = $"lower(array_to_string(json_extract_string({column}, '$.*'), chr({between})))";
        var exact = $"contains({values}, lower({sql.Add(text)}))";
        var run = Run(text);
        // CASE and not AND: the planner reorders the parts of an AND, and parsing first is many times as slow.
        return run.Length == 0
            ? exact
            : $"CASE WHEN contains(lower({column}), lower({sql.Add(run)})) THEN {exact} ELSE false END";
    }
}
