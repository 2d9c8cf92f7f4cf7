using System.Globalization;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>How far a term may be from what was asked for.</summary>
/// <param name="Edits">The edits; null for by length.</param>
/// <param name="Low">Shorter texts may not differ at all, with edits by length.</param>
/// <param name="High">Shorter texts may differ by one edit, with edits by length.</param>
/// <param name="PrefixLength">How many characters must be the same.</param>
/// <param name="MaxExpansions">How many terms are searched for at most.</param>
/// <param name="Transpositions">Whether two characters in each other's place are one edit.</param>
internal sealed record FuzzyOptions(
    int? Edits,
    int Low,
    int High,
    int PrefixLength,
    int MaxExpansions,
    bool Transpositions
)
{
    /// <summary>The most terms that one fuzzy term may stand for.</summary>
    public const int MaxMaxExpansions = 1024;

    /// <summary>Reads the options; null if there is no <c>fuzziness</c>.</summary>
    public static FuzzyOptions? Read(Body body, string? usual)
    {
        var text = body.Text("fuzziness") ?? usual;
        var prefix = body.Integer("prefix_length", 0);
        var expansions = body.Integer("max_expansions", 50, 1, MaxMaxExpansions);
        var transpositions = body.Flag("fuzzy_transpositions", body.Flag("transpositions", true));
        body.Ignore("fuzzy_rewrite");
        return text is null
            ? null
            : Parse(text) with
            {
                PrefixLength = prefix,
                MaxExpansions = expansions,
                Transpositions = transpositions,
            };
    }

    /// <summary>Reads <c>AUTO</c>, <c>AUTO:3,6</c>, <c>0</c>, <c>1</c> or <c>2</c>.</summary>
    public static FuzzyOptions Parse(string text)
    {
        if (text.StartsWith("AUTO", StringComparison.OrdinalIgnoreCase))
        {
            if (text.Length == 4)
                return new FuzzyOptions(null, 3, 6, 0, 50, true);
            var parts = text[4..].TrimStart(':').Split(',');
            if (
                text[4] == ':'
                && parts.Length == 2
                && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var low)
                && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var high)
                && low <= high
            )
                return new FuzzyOptions(null, low, high, 0, 50, true);
            throw new ElasticsearchException(
                400,
                "parse_exception",
                $"failed to find low and high distance values in [{text}]"
            );
        }
        return
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var edits)
            && edits is 0 or 1 or 2
            ? new FuzzyOptions((int)edits, 0, 0, 0, 50, true)
            : throw ElasticsearchException.IllegalArgument(
                $"Invalid fuzziness value: [{text}]; valid values are [0, 1, 2, AUTO, AUTO:low,high]"
            );
    }

    /// <summary>The edits for a term.</summary>
    public int For(string term)
    {
        if (Edits is { } fixedEdits)
            return fixedEdits;
        var length = term.EnumerateRunes().Count();
        return length < Low ? 0
            : length < High ? 1
            : 2;
    }
}
