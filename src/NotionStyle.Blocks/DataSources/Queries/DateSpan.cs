namespace NotionStyle.Blocks.DataSources.Queries;

/// <summary>
/// The moments that a date in a filter stands for: a day in UTC as a whole, or a millisecond. What equals it begins within. In microseconds since 1970, as stores count, so that
/// the last day of all has an end, too.
/// </summary>
/// <param name="From">The first moment.</param>
/// <param name="Until">The first moment after.</param>
public readonly record struct DateSpan(long From, long Until)
{
    /// <summary>The span of a day or a moment.</summary>
    public static DateSpan Of(FilterOperand.Date date)
    {
        var unit = date.HasTime ? TimeSpan.TicksPerMillisecond : TimeSpan.TicksPerDay;
        var from = SortKey.MicrosecondsOf(new DateTimeOffset(date.Moment.UtcTicks / unit * unit, TimeSpan.Zero));
        return new DateSpan(from, from + unit / TimeSpan.TicksPerMicrosecond);
    }

    /// <summary>The span between two moments.</summary>
    public static DateSpan Of(FilterOperand.Between between) =>
        new(SortKey.MicrosecondsOf(between.From), SortKey.MicrosecondsOf(between.Until));
}
