using System.Globalization;

namespace NotionStyle.Dashboard.Telemetry;

/// <summary>Ranges of time as they stand in addresses: <c>15m</c>, <c>6h</c>, <c>all</c>, or <c>FROM..TO</c> in ISO 8601, where one end may be missing.</summary>
internal static class RangeText
{
    /// <summary>More than a hundred years is a mistake.</summary>
    private const int MaximumNumber = 1_000_000;

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
            || n is 0 or > MaximumNumber
        )
            return false;
        var length = text[^1] switch
        {
            's' => TimeSpan.FromSeconds(n),
            'm' => TimeSpan.FromMinutes(n),
            'h' => TimeSpan.FromHours(n),
            'd' => TimeSpan.FromDays(n),
            _ => TimeSpan.Zero,
        };
        if (length == TimeSpan.Zero)
            return false;
        range = new TimeRange(Timestamp.From(now) - length, null);
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
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var value))
            return false;
        moment = Timestamp.From(value);
        return true;
    }
}
