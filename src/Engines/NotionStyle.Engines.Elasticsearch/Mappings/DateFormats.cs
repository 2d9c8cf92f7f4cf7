using System.Globalization;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Mappings;

/// <summary>Reads and writes dates as milliseconds since 1970 in Elasticsearch's formats, of which several may be joined by <c>||</c>.</summary>
internal static class DateFormats
{
    /// <summary>The format of fields that name none.</summary>
    public const string Usual = "strict_date_optional_time||epoch_millis";

    private static readonly Dictionary<string, string> Patterns = new(StringComparer.Ordinal)
    {
        ["date"] = "yyyy-MM-dd",
        ["strict_date"] = "yyyy-MM-dd",
        ["basic_date"] = "yyyyMMdd",
        ["basic_date_time"] = "yyyyMMdd'T'HHmmss.fffK",
        ["basic_date_time_no_millis"] = "yyyyMMdd'T'HHmmssK",
        ["date_hour_minute_second"] = "yyyy-MM-dd'T'HH:mm:ss",
        ["strict_date_hour_minute_second"] = "yyyy-MM-dd'T'HH:mm:ss",
        ["date_hour_minute_second_millis"] = "yyyy-MM-dd'T'HH:mm:ss.fff",
        ["strict_date_hour_minute_second_millis"] = "yyyy-MM-dd'T'HH:mm:ss.fff",
        ["date_time"] = "yyyy-MM-dd'T'HH:mm:ss.fffK",
        ["strict_date_time"] = "yyyy-MM-dd'T'HH:mm:ss.fffK",
        ["date_time_no_millis"] = "yyyy-MM-dd'T'HH:mm:ssK",
        ["strict_date_time_no_millis"] = "yyyy-MM-dd'T'HH:mm:ssK",
        ["year_month"] = "yyyy-MM",
        ["strict_year_month"] = "yyyy-MM",
        ["year_month_day"] = "yyyy-MM-dd",
        ["strict_year_month_day"] = "yyyy-MM-dd",
        ["year"] = "yyyy",
        ["strict_year"] = "yyyy",
    };

    /// <summary>Refuses a format that this engine does not know.</summary>
    public static void Validate(string format)
    {
        foreach (var one in format.Split("||"))
        {
            if (!IsOptionalTime(one) && !IsEpoch(one))
                Pattern(one);
        }
    }

    /// <summary>Reads a date. What the text leaves out is the earliest moment of it, or the last one with <paramref name="roundUp"/>.</summary>
    /// <param name="text">The date.</param>
    /// <param name="format">One or more formats.</param>
    /// <param name="milliseconds">The result.</param>
    /// <param name="roundUp">Whether <c>2024-05</c> means the last millisecond of May.</param>
    /// <param name="zone">Where texts without an offset are; null for UTC.</param>
    public static bool TryParse(
        string text,
        string format,
        out long milliseconds,
        bool roundUp = false,
        TimeZoneInfo? zone = null
    )
    {
        foreach (var range in format.AsSpan().Split("||"))
        {
            var one = format.AsSpan(range);
            if (IsOptionalTime(one))
            {
                if (OptionalTime.TryParse(text, roundUp, zone, out milliseconds))
                    return true;
            }
            else if (IsEpoch(one))
            {
                if (TryEpoch(text, one is "epoch_second" ? 1000 : 1, out milliseconds))
                    return true;
            }
            else if (TryPattern(text, Pattern(one.ToString()), roundUp, zone, out milliseconds))
            {
                return true;
            }
        }
        milliseconds = 0;
        return false;
    }

    /// <summary>Writes a date in the first of the formats.</summary>
    public static string Print(long milliseconds, string format, TimeZoneInfo? zone = null)
    {
        var one = format.Split("||")[0];
        if (one == "epoch_millis")
            return milliseconds.ToString(CultureInfo.InvariantCulture);
        if (one == "epoch_second")
            return (milliseconds / 1000m).ToString("0.###", CultureInfo.InvariantCulture);
        if (milliseconds < MinMilliseconds || milliseconds > MaxMilliseconds)
            return milliseconds.ToString(CultureInfo.InvariantCulture);
        var moment = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        if (zone is not null && zone != TimeZoneInfo.Utc)
        {
            moment = TimeZoneInfo.ConvertTime(moment, zone);
            return moment.ToString(
                IsOptionalTime(one)
                    ? "yyyy-MM-dd'T'HH:mm:ss.fffzzz"
                    : Pattern(one).Replace("K", "zzz", StringComparison.Ordinal),
                CultureInfo.InvariantCulture
            );
        }
        return moment.UtcDateTime.ToString(
            IsOptionalTime(one) ? "yyyy-MM-dd'T'HH:mm:ss.fffK" : Pattern(one),
            CultureInfo.InvariantCulture
        );
    }

