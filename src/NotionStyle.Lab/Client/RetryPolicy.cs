namespace NotionStyle.Lab.Client;

/// <summary>How long a request is tried again. Every request of this client has the same effect once and twice, so all may be.</summary>
/// <param name="AttemptTimeout">After this long one attempt is given up.</param>
/// <param name="Patience">After this long from the first attempt there is no further one.</param>
internal sealed record RetryPolicy(TimeSpan AttemptTimeout, TimeSpan Patience)
{
    private static readonly TimeSpan DelayMaximum = TimeSpan.FromSeconds(2);

    /// <summary>No service is waited for longer than this, whatever its Retry-After says.</summary>
    private static readonly TimeSpan RetryAfterMaximum = TimeSpan.FromSeconds(30);

    /// <summary>For people who wait in front of a terminal: a restart of the service is bridged, an absent one is reported soon.</summary>
    public static RetryPolicy Default { get; } = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(20));

    /// <summary>For the doctor, which kills servers on purpose.</summary>
    public static RetryPolicy Stubborn { get; } = new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(120));

    /// <summary>For load: what fails is counted, not hidden.</summary>
    public static RetryPolicy Once { get; } = new(TimeSpan.FromSeconds(30), TimeSpan.Zero);

    /// <summary>How long to wait before attempt <paramref name="attempt" /> + 1.</summary>
    public static TimeSpan DelayAfter(int attempt, TimeSpan? retryAfter)
    {
        if (retryAfter is { } asked && asked >= TimeSpan.Zero)
            return asked < RetryAfterMaximum ? asked : RetryAfterMaximum;
        var exponential = TimeSpan.FromMilliseconds(50 * Math.Pow(2, Math.Min(attempt - 1, 10)));
        var bounded = exponential < DelayMaximum ? exponential : DelayMaximum;
        // Half of it is chance, so that clients that failed together do not come back together.
        return bounded * (0.5 + Random.Shared.NextDouble() / 2);
    }
}
