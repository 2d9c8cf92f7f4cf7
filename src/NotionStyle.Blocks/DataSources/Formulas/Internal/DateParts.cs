using System.Globalization;
using NotionStyle.Blocks.DataSources.Values;

namespace NotionStyle.Blocks.DataSources.Formulas.Internal;

/// <summary>Parts of dates, and what lies between them.</summary>
internal static class DateParts
{
    private static readonly string[] DayFormats = ["yyyy", "yyyy-MM", "yyyy-MM-dd", "yyyyMMdd"];

    private static readonly string[] MomentFormats =
    [
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mmK",
        "yyyy-MM-dd HH:mm:ssK",
    ];

    /// <summary>The day of the week, Monday as 1 to Sunday as 7.</summary>
    public static int Weekday(DateTimeOffset date) => date.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)date.DayOfWeek;

    /// <summary>A date in the forms of ISO 8601; without an offset it is in UTC.</summary>
    public static DateRange? Parse(string text)
    {
        const DateTimeStyles Styles =
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowLeadingWhite | DateTimeStyles.AllowTrailingWhite;
        if (DateTimeOffset.TryParseExact(text, DayFormats, CultureInfo.InvariantCulture, Styles, out var day))
            return new DateRange(day, false);
        return DateTimeOffset.TryParseExact(text, MomentFormats, CultureInfo.InvariantCulture, Styles, out var moment)
            ? new DateRange(moment, true)
            : null;
    }

    /// <summary>A unit by any of its names, <c>day</c> or <c>days</c>; null for what is none.</summary>
    public static string? Unit(string name)
    {
        var unit = name.Trim().ToLowerInvariant();
        if (!unit.EndsWith('s'))
            unit += "s";
        return
            unit
                is "years"
                    or "quarters"
                    or "months"
                    or "weeks"
                    or "days"
                    or "hours"
                    or "minutes"
                    or "seconds"
                    or "milliseconds"
            ? unit
            : null;
    }

    /// <summary>A date moved by so many units. Years, quarters and months are whole ones; a day that the month has not becomes its last.</summary>
    public static DateRange? Add(DateRange date, double amount, string unit)
    {
        try
        {
            var start = date.Start;
            var moved = unit switch
            {
                "years" => start.AddYears(Whole(amount)),
                "quarters" => start.AddMonths(checked(Whole(amount) * 3)),
                "months" => start.AddMonths(Whole(amount)),
                "weeks" => start.AddDays(amount * 7),
                "days" => start.AddDays(amount),
                "hours" => start.AddHours(amount),
                "minutes" => start.AddMinutes(amount),
                "seconds" => start.AddSeconds(amount),
                _ => start.AddMilliseconds(amount),
            };
            var hasTime =
                date.HasTime || (unit is "hours" or "minutes" or "seconds" or "milliseconds") || amount % 1 != 0;
            return new DateRange(moved, hasTime, null, date.TimeZone);
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            return null;
        }
    }

    private static int Whole(double amount) => checked((int)Math.Truncate(amount));

    /// <summary>How many whole units lie between two dates: positive when the first is the later one, as Notion counts.</summary>
    public static double Between(DateTimeOffset first, DateTimeOffset second, string unit)
    {
        var time = first - second;
        return unit switch
        {
            "years" => Months(first, second) / 12,
            "quarters" => Months(first, second) / 3,
            "months" => Months(first, second),
            "weeks" => Math.Truncate(time.TotalDays / 7),
            "days" => Math.Truncate(time.TotalDays),
            "hours" => Math.Truncate(time.TotalHours),
            "minutes" => Math.Truncate(time.TotalMinutes),
            "seconds" => Math.Truncate(time.TotalSeconds),
            _ => Math.Truncate(time.TotalMilliseconds),
        };
    }

    private static int Months(DateTimeOffset first, DateTimeOffset second)
    {
        if (first < second)
            return -Months(second, first);
        var later = first.UtcDateTime;
        var earlier = second.UtcDateTime;
        var months = ((later.Year - earlier.Year) * 12) + later.Month - earlier.Month;
        var isWhole = (later.Day, later.TimeOfDay).CompareTo((earlier.Day, earlier.TimeOfDay)) >= 0;

        // From the 31st, a month is whole on the last day of a shorter one.
        var isLastDay = later.Day == DateTime.DaysInMonth(later.Year, later.Month);
        if (!isWhole && isLastDay && earlier.Day > later.Day && later.TimeOfDay >= earlier.TimeOfDay)
            isWhole = true;
        return isWhole ? months : months - 1;
    }
}