    private static long MinMilliseconds { get; } = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();

    private static long MaxMilliseconds { get; } = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private static bool IsOptionalTime(ReadOnlySpan<char> format) =>
        format is "strict_date_optional_time" or "date_optional_time" or "strict_date_optional_time_nanos" or "iso8601";

    private static bool IsEpoch(ReadOnlySpan<char> format) => format is "epoch_millis" or "epoch_second";

    private static bool TryEpoch(string text, long unit, out long milliseconds)
    {
        milliseconds = 0;
        if (
            !decimal.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var value
            )
        )
            return false;
        if (Math.Abs(value) > long.MaxValue / 1000)
            return false;
        milliseconds = (long)decimal.Floor(value * unit);
        return true;
    }

    private static string Pattern(string format)
    {
        if (Patterns.TryGetValue(format, out var known))
            return known;
        // Java's letters that mean the same in .NET; others would be read as something else without a word.
        var quoted = false;
        var last = '\0';
        foreach (var letter in format)
        {
            if (letter == '\'')
                quoted = !quoted;
            else if (
                !quoted
                && char.IsLetter(letter)
                && letter
                    is not ('y' or 'u' or 'M' or 'd' or 'H' or 'h' or 'm' or 's' or 'S' or 'a' or 'X' or 'Z' or 'T')
            )
                throw Invalid(format);
            else if (!quoted && letter is '"' or '\\' or '%')
                throw Invalid(format);
            last = letter;
        }
        if (quoted || format.Length < 2 || last == '\0' || !format.Any(char.IsLetter))
            throw Invalid(format);
        var pattern = format
            .Replace('u', 'y')
            .Replace('S', 'f')
            .Replace("XXX", "K", StringComparison.Ordinal)
            .Replace("X", "K", StringComparison.Ordinal)
            .Replace("Z", "K", StringComparison.Ordinal)
            .Replace("a", "tt", StringComparison.Ordinal)
            .Replace("'T'", "T", StringComparison.Ordinal)
            .Replace("T", "'T'", StringComparison.Ordinal);
        try
        {
            _ = DateTime.UnixEpoch.ToString(pattern, CultureInfo.InvariantCulture);
            return pattern;
        }
        catch (FormatException)
        {
            throw Invalid(format);
        }
    }

    private static ElasticsearchException Invalid(string format) =>
        ElasticsearchException.IllegalArgument($"Invalid format: [{format}]: this engine does not know it");

    private static bool TryPattern(string text, string pattern, bool roundUp, TimeZoneInfo? zone, out long milliseconds)
    {
        milliseconds = 0;
        const DateTimeStyles styles = DateTimeStyles.None;
        if (pattern.Contains('K', StringComparison.Ordinal))
        {
            if (!DateTimeOffset.TryParseExact(text, pattern, CultureInfo.InvariantCulture, styles, out var moment))
                return false;
            milliseconds = moment.ToUnixTimeMilliseconds();
            return true;
        }
        if (!DateTime.TryParseExact(text, pattern, CultureInfo.InvariantCulture, styles, out var local))
            return false;
        if (roundUp)
        {
            local =
                pattern.Contains('s', StringComparison.Ordinal) ? local
                : pattern.Contains('d', StringComparison.Ordinal) ? local.AddDays(1).AddMilliseconds(-1)
                : pattern.Contains('M', StringComparison.Ordinal) ? local.AddMonths(1).AddMilliseconds(-1)
                : local.AddYears(1).AddMilliseconds(-1);
        }
        milliseconds = OptionalTime.ToMilliseconds(local, zone);
        return true;
    }
}
