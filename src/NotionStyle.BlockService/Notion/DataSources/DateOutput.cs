using System.Globalization;
using System.Text.Json;
using NotionStyle.Blocks.DataSources.Values;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary>Writes dates as the Notion API answers them.</summary>
internal static class DateOutput
{
    private static readonly DateTimeOffset LastMoment = DateTimeOffset.MaxValue.AddDays(-1);
    private static readonly DateTimeOffset FirstMoment = DateTimeOffset.MinValue.AddDays(1);

    /// <summary>Writes <c>{"start", "end", "time_zone"}</c>, or null for no date.</summary>
    public static void Write(Utf8JsonWriter writer, DateRange? date)
    {
        if (date is not { } range)
        {
            writer.WriteNullValue();
            return;
        }

        var zone = range.HasTime ? DateText.FindTimeZone(range.TimeZone) : null;
        writer.WriteStartObject();
        writer.WriteString("start", Text(range.Start, range.HasTime, zone));
        writer.WriteString("end", range.End is { } end ? Text(end, range.HasTime, zone) : null);
        writer.WriteString("time_zone", zone is null ? null : range.TimeZone);
        writer.WriteEndObject();
    }

    /// <summary>A moment in a named time zone has no offset: the API has either of the two, and takes back what it gave.</summary>
    private static string Text(DateTimeOffset moment, bool hasTime, TimeZoneInfo? zone)
    {
        if (zone is null)
            return DateText.Write(moment, hasTime);
        // At the ends of the calendar there is no room for an offset.
        var local =
            moment > FirstMoment && moment < LastMoment
                ? moment.UtcDateTime + DateText.WholeMinutes(zone.GetUtcOffset(moment))
                : moment.UtcDateTime;
        return local.ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture);
    }
}
