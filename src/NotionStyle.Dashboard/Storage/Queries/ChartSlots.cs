using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Storage.Queries;

/// <summary>The slots of a chart: equally long stretches of time, in nanoseconds.</summary>
/// <param name="From">The start of the first.</param>
/// <param name="To">The end of what is drawn; the last slot may reach past it by less than a nanosecond for each slot.</param>
/// <param name="Count">How many.</param>
/// <param name="Length">How long each is.</param>
internal sealed record ChartSlots(long From, long To, int Count, long Length)
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long DefaultRange = 15 * 60 * NanosecondsPerSecond;

    // Far beyond any clock, and far from where sums of times would overflow.
    private const long LastMoment = long.MaxValue / 2;

    public IReadOnlyList<Timestamp> Times =>
        [.. Enumerable.Range(0, Count).Select(i => new Timestamp(From + i * Length))];

    public double Seconds => (double)Length / NanosecondsPerSecond;

    public static ChartSlots Of(MetricQuery query, Timestamp now)
    {
        var count = Math.Clamp(query.Points, 2, 1_000);
        var to = Math.Clamp((query.Range.To ?? now).UnixNano, count, LastMoment);
        var from = Math.Clamp(query.Range.From?.UnixNano ?? to - DefaultRange, 0, to - count);
        return new ChartSlots(from, to, count, (to - from + count - 1) / count);
    }
}
