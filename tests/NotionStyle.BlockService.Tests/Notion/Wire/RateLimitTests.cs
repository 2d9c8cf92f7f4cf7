using Microsoft.Extensions.Configuration;
using NotionStyle.Blocks.Permissions;
using NotionStyle.BlockService.Errors;
using NotionStyle.BlockService.Notion.Wire;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Notion.Wire;

public sealed class RateLimitTests
{
    private readonly StandingClock _clock = new();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 5)]
    [InlineData(3, 3)]
    [InlineData(15, 1)]
    [InlineData(300, 1_000)]
    [InlineData(1_000_000, 7)]
    public void A_bucket_holds_its_burst_and_fills_up_at_its_rate(int rate, int burst)
    {
        var limits = Limits(rate, burst);
        var actor = NewActor();
        Assert.Equal(burst, Drain(limits, actor));
        // As many come back as the rate says, and never more than the burst.
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Math.Min(rate, burst), Drain(limits, actor));
        _clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal(burst, Drain(limits, actor));
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 1, 1)]
    [InlineData(1, 60, 1)]
    public void Who_waits_as_long_as_it_is_told_is_let_in(int rate, int burst, int seconds)
    {
        var limits = Limits(rate, burst);
        var actor = NewActor();
        Drain(limits, actor);
        var problem = Refused(limits, actor);
        Assert.Equal((429, "rate_limited", seconds), (problem.Status, problem.Code, problem.RetryAfterSeconds));
        _clock.Advance(TimeSpan.FromSeconds(problem.RetryAfterSeconds!.Value));
        Take(limits, actor);
    }

    [Fact]
    public void Requests_that_are_refused_cost_nothing()
    {
        var limits = Limits(1, 2);
        var actor = NewActor();
        Drain(limits, actor);
        for (var i = 0; i < 100; i++)
            Refused(limits, actor);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Take(limits, actor);
    }

    [Fact]
    public void Everybody_has_a_bucket_of_their_own()
    {
        var limits = Limits(1, 1);
        var actor = NewActor();
        Take(limits, actor);
        Take(limits, actor with { UserId = Guid.NewGuid() });
        Take(limits, actor with { SpaceId = Guid.NewGuid() });
        Refused(limits, actor);
    }

    [Fact]
    public void Buckets_that_are_full_again_are_not_kept()
    {
        var limits = Limits(10, 10);
        for (var i = 0; i < 100_000; i++)
        {
            Take(limits, NewActor());
            // Half a million members a day; at each moment some hundred of them have a bucket that is not full.
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.InRange(limits.Kept, 1, 2_048);
    }

    [Fact]
    public void Those_who_ask_at_the_same_moment_share_what_there_is()
    {
        var limits = Limits(1, 1_000);
        var actor = NewActor();
        var taken = 0;
        Parallel.For(
            0,
            4_000,
            _ =>
            {
                try
                {
                    Take(limits, actor);
                    Interlocked.Increment(ref taken);
                }
                catch (RefusedException) { }
            }
        );
        Assert.Equal(1_000, taken);
    }

    [Fact]
    public async Task The_answer_says_when_to_come_back_and_others_are_not_held_up()
    {
        await using var service = await TestService.StartAsync(
            "--BlockService:RequestsPerSecond=1",
            "--BlockService:RequestBurst=2"
        );
        var (mine, other) = (await service.NewWorkspaceAsync(), await service.NewWorkspaceAsync());
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => mine.GetAsync("/v1/users/me")));
        Assert.Contains(answers, a => (int)a.Status == 200);
        var refused = answers.Where(a => (int)a.Status != 200).ToArray();
        Assert.NotEmpty(refused);
        foreach (var answer in refused)
        {
            answer.Refused(429, "rate_limited", "Retry-After");
            Assert.Equal("1", answer.Headers["Retry-After"]);
        }

        (await other.GetAsync("/v1/users/me")).Ok();
        // The operations protocol has limits of its own.
        (await mine.GetAsync("/v1/members/me")).Ok();
    }

    private RateLimits Limits(int rate, int burst) =>
        new(
            ServiceOptions.Read(
                new ConfigurationBuilder()
                    .AddInMemoryCollection(
                        new Dictionary<string, string?>
                        {
                            ["BlockService:AdminToken"] = TestService.AdminToken,
                            ["BlockService:RequestsPerSecond"] = $"{rate}",
                            ["BlockService:RequestBurst"] = $"{burst}",
                        }
                    )
                    .Build()
            ),
            _clock
        );

    private static void Take(RateLimits limits, Actor actor) =>
        limits.TakeAsync(actor).AsTask().GetAwaiter().GetResult();

    private static Actor NewActor() => new(Guid.NewGuid(), Guid.NewGuid());

    private static int Drain(RateLimits limits, Actor actor)
    {
        for (var taken = 0; ; taken++)
        {
            try
            {
                Take(limits, actor);
            }
            catch (RefusedException)
            {
                return taken;
            }
        }
    }

    private static Problem Refused(RateLimits limits, Actor actor) =>
        Assert.Throws<RefusedException>(() => Take(limits, actor)).Problem;
}
