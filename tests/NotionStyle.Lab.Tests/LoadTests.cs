using System.Diagnostics;
using NotionStyle.Lab.Load;

namespace NotionStyle.Lab.Tests;

public sealed class LoadTests
{
    [Fact]
    public void Arrivals_come_at_the_rates_asked_for_and_are_the_same_for_the_same_seed()
    {
        var plan = new LoadPlan(50, 150, 100, TimeSpan.FromSeconds(100), 1, Seed: 7);

        var arrivals = plan.Arrivals().ToList();

        Assert.InRange(arrivals.Count(a => a.Kind == LoadKind.Edit), 4_600, 5_400);
        Assert.InRange(arrivals.Count(a => a.Kind == LoadKind.Read), 14_300, 15_700);
        Assert.InRange(arrivals.Count(a => a.Kind == LoadKind.Search), 9_400, 10_600);
        Assert.Equal(arrivals.OrderBy(a => a.At), arrivals);
        Assert.Equal(arrivals, plan.Arrivals());
        Assert.NotEqual(arrivals, (plan with { Seed = 8 }).Arrivals());
    }

    /// <summary>One stall must be felt by everybody who came during it, or the tail is a lie.</summary>
    [Fact]
    public async Task A_stall_counts_for_every_request_that_arrived_during_it()
    {
        var plan = new LoadPlan(0, 200, 0, TimeSpan.FromSeconds(1), Clients: 1, Seed: 1);
        var stalled = new TaskCompletionSource();
        var startedAt = Stopwatch.GetTimestamp();
        var sent = 0;
        var runner = new LoadRunner(
            async (_, ct) =>
            {
                if (Interlocked.Increment(ref sent) == 1)
                    await stalled.Task.WaitAsync(ct);
                return null;
            }
        );
        var running = runner.RunAsync(
            plan,
            // Every arrival was scheduled while the first was not answered.
            (seconds, _) =>
            {
                if (Stopwatch.GetElapsedTime(startedAt) > TimeSpan.FromSeconds(0.8))
                    stalled.TrySetResult();
            },
            TestContext.Current.CancellationToken
        );

        var result = Assert.Single(await running);

        Assert.Equal(plan.Arrivals().Count(), (int)result.Answered);
        Assert.True(result.P50 > 200, $"p50 is {result.P50} ms");
        Assert.True(result.Late > result.Answered / 2);
    }

    [Fact]
    public async Task Failures_are_counted_by_their_code_and_are_no_latencies()
    {
        var plan = new LoadPlan(300, 0, 0, TimeSpan.FromSeconds(1), 4, 1);
        var count = 0;
        var runner = new LoadRunner(
            (_, _) => Task.FromResult(Interlocked.Increment(ref count) % 3 == 0 ? "service_unavailable" : null)
        );

        var result = Assert.Single(await runner.RunAsync(plan, null, TestContext.Current.CancellationToken));

        var expected = plan.Arrivals().Count();
        Assert.Equal(expected / 3, result.Errors["service_unavailable"]);
        Assert.Equal(expected - expected / 3, result.Answered);
    }
}
