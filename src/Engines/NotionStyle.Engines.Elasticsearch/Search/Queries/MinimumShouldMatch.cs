using System.Globalization;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>How many of the optional clauses must match: <c>2</c>, <c>-1</c>, <c>75%</c>, <c>-25%</c>, <c>2&lt;75% 9&lt;-3</c>.</summary>
internal static class MinimumShouldMatch
{
    /// <summary>The number for so many optional clauses, never below zero.</summary>
    public static int Count(int optional, string text)
    {
        var result = optional;
        text = text.Trim();
        if (text.Contains('<', StringComparison.Ordinal))
        {
            foreach (var condition in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var parts = condition.Split('<');
                if (parts.Length != 2)
                    throw Bad(text);
                if (optional <= Number(parts[0], text))
                    return result;
                result = Count(optional, parts[1]);
            }
            return result;
        }
        if (text.EndsWith('%'))
        {
            var share = optional * (long)Number(text[..^1], text) / 100;
            result = (int)(share < 0 ? optional + share : share);
        }
        else
        {
            var number = Number(text, text);
            result = number < 0 ? optional + number : number;
        }
        return Math.Max(0, result);
    }

    private static int Number(string text, string all) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
        && value is > -1_000_000 and < 1_000_000
            ? value
            : throw Bad(all);

    private static ElasticsearchException Bad(string text) =>
        ElasticsearchException.IllegalArgument(
            $"failed to parse [minimum_should_match] with value [{text}]: use a number, a percentage, or conditions such as [2<75%]"
        );
}
