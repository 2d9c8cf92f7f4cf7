namespace NotionStyle.Engines.Elasticsearch.Mappings;

/// <summary>Reads <c>strict_date_optional_time</c>: <c>2024</c>, <c>2024-05</c>, <c>2024-05-06</c>, <c>2024-05-06T07:08:09.123456789+02:00</c> and what lies between.</summary>
internal static class OptionalTime
{
    /// <summary>Reads the text, and fills what it leaves out with the earliest or the last value.</summary>
    public static bool TryParse(string text, bool roundUp, TimeZoneInfo? zone, out long milliseconds)
    {
        milliseconds = 0;
        var at = 0;
        if (!Digits(text, ref at, 4, out var year) || year < 1)
            return false;
        int month = roundUp ? 12 : 1,
            day = 0,
            hour = roundUp ? 23 : 0,
            minute = roundUp ? 59 : 0,
            second = roundUp ? 59 : 0,
            fraction = roundUp ? 999 : 0;
        TimeSpan? offset = null;
        if (Next(text, ref at, '-'))
        {
            if (!Digits(text, ref at, 2, out month) || month is < 1 or > 12)
                return false;
            if (Next(text, ref at, '-') && (!Digits(text, ref at, 2, out day) || day < 1))
                return false;
        }
        if (day > 0 && Next(text, ref at, 'T') && at < text.Length)
        {
            if (!Time(text, ref at, ref hour, ref minute, ref second, ref fraction))
                return false;
            if (at < text.Length && !Offset(text, ref at, out offset))
                return false;
        }
        if (at != text.Length)
            return false;
        var last = DateTime.DaysInMonth(Math.Min(year, 9999), month);
        if (day == 0)
            day = roundUp ? last : 1;
        if (day > last)
            return false;
        var local = new DateTime(year, month, day, hour, minute, second, fraction, DateTimeKind.Unspecified);
        milliseconds = offset is { } known
            ? new DateTimeOffset(local, TimeSpan.Zero).ToUnixTimeMilliseconds() - (long)known.TotalMilliseconds
            : ToMilliseconds(local, zone);
        return true;
    }

    /// <summary>The moment at which clocks in a zone show that time.</summary>
    public static long ToMilliseconds(DateTime local, TimeZoneInfo? zone)
    {
        var plain = new DateTimeOffset(
            DateTime.SpecifyKind(local, DateTimeKind.Unspecified),
            TimeSpan.Zero
        ).ToUnixTimeMilliseconds();
        return zone is null
            ? plain
            : plain - (long)zone.GetUtcOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified)).TotalMilliseconds;
    }

    private static bool Time(string text, ref int at, ref int hour, ref int minute, ref int second, ref int fraction)
    {
        if (!Digits(text, ref at, 2, out hour) || hour > 23)
            return false;
        if (!Next(text, ref at, ':'))
            return true;
        if (!Digits(text, ref at, 2, out minute) || minute > 59)
            return false;
        if (!Next(text, ref at, ':'))
            return true;
        if (!Digits(text, ref at, 2, out second) || second > 59)
            return false;
        if (!Next(text, ref at, '.') && !Next(text, ref at, ','))
            return true;
        var begin = at;
        fraction = 0;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            if (at - begin < 3)
                fraction = (fraction * 10) + text[at] - '0';
            at++;
        }
        for (var place = at - begin; place < 3; place++)
            fraction *= 10;
        return at - begin is >= 1 and <= 9;
    }

    private static bool Offset(string text, ref int at, out TimeSpan? offset)
    {
        offset = TimeSpan.Zero;
        if (Next(text, ref at, 'Z'))
            return true;
        var negative = at < text.Length && text[at] == '-';
        if (!Next(text, ref at, '+') && !Next(text, ref at, '-'))
            return false;
        if (!Digits(text, ref at, 2, out var hours) || hours > 18)
            return false;
        var minutes = 0;
        if (at < text.Length)
        {
            Next(text, ref at, ':');
            if (!Digits(text, ref at, 2, out minutes) || minutes > 59)
                return false;
        }
        offset = new TimeSpan(hours, minutes, 0) * (negative ? -1 : 1);
        return true;
    }

    private static bool Next(string text, ref int at, char expected)
    {
        if (at >= text.Length || text[at] != expected)
            return false;
        at++;
        return true;
    }

    private static bool Digits(string text, ref int at, int count, out int value)
    {
        value = 0;
        if (at + count > text.Length)
            return false;
        for (var end = at + count; at < end; at++)
        {
            if (!char.IsAsciiDigit(text[at]))
                return false;
            value = (value * 10) + text[at] - '0';
        }
        return true;
    }
}
