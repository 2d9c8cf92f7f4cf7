namespace NotionStyle.Dashboard.Otlp;

/// <summary>The bytes of all requests that are being worked on, so that many large ones together cannot exhaust the memory.</summary>
internal sealed class OtlpBudget
{
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(1);
    private long _used;

    /// <summary>Bytes in use.</summary>
    public long Used => Interlocked.Read(ref _used);

    /// <exception cref="OtlpRefusal">Too much is being worked on: later.</exception>
    public void Take(long bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= OtlpLimits.BytesInFlight)
            return;
        Return(bytes);
        throw OtlpRefusal.Busy("More telemetry comes in than can be worked on at once.", Later);
    }

    public void Return(long bytes) => Interlocked.Add(ref _used, -bytes);
}
