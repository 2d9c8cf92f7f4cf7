using System.Diagnostics;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Caching;

/// <summary>Rates that instances limit together.</summary>
[Collection(nameof(CachingCollection))]
public sealed class RateLimitTests(CachingServices services)
{
    private const int Burst = 20;

    private static readonly string[] Slow =
    [
        "--BlockService:RequestsPerSecond=1",
        $"--BlockService:RequestBurst={Burst}",
    ];

    [Fact]
    public async Task Two_services_let_one_burst_pass_together()
    {
        await using var redis = await RedisProcess.StartedAsync();
        await using var first = await services.StartAsync(redis, null, Slow);
        await using var second = await services.StartAsync(redis, null, Slow);
        var mine = await first.NewWorkspaceAsync();
        var other = await first.NewWorkspaceAsync();
        var elsewhere = mine with { Service = second };
        var watch = Stopwatch.StartNew();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 4 * Burst).Select(i => (i % 2 == 0 ? mine : elsewhere).GetAsync("/v1/users/me"))
        );

        // One a second fills up meanwhile.
        var most = Burst + (int)watch.Elapsed.TotalSeconds + 1;
        Assert.InRange(answers.Count(a => (int)a.Status == 200), Burst, most);
        foreach (var answer in answers.Where(a => (int)a.Status != 200))
        {
            answer.Refused(429, "rate_limited", "Retry-After");
            Assert.Equal("1", answer.Headers["Retry-After"]);
        }

        (await (other with { Service = second }).GetAsync("/v1/users/me")).Ok();
    }

    [Fact]
    public async Task What_is_taken_comes_back_at_the_rate()
    {
        await using var redis = await RedisProcess.StartedAsync();
        await using var service = await services.StartAsync(
            redis,
            null,
            "--BlockService:RequestsPerSecond=10",
            "--BlockService:RequestBurst=1"
        );
        var workspace = await service.NewWorkspaceAsync();
        var watch = Stopwatch.StartNew();
        var passed = 0;
        while (passed < 10)
        {
            if ((int)(await workspace.GetAsync("/v1/users/me")).Status == 200)
                passed++;
        }

        // A lower bound that the algorithm promises: nine gaps of a tenth of a second, by the clock of Redis.
        Assert.InRange(watch.ElapsedMilliseconds, 850, long.MaxValue);
        await using var connection = await redis.ConnectAsync();
        // A bucket that is full is not kept.
        await Blocks.Postgres.Tests.Support.Condition.HoldsAsync(
            "the bucket's key goes",
            async () =>
            {
                await foreach (var _ in connection.GetServers()[0].KeysAsync(pattern: "rate:*"))
                    return false;
                return true;
            }
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public async Task Nobody_waits_longer_than_for_one_burst_when_the_clock_of_Redis_was_set_back(int burst)
    {
        await using var redis = await RedisProcess.StartedAsync();
        await using var service = await services.StartAsync(
            redis,
            null,
            "--BlockService:RequestsPerSecond=10",
            $"--BlockService:RequestBurst={burst}"
        );
        var workspace = await service.NewWorkspaceAsync();
        await using var connection = await redis.ConnectAsync();
        var hourAhead = (DateTimeOffset.UtcNow.AddHours(1) - DateTimeOffset.UnixEpoch).Ticks / 10;
        await connection
            .GetDatabase()
            .StringSetAsync($"rate:{workspace.SpaceId:N}:{workspace.OwnerId:N}", hourAhead, TimeSpan.FromHours(1));

        var first = await workspace.GetAsync("/v1/users/me");

        first.Refused(429, "rate_limited", "Retry-After");
        Assert.Equal("1", first.Headers["Retry-After"]);
        await Blocks.Postgres.Tests.Support.Condition.HoldsAsync(
            "a request passes again",
            async () => (int)(await workspace.GetAsync("/v1/users/me")).Status == 200
        );
    }

    [Fact]
    public async Task Without_Redis_each_instance_limits_by_itself_when_it_is_to_be_open()
    {
        await using var service = await services.StartAsync(Nobody(), null, Slow);
        var workspace = await service.NewWorkspaceAsync();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 3 * Burst).Select(_ => workspace.GetAsync("/v1/users/me"))
        );
        Assert.True(answers.Count(a => (int)a.Status == 200) >= Burst);
        Assert.Contains(answers, a => (int)a.Status == 429);
    }

    [Fact]
    public async Task Without_Redis_the_Notion_API_is_refused_when_it_is_to_be_closed()
    {
        await using var service = await services.StartAsync(Nobody(), null, "--Redis:RateLimitsWithout=closed");
        var workspace = await service.NewWorkspaceAsync();
        var answer = await workspace.GetAsync("/v1/users/me");
        answer.Refused(503, "service_unavailable", "Redis__RateLimitsWithout=open");
        Assert.Equal("1", answer.Headers["Retry-After"]);
        // The operations protocol goes on.
        await workspace.NewBlockAsync("page", "An edit");
    }

    private static string Nobody() => $"--ConnectionStrings:redis=127.0.0.1:{RedisProcess.FreePort()},password=x";
}
