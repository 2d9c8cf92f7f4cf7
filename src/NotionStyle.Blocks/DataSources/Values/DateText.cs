using System.Globalization;
using System.Text.RegularExpressions;

namespace NotionStyle.Blocks.DataSources.Values;

/// <summary>Days and moments as texts: <c>2026-01-31</c>, or RFC 3339 such as <c>2026-01-31T09:00:00.000+01:00</c>.</summary>
public static partial class DateText
{
    /// <summary>Reads a day or a moment. Seconds may be left out; without an offset the moment is as in UTC, and <paramref name="hasOffset" /> says so.</summary>
    /// <param name="text">The text; null is none.</param>
    /// <param name="moment">The moment; of a day, its midnight in UTC.</param>
    /// <param name="hasTime">Whether there is a time, and not a day alone.</param>
    /// <param name="hasOffset">Whether there is <c>Z</c> or an offset.</param>
    public static bool TryParse(string? text, out DateTimeOffset moment, out bool hasTime, out bool hasOffset)
    {
        (moment, hasTime, hasOffset) = (default, false, false);
        if (text is null || Pattern().Match(text) is not { Success: true } match)
            return false;
        if (
            !DateOnly.TryParseExact(
                match.Groups["day"].ValueSpan,
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var day
            )
        )
            return false;
        hasTime = match.Groups["time"].Success;
        if (!hasTime)
        {
            moment = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
            return true;
        }

        if (
            !TimeOnly.TryParseExact(
                match.Groups["time"].ValueSpan,
                ["HH:mm:ss", "HH:mm"],
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var time
            )
        )
            return false;
        var local = day.ToDateTime(time);
        // A tick is the seventh digit; what is smaller is not kept.
        var fraction = match.Groups["fraction"].Value.PadRight(7, '0')[..7];
        local = local.AddTicks(long.Parse(fraction, NumberStyles.None, CultureInfo.InvariantCulture));
        hasOffset = match.Groups["zone"].Success;
        var offset = Offset(match.Groups["zone"].Value);
        var utcTicks = local.Ticks - offset.Ticks;
        if (offset.Duration() > TimeSpan.FromHours(14) || utcTicks < 0 || utcTicks > DateTime.MaxValue.Ticks)
            return false;
        moment = new DateTimeOffset(local, offset);
        return true;
    }

    /// <summary>Writes a day, or a moment with milliseconds and offset.</summary>
    public static string Write(DateTimeOffset moment, bool hasTime) =>
        moment.ToString(hasTime ? "yyyy-MM-dd'T'HH:mm:ss.fffzzz" : "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Finds a time zone by its name in the IANA database; null when there is none.</summary>
    public static TimeZoneInfo? FindTimeZone(string? name) =>
        name is not null
        && ZonePattern().IsMatch(name)
        && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
        && zone.HasIanaId
            ? zone
            : null;

    /// <summary>An offset as texts have it: before there was standard time, offsets had seconds.</summary>
    public static TimeSpan WholeMinutes(TimeSpan offset) => TimeSpan.FromMinutes(Math.Round(offset.TotalMinutes));

    private static TimeSpan Offset(string zone)
    {
        if (zone is "" or "Z" or "z")
            return TimeSpan.Zero;
        var digits = zone[1..].Replace(":", "", StringComparison.Ordinal);
        var offset = new TimeSpan(
            int.Parse(digits[..2], NumberStyles.None, CultureInfo.InvariantCulture),
            int.Parse(digits[2..], NumberStyles.None, CultureInfo.InvariantCulture),
            0
        );
        return zone[0] == '-' ? -offset : offset;
    }

    [GeneratedRegex(
        @"\A(?<day>[0-9]{4}-[0-9]{2}-[0-9]{2})([Tt ](?<time>[0-9]{2}:[0-9]{2}(:[0-9]{2})?)(\.(?<fraction>[0-9]{1,9}))?(?<zone>[Zz]|[+-][0-9]{2}:?[0-9]{2})?)?\z",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Pattern();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}\z", RegexOptions.ExplicitCapture)]
    private static partial Regex ZonePattern();
}
