using System.Net;
using System.Net.Sockets;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.BlockService.Tests.Support;
using TestWorkspace = NotionStyle.BlockService.Tests.Support.TestWorkspace;

namespace NotionStyle.BlockService.Tests.Caching;

/// <summary>Redis comes and goes; the service stays.</summary>
[Collection(nameof(CachingCollection))]
public sealed class RedisAwayTests(CachingServices services)
{
    [Fact]
    public async Task Reads_and_edits_go_on_while_Redis_is_away_and_it_is_used_again_by_itself()
    {
        await using var redis = await RedisProcess.StartedAsync();
        await using var service = await services.StartAsync(redis);
        var workspace = await service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "Steady");
        await EditAndReadAsync(workspace, page);
        await HealthIsAsync(service, "healthy");
        Assert.NotEmpty(await redis.CopyAsync());

        await redis.KillAsync();
        await EditAndReadAsync(workspace, page);
        await HealthIsAsync(service, "degraded");
        await EditAndReadAsync(workspace, page);

        await redis.StartAsync();
        await HealthIsAsync(service, "healthy");
        await EditAndReadAsync(workspace, page);
        Assert.NotEmpty(await redis.CopyAsync());
    }

    [Fact]
    public async Task A_Redis_that_stops_answering_is_left_alone_until_it_answers()
    {
        await using var redis = await RedisProcess.StartedAsync();
        await using var service = await services.StartAsync(redis.Setting);
        var workspace = await service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "Steady");
        await EditAndReadAsync(workspace, page);
        redis.Halt();
        try
        {
            await Condition.HoldsAsync(
                "requests that wait in vain end in leaving it alone",
                async () =>
                {
                    await EditAndReadAsync(workspace, page);
                    return await HealthAsync(service) == "degraded";
                }
            );
            var failures = await FailuresAsync(service, () => EditAndReadAsync(workspace, page, times: 20));
            Assert.Equal(0, failures);
        }
        finally
        {
            redis.Continue();
        }

        await HealthIsAsync(service, "healthy");
        await EditAndReadAsync(workspace, page);
    }

    [Fact]
    public async Task A_server_that_never_says_anything_does_not_keep_the_service_from_starting_or_working()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using var service = await services.StartAsync($"--ConnectionStrings:redis=127.0.0.1:{port},password=x");
        var workspace = await service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "Steady");
        var failures = await FailuresAsync(service, () => EditAndReadAsync(workspace, page, times: 20));
        Assert.InRange(failures, 0, 3);
        Assert.Equal("degraded", await HealthAsync(service));
    }

    [Theory]
    [InlineData("password=secret-word", "names no server")]
    [InlineData("localhost:6379,nonsense=secret-word", "cannot be read")]
    public async Task A_connection_string_that_cannot_be_used_is_refused_without_repeating_it(string text, string says)
    {
        var e = await Assert.ThrowsAsync<StartupException>(() =>
            services.StartAsync($"--ConnectionStrings:redis={text}")
        );
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PageSeconds", "-1")]
    [InlineData("PageSeconds", "43201")]
    [InlineData("AnswerMilliseconds", "0")]
    [InlineData("AnswerMilliseconds", "10001")]
    [InlineData("RateLimitsWithout", "ajar")]
    public async Task A_setting_that_cannot_be_used_is_refused_by_name(string name, string value)
    {
        var e = await Assert.ThrowsAsync<StartupException>(() =>
            services.StartAsync("--ConnectionStrings:redis=localhost:1", null, $"--Redis:{name}={value}")
        );
        Assert.Contains($"Redis:{name}", e.Message, StringComparison.Ordinal);
        Assert.Contains($"'{value}'", e.Message, StringComparison.Ordinal);
    }

    private static async Task EditAndReadAsync(TestWorkspace workspace, Guid page, int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            var title = $"{Guid.NewGuid()}";
            await workspace.WriteAsync("block", page, ["properties", "title"], $$"""[["{{title}}"]]""");
            var read = (await workspace.GetAsync($"/v1/pages/{page}/chunk")).Ok();
            Assert.Contains(title, read.Text, StringComparison.Ordinal);
        }
    }

    /// <summary>The state; asking always succeeds.</summary>
    private static async Task<string?> HealthAsync(TestService service)
    {
        var answer = (await service.SendAsync("GET", "/health", null)).Ok();
        var checks = answer.Json.GetProperty("checks").EnumerateArray();
        return checks.Single(c => c.GetProperty("name").GetString() == "redis").GetProperty("status").GetString();
    }

    private static Task HealthIsAsync(TestService service, string state) =>
        Condition.HoldsAsync($"Redis is {state}", async () => await HealthAsync(service) == state);

    /// <summary>How many questions Redis did not answer meanwhile.</summary>
    private static async Task<long> FailuresAsync(TestService service, Func<Task> meanwhile)
    {
        using var failures = new FailureCount(service);
        await meanwhile();
        return failures.Count;
    }
}
