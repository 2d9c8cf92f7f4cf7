using System.Globalization;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Indices;

/// <summary>Times and sizes as Elasticsearch writes them: <c>1s</c>, <c>500ms</c>, <c>128mb</c>.</summary>
internal static class Units
{
    private static readonly (string Suffix, double Milliseconds)[] Times =
    [
        ("nanos", 1e-6),
        ("micros", 1e-3),
        ("ms", 1),
        ("s", 1_000),
        ("m", 60_000),
        ("h", 3_600_000),
        ("d", 86_400_000),
    ];

    private static readonly (string Suffix, double Bytes)[] Sizes =
    [
        ("kb", 1L << 10),
        ("mb", 1L << 20),
        ("gb", 1L << 30),
        ("tb", 1L << 40),
        ("pb", 1L << 50),
        ("b", 1),
    ];

    /// <summary>A time; null for <c>-1</c>.</summary>
    public static TimeSpan? Time(string setting, string text)
    {
        if (text is "-1")
            return null;
        if (text is "0")
            return TimeSpan.Zero;
        foreach (var (suffix, milliseconds) in Times)
            if (TryNumber(text, suffix, out var number))
                return TimeSpan.FromMilliseconds(Math.Min(number * milliseconds, int.MaxValue));
        throw ElasticsearchException.IllegalArgument(
            $"failed to parse setting [{setting}] with value [{text}] as a time value: unit is missing or unrecognized (such as 30s or 500ms)"
        );
    }

    /// <summary>A number of bytes.</summary>
    public static long Bytes(string setting, string text)
    {
        foreach (var (suffix, bytes) in Sizes)
            if (TryNumber(text.ToLowerInvariant(), suffix, out var number))
                return (long)Math.Min(number * bytes, long.MaxValue / 2.0);
        throw ElasticsearchException.IllegalArgument(
            $"failed to parse setting [{setting}] with value [{text}] as a size in bytes: unit is missing or unrecognized (such as 512mb)"
        );
    }

    private static bool TryNumber(string text, string suffix, out double number)
    {
        number = 0;
        return text.EndsWith(suffix, StringComparison.Ordinal)
            && double.TryParse(
                text.AsSpan(0, text.Length - suffix.Length),
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out number
            );
    }
}
