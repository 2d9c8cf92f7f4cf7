namespace NotionStyle.Dashboard.Tests.Access;

/// <summary>The time, or so much later.</summary>
internal sealed class LaterTime : TimeProvider
{
    public TimeSpan Later { get; set; }

    public override long TimestampFrequency => System.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Later;

    public override long GetTimestamp() => System.GetTimestamp() + (long)(Later.TotalSeconds * TimestampFrequency);
}
