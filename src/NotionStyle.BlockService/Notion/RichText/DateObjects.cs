using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.Blocks.DataSources.Values;
using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Notion.RichText;

/// <summary>A day, a moment or a range of them, as the API writes it.</summary>
/// <param name="Start"><c>2026-01-31</c>, or <c>2026-01-31T09:00:00.000+01:00</c>.</param>
/// <param name="End">The same; null for a single day or moment.</param>
/// <param name="TimeZone">The IANA name that came with it; null for the offset in the text.</param>
internal sealed record ShownDate(string Start, string? End, string? TimeZone)
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
    private const int TextLengthMaximum = 100;

    /// <summary>Reads a date object into its stored form.</summary>
    public static JsonObject Read(Input input)
    {
        input.Object("start", "end", "time_zone");
        var zoneInput = input["time_zone"];
        var zoneName = zoneInput.HasValue ? zoneInput.Text(TextLengthMaximum) : null;
        var zone = DateText.FindTimeZone(zoneName);
        if (zoneName is not null && zone is null)
            throw zoneInput.Refuse("a time zone of the IANA database, such as Europe/Berlin");
        var start = ReadMoment(input["start"], zone, out var hasTime);
        if (zone is not null && !hasTime)
            throw zoneInput.Refuse("null for a day without a time");
        var stored = new JsonObject { ["start"] = start };
        if (input["end"].HasValue)
        {
            stored["end"] = ReadMoment(input["end"], zone, out var endHasTime);
            if (endHasTime != hasTime)
                throw input["end"].Refuse(hasTime ? "a moment, as start is" : "a day without a time, as start is");
        }

        if (zone is not null)
            stored["time_zone"] = zoneName;
        return stored;
    }

    /// <summary>
    /// A stored date; null when it is none. Read as well is the form of Notion's own mentions: <c>{"start_date", "start_time", "end_date", "end_time", "time_zone"}</c>,
    /// and a day alone.
    /// </summary>
    public static ShownDate? Of(JsonElement stored)
    {
        if (stored.ValueKind == JsonValueKind.String)
            return Canonical(stored.GetString(), null) is { } day ? new ShownDate(day, null, null) : null;
        if (stored.ValueKind != JsonValueKind.Object)
            return null;
        var zoneName = TextOf(stored, "time_zone");
        var zone = DateText.FindTimeZone(zoneName);
        var start = Canonical(TextOf(stored, "start") ?? Joined(stored, "start_date", "start_time"), zone);
        var end = Canonical(TextOf(stored, "end") ?? Joined(stored, "end_date", "end_time"), zone);
        return start is null ? null : new ShownDate(start, end, zone is null ? null : zoneName);
    }

    /// <summary>Writes a date object as a value.</summary>
    public static void Write(Utf8JsonWriter writer, ShownDate date)
    {
        writer.WriteStartObject();
        writer.WriteString("start", date.Start);
        writer.WriteString("end", date.End);
        writer.WriteString("time_zone", date.TimeZone);
        writer.WriteEndObject();
    }

    private static string ReadMoment(Input input, TimeZoneInfo? zone, out bool hasTime)
    {
        var text = input.IsGiven ? input.Text(TextLengthMaximum) : throw input.Refuse("defined");
        return TryParse(text, zone, out var canonical, out hasTime)
            ? canonical
            : throw input.Refuse("a valid ISO 8601 date, such as 2026-01-31 or 2026-01-31T09:00:00Z");
    }

    private static string? Canonical(string? text, TimeZoneInfo? zone) =>
        TryParse(text, zone, out var canonical, out _) ? canonical : null;

    private static bool TryParse(string? text, TimeZoneInfo? zone, out string canonical, out bool hasTime)
    {
        canonical = "";
        if (
            !DateText.TryParse(text, out var moment, out hasTime, out var hasOffset)
            // So that no time zone leads out of the calendar.
            || (hasTime && moment.Year is <= 1 or >= 9999)
        )
            return false;
        if (hasTime && zone is not null)
        {
            var local = hasOffset ? TimeZoneInfo.ConvertTime(moment, zone).DateTime : moment.DateTime;
            // Before there was standard time, offsets had seconds, which the text has no place for.
            var offset = TimeSpan.FromMinutes(Math.Round(zone.GetUtcOffset(local).TotalMinutes));
            moment = hasOffset ? moment.ToOffset(offset) : new DateTimeOffset(local, offset);
        }

        canonical = DateText.Write(moment, hasTime);
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
