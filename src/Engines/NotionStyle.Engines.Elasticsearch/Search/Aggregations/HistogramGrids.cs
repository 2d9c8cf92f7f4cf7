using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Steps of one length.</summary>
internal sealed class NumberGrid(double interval, double offset) : IHistogramGrid
{
    /// <inheritdoc/>
    public double Floor(double value) => (Math.Floor((value - offset) / interval) * interval) + offset;

    /// <inheritdoc/>
    public double Next(double key) => Floor(key + (interval * 1.5));

    /// <inheritdoc/>
    public void WriteKey(Utf8JsonWriter output, double key) => output.WriteNumber("key", key);
}

/// <summary>Steps of time: of a length, or units of the calendar as clocks of a zone show them.</summary>
/// <param name="unit">The unit of the calendar; null for steps of one length.</param>
/// <param name="milliseconds">The length.</param>
/// <param name="offset">How far steps begin behind their usual beginning.</param>
/// <param name="zone">The zone.</param>
/// <param name="format">How keys are shown.</param>
internal sealed class DateGrid(char? unit, long milliseconds, long offset, TimeZoneInfo zone, string format)
    : IHistogramGrid
{
    // Years 1 to 9999; a date beyond falls into the first or the last step.
    private static readonly long First = DateTimeOffset.MinValue.AddYears(2).ToUnixTimeMilliseconds();
    private static readonly long Last = DateTimeOffset.MaxValue.AddYears(-2).ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public double Floor(double value)
    {
        var moment = Math.Clamp((long)value - offset, First, Last);
        var local = Local(moment);
        if (unit is { } calendar)
            return OptionalTime.ToMilliseconds(Calendar.Floor(local, calendar)!.Value, zone) + offset;
        var shown = moment + Offset(moment);
        var floor = shown - ((((shown % milliseconds) + milliseconds) % milliseconds));
        return floor - Offset(moment) + offset;
    }

    /// <inheritdoc/>
    public double Next(double key)
    {
        var moment = (long)key - offset;
        if (moment >= Last)
            return key;
        return unit is { } calendar
            ? OptionalTime.ToMilliseconds(Calendar.Next(Calendar.Floor(Local(moment), calendar)!.Value, calendar), zone)
                + offset
            : Floor(key + milliseconds);
    }

    /// <inheritdoc/>
    public void WriteKey(Utf8JsonWriter output, double key)
    {
        output.WriteString("key_as_string", DateFormats.Print((long)key, format, zone));
        output.WriteNumber("key", (long)key);
    }

    private long Offset(long moment) =>
        (long)zone.GetUtcOffset(DateTimeOffset.FromUnixTimeMilliseconds(moment)).TotalMilliseconds;

    private DateTime Local(long moment) =>
        TimeZoneInfo
            .ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(moment, First, Last)), zone)
            .DateTime;
}
