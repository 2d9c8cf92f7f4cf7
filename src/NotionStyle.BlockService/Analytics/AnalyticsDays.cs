using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Ports;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Analytics;

/// <summary>The range of days that every question of analytics has.</summary>
internal static class AnalyticsDays
{
    /// <summary>Days of a range whose ends are not both given.</summary>
    private const int DaysDefault = 30;

    private const int DaysMaximum = 366;

    public static readonly Field<DateOnly?> From = Fields.OptionalDay(
        "from",
        $"The first day, UTC. {DaysDefault} days up to `to` when it is not given."
    );

    public static readonly Field<DateOnly?> To = Fields.OptionalDay(
        "to",
        "The last day, UTC, included. Today when it is not given."
    );

    public static AnalyticsRange Read(IQueryCollection query, DateTimeOffset now)
    {
        var to = query.Get(To) ?? DateOnly.FromDateTime(now.UtcDateTime);
        var from = query.Get(From) ?? to.AddDays(1 - DaysDefault);
        if (from > to)
            throw BlockStoreException.Invalid($"from is {from:yyyy-MM-dd}, after to, which is {to:yyyy-MM-dd}.");
        if (to.DayNumber - from.DayNumber >= DaysMaximum)
            throw BlockStoreException.Invalid(
                $"from {from:yyyy-MM-dd} to {to:yyyy-MM-dd} is more than {DaysMaximum} days, the maximum. Ask in parts."
            );
        return new AnalyticsRange(from, to);
    }
}
