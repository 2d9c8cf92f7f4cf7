using NotionStyle.Blocks.DataSources.Values;
using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary>Reads dates as callers send them, and checks what their parts say of each other.</summary>
internal static class DateInput
{
    private const int TextLengthMaximum = 100;

    /// <summary>Reads <c>{"start", "end"?, "time_zone"?}</c>.</summary>
    public static DateRange Read(Input date)
    {
        date.Object("start", "end", "time_zone");
        var (endInput, zoneInput) = (date["end"], date["time_zone"]);
        var zone = zoneInput.HasValue
            ? DateText.FindTimeZone(zoneInput.Text(TextLengthMaximum))
                ?? throw zoneInput.Refuse("the name of a time zone of the IANA database, such as `\"Europe/Berlin\"`")
            : null;
        var (start, hasTime) = ReadMoment(date["start"], zone);
        if (!endInput.HasValue)
            return new DateRange(start, hasTime, null, zoneInput.HasValue ? zoneInput.Text(TextLengthMaximum) : null);

        var (end, endHasTime) = ReadMoment(endInput, zone);
        if (endHasTime != hasTime)
            throw endInput.Refuse(
                hasTime ? "a date with a time, as start has one" : "a date without a time, as start has none"
            );
        if (end < start)
            throw endInput.Refuse($"the same as or after start (`{DateText.Write(start, hasTime)}`)");
        return new DateRange(start, hasTime, end, zoneInput.HasValue ? zoneInput.Text(TextLengthMaximum) : null);
    }

    private static (DateTimeOffset Moment, bool HasTime) ReadMoment(Input input, TimeZoneInfo? zone)
    {
        if (!input.IsGiven)
            throw input.Refuse("defined");
        if (!DateText.TryParse(input.Text(TextLengthMaximum), out var moment, out var hasTime, out var hasOffset))
            throw input.Refuse("a valid ISO 8601 date string");
        if (zone is null)
            return (moment, hasTime);
        if (!hasTime)
            throw input.Refuse("a date with a time, because time_zone is given");
        if (hasOffset)
            throw input.Refuse("a date without a UTC offset, because time_zone is given");
        // A time that the change to summer time leaves out has the offset from before it, and so is taken an hour later, as clocks do.
        var local = moment.DateTime;
        var offset = DateText.WholeMinutes(zone.GetUtcOffset(local));
        var utc = local.Ticks - offset.Ticks;
        return utc >= 0 && utc <= DateTime.MaxValue.Ticks
            ? (new DateTimeOffset(local, offset), true)
            : throw input.Refuse("a valid ISO 8601 date string");
    }
}
