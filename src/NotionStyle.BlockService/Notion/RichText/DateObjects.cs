using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Notion.RichText;

/// <summary>A day, a moment or a range of them, as the API writes it.</summary>
/// <param name="Start"><c>2026-01-31</c>, or <c>2026-01-31T09:00:00.000+01:00</c>.</param>
/// <param name="End">The same; null for a single day or moment.</param>
/// <param name="TimeZone">The IANA name that came with it; null for the offset in the text.</param>
internal sealed record DateText(string Start, string? End, string? TimeZone)
{
    /// <summary>As people read it.</summary>
    public string Plain => End is null ? Start : $"{Start} → {End}";
}

/// <summary>
/// Date objects, <c>{"start", "end", "time_zone"}</c>, as mentions and date properties have them. Stored are the same members, those without a value left out; a moment is
/// stored and answered with milliseconds and its offset, in its time zone when it has one.
/// </summary>
internal static class DateObjects
{
    private const int TimeZoneLengthMaximum = 64;

    private static readonly string[] Moments =
    [
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    /// <summary>Reads a date object into its stored form.</summary>
    public static JsonObject Read(Input input)
    {
        input.Object("start", "end", "time_zone");
        var zoneName = input["time_zone"];
        TimeZoneInfo? zone = null;
        if (
            zoneName.HasValue
            && (
                !TimeZoneInfo.TryFindSystemTimeZoneById(zoneName.Text(TimeZoneLengthMaximum, 1), out zone)
                || !zone.HasIanaId
            )
        )
            throw zoneName.Refuse("a time zone of the IANA database, such as Europe/Berlin");
        var start = ReadMoment(input["start"], zone, out var hasTime);
        if (zone is not null && !hasTime)
            throw zoneName.Refuse("null for a day without a time");
        var stored = new JsonObject { ["start"] = start };
        if (input["end"].HasValue)
        {
            stored["end"] = ReadMoment(input["end"], zone, out var endHasTime);
            if (endHasTime != hasTime)
                throw input["end"].Refuse(hasTime ? "a moment, as start is" : "a day without a time, as start is");
        }

        if (zone is not null)
            stored["time_zone"] = zoneName.Text(TimeZoneLengthMaximum);
        return stored;
    }

    /// <summary>
    /// A stored date; null when it is none. Read as well is the form of Notion's own mentions: <c>{"start_date", "start_time", "end_date", "end_time", "time_zone"}</c>,
    /// and a day alone.
    /// </summary>
    public static DateText? Of(JsonElement stored)
    {
        if (stored.ValueKind == JsonValueKind.String)
            return Canonical(stored.GetString()) is { } day ? new DateText(day, null, null) : null;
        if (stored.ValueKind != JsonValueKind.Object)
            return null;
        var zone = TextOf(stored, "time_zone") is { Length: <= TimeZoneLengthMaximum } name ? name : null;
        var start = Canonical(TextOf(stored, "start") ?? Joined(stored, "start_date", "start_time"), zone);
        var end = Canonical(TextOf(stored, "end") ?? Joined(stored, "end_date", "end_time"), zone);
        return start is null ? null : new DateText(start, end, zone);
    }

    /// <summary>Writes a date object as a value.</summary>
    public static void Write(Utf8JsonWriter writer, DateText date)
    {
        writer.WriteStartObject();
        writer.WriteString("start", date.Start);
        writer.WriteString("end", date.End);
        writer.WriteString("time_zone", date.TimeZone);
        writer.WriteEndObject();
    }

    private static string ReadMoment(Input input, TimeZoneInfo? zone, out bool hasTime)
    {
        var text = input.IsGiven ? input.Text(100) : throw input.Refuse("defined");
        return TryParse(text, zone, out var canonical, out hasTime)
            ? canonical
            : throw input.Refuse("a valid ISO 8601 date, such as 2026-01-31 or 2026-01-31T09:00:00Z");
    }

    private static string? Canonical(string? text, string? zoneName = null)
    {
        TimeZoneInfo? zone = null;
        if (zoneName is not null)
            TimeZoneInfo.TryFindSystemTimeZoneById(zoneName, out zone);
        return text is not null && TryParse(text, zone, out var canonical, out _) ? canonical : null;
    }

    private static bool TryParse(string text, TimeZoneInfo? zone, out string canonical, out bool hasTime)
    {
        canonical = text;
        hasTime = text.Length > 10;
        if (!hasTime)
            return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
        if (
            !DateTimeOffset.TryParseExact(
                text,
                Moments,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var moment
            )
            // So that no time zone leads out of the calendar.
            || moment.Year is <= 1 or >= 9999
        )
            return false;
        if (zone is not null)
        {
            var hasOffset = text[^1] is 'Z' or 'z' || text.AsSpan(10).ContainsAny('+', '-');
            var local = hasOffset ? TimeZoneInfo.ConvertTime(moment, zone).DateTime : moment.DateTime;
            // Before there was standard time, offsets had seconds, which the text has no place for.
            var offset = TimeSpan.FromMinutes(Math.Round(zone.GetUtcOffset(local).TotalMinutes));
            moment = hasOffset ? moment.ToOffset(offset) : new DateTimeOffset(local, offset);
        }

        canonical = moment.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);
        return true;
    }

    private static string? TextOf(JsonElement stored, string name) =>
        stored.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static string? Joined(JsonElement stored, string date, string time) =>
        TextOf(stored, date) is not { } day ? null
        : TextOf(stored, time) is { } hour ? $"{day}T{hour}"
        : day;
}
