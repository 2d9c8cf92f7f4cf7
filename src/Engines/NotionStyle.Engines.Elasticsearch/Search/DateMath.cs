using System.Globalization;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Reads dates of queries: <c>now-1d/d</c>, <c>2024-05-01||+1M/d</c> or a plain date.</summary>
internal static class DateMath
{
    /// <summary>Reads the text as milliseconds.</summary>
    /// <param name="text">The date.</param>
    /// <param name="format">How its plain part is written.</param>
    /// <param name="now">What <c>now</c> means.</param>
    /// <param name="roundUp">Whether what is rounded or left out means its last millisecond.</param>
    /// <param name="zone">Where plain dates are, and whose days are rounded to.</param>
    /// <param name="milliseconds">The result.</param>
    public static bool TryParse(
        string text,
        string format,
        DateTimeOffset now,
        bool roundUp,
        TimeZoneInfo? zone,
        out long milliseconds
    )
    {
        string math;
        if (text.StartsWith("now", StringComparison.Ordinal))
        {
            milliseconds = now.ToUnixTimeMilliseconds();
            math = text[3..];
        }
        else
        {
            var bar = text.IndexOf("||", StringComparison.Ordinal);
            if (bar < 0)
                return DateFormats.TryParse(text, format, out milliseconds, roundUp, zone);
            math = text[(bar + 2)..];
            if (!DateFormats.TryParse(text[..bar], format, out milliseconds, roundUp && math.Length == 0, zone))
                return false;
        }
        try
        {
            return Apply(math, ref milliseconds, roundUp, zone ?? TimeZoneInfo.Utc);
        }
        catch (ArgumentOutOfRangeException)
        {
            // Beyond the years that a date can have.
            return false;
        }
    }

    private static bool Apply(string math, ref long milliseconds, bool roundUp, TimeZoneInfo zone)
    {
        for (var at = 0; at < math.Length; )
        {
            var sign = math[at++];
            if (sign is not ('+' or '-' or '/'))
                return false;
            var begin = at;
            while (at < math.Length && char.IsAsciiDigit(math[at]))
                at++;
            var amount = 1;
            if (
                at > begin
                && !int.TryParse(math[begin..at], NumberStyles.None, CultureInfo.InvariantCulture, out amount)
            )
                return false;
            if (at >= math.Length || (sign == '/' && amount != 1))
                return false;
            var unit = math[at++];
            var local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), zone).DateTime;
            if (sign != '/')
            {
                if (Add(local, unit, sign == '-' ? -amount : amount) is not { } moved)
                    return false;
                milliseconds = OptionalTime.ToMilliseconds(moved, zone);
                continue;
            }
            if (Calendar.Floor(local, unit) is not { } floor)
                return false;
            milliseconds = roundUp
                ? OptionalTime.ToMilliseconds(Add(floor, unit, 1)!.Value, zone) - 1
                : OptionalTime.ToMilliseconds(floor, zone);
        }
        return true;
    }

    private static DateTime? Add(DateTime local, char unit, int amount) =>
        unit switch
        {
            'y' => local.AddYears(amount),
            'M' => local.AddMonths(amount),
            'w' => local.AddDays(7.0 * amount),
            'd' => local.AddDays(amount),
            'h' or 'H' => local.AddHours(amount),
            'm' => local.AddMinutes(amount),
            's' => local.AddSeconds(amount),
            _ => null,
        };
}
