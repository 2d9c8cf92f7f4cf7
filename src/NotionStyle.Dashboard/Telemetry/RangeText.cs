using System.Globalization;

namespace NotionStyle.Dashboard.Telemetry;

/// <summary>Ranges of time as they stand in addresses: <c>15m</c>, <c>6h</c>, <c>all</c>, or <c>FROM..TO</c> in ISO 8601, where one end may be missing.</summary>
internal static class RangeText
{
    private const long SecondsOfDay = 86_400;

    /// <summary>More than a hundred years is a mistake.</summary>
    private const long LongestDays = 36_525;

    /// <summary>Moments that nanoseconds since 1970 can tell, to the year.</summary>
    private const int FirstYear = 1678;
    private const int LastYear = 2261;

    /// <summary>Reads a range; false with all that there is when it is none.</summary>
    public static bool TryParse(string text, DateTimeOffset now, out TimeRange range)
    {
        range = TimeRange.All;
        if (text == "all")
            return true;
        if (text.Split("..") is [var from, var to])
        {
            if (!TryMoment(from, out var first) || !TryMoment(to, out var last) || (first is null && last is null))
                return false;
            if (first >= last)
                return false;
            range = new TimeRange(first, last);
            return true;
        }

        if (
            text.Length < 2
            || !int.TryParse(
                text.AsSpan(0, text.Length - 1),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var n
            )
            || n == 0
        )
            return false;
        var seconds = text[^1] switch
        {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            'd' => SecondsOfDay,
            _ => 0,
        };
        if (seconds == 0 || n > LongestDays * SecondsOfDay / seconds)
            return false;
        range = new TimeRange(Timestamp.From(now) - TimeSpan.FromSeconds((long)n * seconds), null);
        return true;
    }

    /// <summary>Whether a range goes on as time does.</summary>
    public static bool IsOpen(string text) =>
        !text.Contains("..", StringComparison.Ordinal) || text.EndsWith("..", StringComparison.Ordinal);

    /// <summary>The text of a range between two moments.</summary>
    public static string Text(Timestamp from, Timestamp to) => $"{Moment(from)}..{Moment(to)}";

    private static string Moment(Timestamp time) =>
        time.ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    private static bool TryMoment(string text, out Timestamp? moment)
    {
        moment = null;
        if (text.Length == 0)
            return true;
        if (
            !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var value)
            || value.Year is < FirstYear or > LastYear
        )
            return false;
        moment = Timestamp.From(value);
        return true;
    }
}
