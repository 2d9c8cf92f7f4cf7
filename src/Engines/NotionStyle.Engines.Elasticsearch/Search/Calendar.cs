using System.Globalization;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Years, months and days of calendars, and time zones.</summary>
internal static class Calendar
{
    /// <summary>The beginning of the unit that holds a time; null for no unit.</summary>
    public static DateTime? Floor(DateTime local, char unit) =>
        unit switch
        {
            'y' => new DateTime(local.Year, 1, 1),
            'q' => new DateTime(local.Year, (((local.Month - 1) / 3) * 3) + 1, 1),
            'M' => new DateTime(local.Year, local.Month, 1),
            'w' => local.Date.AddDays(-(((int)local.DayOfWeek + 6) % 7)),
            'd' => local.Date,
            'h' or 'H' => local.Date.AddHours(local.Hour),
            'm' => local.Date.AddHours(local.Hour).AddMinutes(local.Minute),
            's' => local.Date.AddHours(local.Hour).AddMinutes(local.Minute).AddSeconds(local.Second),
            _ => null,
        };

    /// <summary>The beginning of the unit after that which begins at <paramref name="floor"/>.</summary>
    public static DateTime Next(DateTime floor, char unit) =>
        unit switch
        {
            'y' => floor.AddYears(1),
            'q' => floor.AddMonths(3),
            'M' => floor.AddMonths(1),
            'w' => floor.AddDays(7),
            'd' => floor.AddDays(1),
            'h' or 'H' => floor.AddHours(1),
            'm' => floor.AddMinutes(1),
            _ => floor.AddSeconds(1),
        };

    /// <summary>Reads a zone: <c>Europe/Vienna</c>, <c>+02:00</c>, <c>Z</c>.</summary>
    public static TimeZoneInfo Zone(string name)
    {
        if (name is "Z" or "UTC" or "GMT")
            return TimeZoneInfo.Utc;
        if (name.Length is 5 or 6 && name[0] is '+' or '-')
        {
            var clock = name[1..].Replace(":", "", StringComparison.Ordinal);
            if (
                clock.Length == 4
                && int.TryParse(clock, NumberStyles.None, CultureInfo.InvariantCulture, out var digits)
                && digits % 100 < 60
                && digits / 100 <= 14
            )
            {
                var offset = new TimeSpan(digits / 100, digits % 100, 0) * (name[0] == '-' ? -1 : 1);
                if (offset.Duration() <= TimeSpan.FromHours(14))
                    return TimeZoneInfo.CreateCustomTimeZone(name, offset, name, name);
            }
        }
        // Names become paths to files; a zone's name has none of the characters that leave their folder.
        if (
            name.Length <= 64
            && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '_' or '-' or '+')
            && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
        )
            return zone;
        throw ElasticsearchException.IllegalArgument($"[time_zone] unknown time zone [{name}]");
    }
}
