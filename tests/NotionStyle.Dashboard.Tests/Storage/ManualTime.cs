namespace NotionStyle.Dashboard.Tests.Storage;

/// <summary>A clock that a test sets forward.</summary>
internal sealed class ManualTime : TimeProvider
{
    private long _aheadTicks;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _aheadTicks, by.Ticks);

    public override DateTimeOffset GetUtcNow() =>
        DateTimeOffset.UtcNow + TimeSpan.FromTicks(Interlocked.Read(ref _aheadTicks));
}
