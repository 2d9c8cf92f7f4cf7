namespace NotionStyle.Blocks.Postgres.Tests.Support;

/// <summary>A clock that stands where a test puts it. Timers run on as ever.</summary>
public sealed class SettableTime(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
