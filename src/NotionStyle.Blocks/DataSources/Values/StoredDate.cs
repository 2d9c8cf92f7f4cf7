using System.Text.Json.Nodes;

namespace NotionStyle.Blocks.DataSources.Values;

/// <summary>
/// A date as a row holds it: <c>{"start", "end"?, "time_zone"?}</c>, both days or both moments. A moment always has its offset, so that its order needs no time zone;
/// the zone says how people wrote it.
/// </summary>
public static class StoredDate
{
    /// <summary>Reads a date; null for whatever is not one.</summary>
    public static DateRange? Read(JsonNode? stored)
    {
        if (!TryRead(StoredJson.Member(stored, "start"), out var start, out var hasTime))
            return null;
        DateTimeOffset? end = null;
        if (StoredJson.Member(stored, "end") is { } last)
        {
            if (!TryRead(last, out var moment, out var endHasTime) || endHasTime != hasTime)
                return null;
            end = moment;
        }

        var zone = hasTime ? StoredJson.Text(StoredJson.Member(stored, "time_zone")) : null;
        return new DateRange(start, hasTime, end, DateText.FindTimeZone(zone) is null ? null : zone);
    }

    /// <summary>Writes a date as it is stored.</summary>
    public static JsonObject Write(DateRange range)
    {
        var json = new JsonObject { ["start"] = DateText.Write(range.Start, range.HasTime) };
        if (range.End is { } end)
            json["end"] = DateText.Write(end, range.HasTime);
        if (range.TimeZone is not null)
            json["time_zone"] = range.TimeZone;
        return json;
    }

    private static bool TryRead(JsonNode? node, out DateTimeOffset moment, out bool hasTime) =>
        DateText.TryParse(StoredJson.Text(node), out moment, out hasTime, out var hasOffset) && (hasOffset || !hasTime);
}
