namespace Aspire.Hosting.Orchestration;

/// <summary>
/// When a process that ended is started again: after 0.2, 0.4, 0.8 ... 5 s, and not after the fifth end in a row
/// without having been well in between. A crash of something that was well starts the count anew.
/// </summary>
internal sealed class RestartPolicy
{
    public const int MaximumFailures = 5;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    /// <summary>A process without health checks counts as having been well when it ran for so long.</summary>
    public static readonly TimeSpan WellAfter = TimeSpan.FromSeconds(5);

    private int _failures;

    /// <summary>The distance to the next start; null when there is none.</summary>
    public TimeSpan? Ended(TimeSpan ran, bool checkedHealthy)
    {
        if (checkedHealthy || ran >= WellAfter)
            _failures = 0;
        _failures++;
        if (_failures >= MaximumFailures)
            return null;
        var delay = FirstDelay * Math.Pow(2, _failures - 1);
        return delay < LongestDelay ? delay : LongestDelay;
    }
}
