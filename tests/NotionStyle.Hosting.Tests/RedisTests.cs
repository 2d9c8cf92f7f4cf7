using System.Net.Sockets;
using System.Text;
using Aspire.Hosting.Processes;
using NotionStyle.Hosting.Tests.Support;

namespace NotionStyle.Hosting.Tests;

/// <summary>Redis by the host: Garnet, or a native server where there is one.</summary>
public sealed class RedisTests
{
    private const string Password = "parameter-of-the-test";

    [Fact]
    public async Task A_server_listens_here_alone_and_asks_for_the_password()
    {
        await using var builder = Builder();
        await using var app = await StartAsync(builder);
        var connection = (await app.GetConnectionStringAsync("redis", Waiting.Token))!;
        var (host, port, password) = Parse(connection);
        Assert.Equal(("127.0.0.1", Password), (host, password));
        Assert.Equal("+OK\r\n+PONG\r\n", await SendAsync(port, $"AUTH {password}", "PING"));
        Assert.StartsWith("-", await SendAsync(port, "PING"), StringComparison.Ordinal);
        Assert.StartsWith("-", await SendAsync(port, "AUTH wrong", "PING"), StringComparison.Ordinal);
        // What the services ask of it: a script that knows the time and writes large numbers out.
        Assert.Contains(
            "1700000000123456",
            await SendAsync(
                port,
                $"AUTH {password}",
                "EVAL \"redis.call('TIME'); return string.format('%.0f', 1700000000123456)\" 0"
            ),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_server_that_is_killed_comes_back_empty_on_its_port_and_none_is_left_behind()
    {
        int pid;
        await using (var builder = Builder())
        await using (var app = await StartAsync(builder))
        {
            var (_, port, password) = Parse((await app.GetConnectionStringAsync("redis", Waiting.Token))!);
            Assert.Equal("+OK\r\n+OK\r\n", await SendAsync(port, $"AUTH {password}", "SET kept 1"));
            var killed = Pid(app);
            Assert.Equal(0, NativeMethods.Kill(killed, (int)ProcessSignal.Kill));
            await app.ForAsync("redis", s => s.ProcessId is { } other && other != killed);
            await app.HealthyAsync("redis");
            Assert.Equal("+OK\r\n$-1\r\n", await SendAsync(port, $"AUTH {password}", "GET kept"));
            pid = Pid(app);
            await app.StopAsync(Waiting.Token);
        }

        await Waiting.GoneAsync(pid);
    }

    [Fact]
    public async Task A_native_server_serves_as_well()
    {
        // Named and not put on PATH, where it would take Garnet's place in all other tests.
        var native =
            Environment.GetEnvironmentVariable("NOTIONSTYLE_REDIS_SERVER") ?? ExecutablePath.Find("redis-server");
        Assert.SkipWhen(
            native is null,
            "There is no redis-server: install Debian's package, or name the program in NOTIONSTYLE_REDIS_SERVER."
        );
        await using var builder = DistributedApplicationTestingBuilder.Create([
            $"Parameters:redis-password={Password}",
            $"Redis:Executable={native}",
        ]);
        // Without the engine's project only a native one can be started.
        builder.AddRedis("redis");
        await using var app = await StartAsync(builder);
        var (_, port, password) = Parse((await app.GetConnectionStringAsync("redis", Waiting.Token))!);
        Assert.Contains(
            "redis_version",
            await SendAsync(port, $"AUTH {password}", "INFO server"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_setting_that_names_no_program_is_refused()
    {
        await using var builder = Builder("Redis:Executable=/nowhere/redis-server");
        await RefusedAsync(builder, "Redis:Executable is /nowhere/redis-server");
    }

    [Fact]
    public async Task Without_any_server_it_says_where_one_could_come_from()
    {
        Assert.SkipUnless(
            ExecutablePath.Find("redis-server") is null,
            "There is a redis-server on PATH; take it away to see what is said without one."
        );
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddRedis("redis");
        await RefusedAsync(builder, "NotionStyle.Engines.Redis");
    }

    private static IDistributedApplicationTestingBuilder Builder(params string[] args)
    {
        var builder = DistributedApplicationTestingBuilder.Create([$"Parameters:redis-password={Password}", .. args]);
        builder.AddRedis("redis").WithAnnotation(new RedisEngineAnnotation(new Projects.NotionStyle_Engines_Redis()));
        return builder;
    }

    private static async Task RefusedAsync(IDistributedApplicationTestingBuilder builder, string reason)
    {
        await using var app = await builder.BuildAsync(Waiting.Token);
        await app.StartAsync(Waiting.Token);
        var failed = await app.StateAsync("redis", KnownResourceStates.FailedToStart);
        Assert.Contains(reason, failed.Snapshot.Detail, StringComparison.Ordinal);
    }

    private static async Task<DistributedApplication> StartAsync(IDistributedApplicationTestingBuilder builder)
    {
        var app = await builder.BuildAsync(Waiting.Token);
        await app.StartAsync(Waiting.Token);
        await app.HealthyAsync("redis");
        return app;
    }

    private static int Pid(DistributedApplication app)
    {
        app.ResourceNotifications.TryGetCurrentState("redis", out var running);
        return running!.Snapshot.ProcessId!.Value;
    }

    private static (string Host, int Port, string Password) Parse(string connection)
    {
        var match = System.Text.RegularExpressions.Regex.Match(connection, "^([^:]+):(\\d+),password=(.+)$");
        Assert.True(match.Success, connection);
        return (
            match.Groups[1].Value,
            int.Parse(match.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture),
            match.Groups[3].Value
        );
    }

    /// <summary>Commands as they are typed, and all that is answered to them.</summary>
    private static async Task<string> SendAsync(int port, params string[] commands)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("localhost", port, Waiting.Token);
        await using var stream = client.GetStream();
        foreach (var command in commands)
        {
            var parts = System
                .Text.RegularExpressions.Regex.Matches(command, "\"([^\"]*)\"|(\\S+)")
                .Select(m => m.Groups[1].Success ? m.Groups[1].Value : m.Value)
                .ToArray();
            var text =
                $"*{parts.Length}\r\n"
                + string.Concat(parts.Select(p => $"${Encoding.UTF8.GetByteCount(p)}\r\n{p}\r\n"));
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text), Waiting.Token);
        }

        // Nothing more is sent, so that the server closes when it has answered all.
        await stream.WriteAsync("*1\r\n$4\r\nQUIT\r\n"u8.ToArray(), Waiting.Token);
        var answer = new StringBuilder();
        var buffer = new byte[65_536];
        while (await stream.ReadAsync(buffer, Waiting.Token) is > 0 and var read)
            answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
        // The answer to the last.
        return answer.ToString() is var all && all.EndsWith("+OK\r\n", StringComparison.Ordinal) ? all[..^5] : all;
    }
}
