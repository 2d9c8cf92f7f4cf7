namespace NotionStyle.Blocks.DataSources.Queries;

/// <summary>The moments that a date in a filter stands for: a day in UTC as a whole, or a millisecond. What equals it begins within.</summary>
/// <param name="From">The first moment.</param>
/// <param name="Until">The first moment after.</param>
public readonly record struct DateSpan(DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>The span of an operand.</summary>
    public static DateSpan Of(FilterOperand.Date date)
    {
        var unit = date.HasTime ? TimeSpan.TicksPerMillisecond : TimeSpan.TicksPerDay;
        var from = date.Moment.UtcTicks / unit * unit;
        var until = Math.Min(from + unit, DateTimeOffset.MaxValue.UtcTicks);
        return new DateSpan(new DateTimeOffset(from, TimeSpan.Zero), new DateTimeOffset(until, TimeSpan.Zero));
    }
}
