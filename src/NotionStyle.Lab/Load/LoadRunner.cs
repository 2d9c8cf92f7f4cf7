using System.Diagnostics;
using System.Threading.Channels;

namespace NotionStyle.Lab.Load;

/// <summary>
/// Sends a load as an open loop: requests arrive on their schedule whether or not earlier ones were answered, as people do. A latency counts from the
/// scheduled time. A closed loop would wait for a slow answer before it asks again, so a stall of a second would be one slow request and not all those that
/// would have come in that second ("coordinated omission").
/// </summary>
internal sealed class LoadRunner(Func<Arrival, CancellationToken, Task<string?>> send)
{
    /// <summary>Requests that have arrived and wait for a client; past it they are counted as dropped.</summary>
    private const int WaitingMaximum = 10_000;

    /// <summary>Sent this much after its time, a request is counted as late.</summary>
    private static readonly TimeSpan LateAfter = TimeSpan.FromMilliseconds(10);

    /// <summary>How finely arrivals are kept; what is due within one step goes out together.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);

    private readonly Dictionary<LoadKind, LoadStatistics> _statistics = Enum.GetValues<LoadKind>()
        .ToDictionary(kind => kind, _ => new LoadStatistics());

    /// <summary>Runs the load to its end; <paramref name="progress" /> hears of seconds done and seconds in all.</summary>
    public async Task<IReadOnlyList<LoadResult>> RunAsync(
        LoadPlan plan,
        Action<int, int>? progress,
        CancellationToken ct
    )
    {
        var waiting = Channel.CreateBounded<Arrival>(new BoundedChannelOptions(WaitingMaximum) { SingleWriter = true });
        var startedAt = Stopwatch.GetTimestamp();
        var clients = Enumerable
            .Range(0, plan.Clients)
            .Select(_ => ServeAsync(waiting.Reader, startedAt, ct))
            .ToArray();
        try
        {
            await ArriveAsync(plan, waiting.Writer, startedAt, progress, ct);
        }
        finally
        {
            waiting.Writer.Complete();
        }

        var elapsed = Stopwatch.GetElapsedTime(startedAt);
        await Task.WhenAll(clients);
        return [.. _statistics.Select(s => s.Value.Result(s.Key, elapsed)).Where(r => plan.Rate(r.Kind) > 0)];
    }

    private async Task ArriveAsync(
        LoadPlan plan,
        ChannelWriter<Arrival> waiting,
        long startedAt,
        Action<int, int>? progress,
        CancellationToken ct
    )
    {
        foreach (var arrival in plan.Arrivals())
        {
            while (Stopwatch.GetElapsedTime(startedAt) < arrival.At)
                await Task.Delay(Step, ct);
            if (!waiting.TryWrite(arrival))
                _statistics[arrival.Kind].Dropped();
            progress?.Invoke((int)arrival.At.TotalSeconds, (int)Math.Ceiling(plan.Duration.TotalSeconds));
        }
    }

    private async Task ServeAsync(ChannelReader<Arrival> waiting, long startedAt, CancellationToken ct)
    {
        // Off the caller's thread: the clients must not hold up the arrivals.
        await Task.Yield();
        await foreach (var arrival in waiting.ReadAllAsync(ct))
        {
            var isLate = Stopwatch.GetElapsedTime(startedAt) - arrival.At > LateAfter;
            var error = await send(arrival, ct);
            _statistics[arrival.Kind].Answered(Stopwatch.GetElapsedTime(startedAt) - arrival.At, isLate, error);
        }
    }
}
