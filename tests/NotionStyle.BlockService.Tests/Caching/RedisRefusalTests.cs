using Microsoft.Extensions.DependencyInjection;
using NotionStyle.BlockService.Caching;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Caching;

/// <summary>A Redis that answers, and refuses: the health says so, and what it means.</summary>
[Collection(nameof(CachingCollection))]
public sealed class RedisRefusalTests(CachingServices services)
{
    private const string Refused = "NOSUCHCOMMAND";

    [Theory]
    [InlineData("open", "rates are limited by each instance")]
    [InlineData("closed", "refused with 503")]
    public async Task What_is_refused_again_and_again_is_said_until_it_is_answered(string without, string says)
    {
        await using var redis = await RedisProcess.StartedAsync();
        await using var service = await services.StartAsync(redis, null, $"--Redis:RateLimitsWithout={without}");
        var link = service.Services.GetRequiredService<RedisLink>();

        await AskAsync(link, "PING");
        for (var i = 0; i < 3; i++)
            await AskAsync(link, Refused);
        Assert.Equal("healthy", (await HealthAsync(service)).Status);
        await AskAsync(link, Refused);
        // The answer to another question says nothing about this one.
        Assert.True((await link.AskAsync("page", db => db.PingAsync())).IsAnswered);

        var (health, description) = await HealthAsync(service);
        Assert.Equal("degraded", health);
        Assert.Contains("rate: ERR unknown command", description, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(says, description, StringComparison.Ordinal);
        // It is asked on: it has answered.
        Assert.True(link.IsUp);

        await AskAsync(link, "PING");
        Assert.Equal("healthy", (await HealthAsync(service)).Status);
    }

    [Theory]
    [InlineData("open", "rates are limited by each instance")]
    [InlineData("closed", "refused with 503")]
    public async Task A_Redis_that_is_away_is_said_with_what_it_means_for_callers(string without, string says)
    {
        await using var service = await services.StartAsync(
            $"--ConnectionStrings:redis=127.0.0.1:{RedisProcess.FreePort()},password=x",
            null,
            $"--Redis:RateLimitsWithout={without}"
        );
        var (health, description) = await HealthAsync(service);
        Assert.Equal("degraded", health);
        Assert.Contains(says, description, StringComparison.Ordinal);
    }

    private static async Task AskAsync(RedisLink link, string command) =>
        Assert.Equal(command != Refused, (await link.AskAsync("rate", db => db.ExecuteAsync(command))).IsAnswered);

    private static async Task<(string? Status, string? Description)> HealthAsync(TestService service)
    {
        var answer = (await service.SendAsync("GET", "/health", null)).Ok();
        var check = answer
            .Json.GetProperty("checks")
            .EnumerateArray()
            .Single(c => c.GetProperty("name").GetString() == "redis");
        return (check.GetProperty("status").GetString(), check.GetProperty("description").GetString());
    }
}
