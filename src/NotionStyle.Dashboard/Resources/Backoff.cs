namespace NotionStyle.Dashboard.Resources;

/// <summary>How long to wait before the next attempt: 0.2 s, doubled up to 5 s; from the beginning after a success.</summary>
internal sealed class Backoff(TimeProvider time)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private TimeSpan _next = Shortest;

    public void Reset() => _next = Shortest;

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var now = _next;
        _next = now * 2 < Longest ? now * 2 : Longest;
        await Task.Delay(now, time, cancellationToken);
    }
}
