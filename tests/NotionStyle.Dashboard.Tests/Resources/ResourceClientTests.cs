using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NotionStyle.Dashboard.Resources;
using V1 = NotionStyle.Hosting.V1;

namespace NotionStyle.Dashboard.Tests.Resources;

/// <summary>The client of the host's resource service, against a server that speaks its protocol.</summary>
public sealed class ResourceClientTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private ResourceClient? _client;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _client?.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task Everything_that_the_host_tells_of_a_resource_arrives()
    {
        var started = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
        await using var host = await FakeHost.StartAsync(0, new());
        host.Says.Resources["worker-b"] = new V1.Resource
        {
            Id = "worker-b",
            Name = "worker",
            Type = "Project",
            State = "Waiting",
        };
        host.Says.Resources["worker-a"] = new V1.Resource
        {
            Id = "worker-a",
            Name = "worker",
            Type = "Project",
            State = "Running",
            Detail = "detail",
            Health = "unhealthy",
            HealthReports =
            {
                new V1.HealthReport
                {
                    Name = "check",
                    Status = "unhealthy",
                    Description = "no answer",
                    LastRun = started.ToTimestamp(),
                },
                new V1.HealthReport { Name = "new" },
            },
            Urls =
            {
                new V1.Url
                {
                    Name = "http",
                    Url_ = "http://localhost:1",
                    DisplayText = "API",
                    IsInternal = true,
                },
            },
            Parent = "parent",
            Relationships =
            {
                new V1.Relationship { Resource = "parent", Kind = "WaitFor" },
            },
            Environment =
            {
                new V1.Variable { Name = "A", Value = "" },
                new V1.Variable { Name = "KEY" },
            },
            Properties =
            {
                new V1.Property { Name = "Process id", Value = "17" },
            },
            Commands = { "stop", "restart" },
            Started = started.ToTimestamp(),
            Stopped = started.AddDays(1).ToTimestamp(),
            ExitCode = 0,
        };
        var client = Connect(host.Address);
        await UntilAsync(() => client.IsConnected, "it is connected");

        Assert.Equal(["worker-a", "worker-b"], client.Current.Select(r => r.Id));
        var a = client.Current[0];
        Assert.Equal(
            ("worker", "Project", "Running", "detail", "unhealthy", "parent"),
            (a.Name, a.Type, a.State, a.Detail, a.Health, a.Parent)
        );
        Assert.Equal(
            [new HealthReport("check", "unhealthy", "no answer", started), new HealthReport("new", null, "", null)],
            a.HealthReports
        );
        Assert.Equal([new ResourceUrl("http", "http://localhost:1", "API", true)], a.Urls);
        Assert.Equal([new ResourceRelationship("parent", "WaitFor")], a.Relationships);
        Assert.Equal([new EnvironmentVariable("A", ""), new EnvironmentVariable("KEY", null)], a.Environment);
        Assert.Equal([KeyValuePair.Create("Process id", "17")], a.Properties);
        Assert.Equal(["stop", "restart"], a.Commands);
        Assert.Equal((started, started.AddDays(1), 0), (a.Started, a.Stopped, a.ExitCode));
        var b = client.Current[1];
        Assert.Equal((null, null, null, null), (b.Health, b.Parent, b.ExitCode, b.Started));
    }

    [Fact]
    public async Task Many_changes_at_once_are_told_to_the_pages_a_few_times_and_the_last_is_among_them()
    {
        const int count = 1_000;
        await using var host = await FakeHost.StartAsync(0, new());
        var client = Connect(host.Address);
        var told = 0;
        var seen = "";
        client.Changed += () => throw new InvalidOperationException("a page that fails keeps no other from the news");
        client.Changed += () =>
        {
            Interlocked.Increment(ref told);
            seen = client.Current is [var first, ..] ? first.Detail : "";
        };
        for (var i = 1; i <= count; i++)
            host.Says.Changes.Writer.TryWrite(Update("worker", "Running", $"{i}"));
        await UntilAsync(() => Volatile.Read(ref seen) == $"{count}", "the last change is told");
        Assert.True(told < count, $"{told}");
    }

    [Fact]
    public async Task After_the_host_died_it_says_so_keeps_what_it_knew_and_finds_the_next_one()
    {
        var first = await FakeHost.StartAsync(0, new());
        first.Says.Resources["old"] = new V1.Resource
        {
            Id = "old",
            Name = "old",
            State = "Running",
        };
        var client = Connect(first.Address);
        await UntilAsync(() => client.IsConnected, "it is connected");
        await first.DisposeAsync();
        await UntilAsync(() => !client.IsConnected, "it knows that the host has gone");
        Assert.Equal("old", Assert.Single(client.Current).Id);
        var outcome = await client.ExecuteAsync("old", "stop", Token);
        Assert.False(outcome.IsSuccess);
        Assert.Contains("did not answer", outcome.Message, StringComparison.Ordinal);

        await using var second = await FakeHost.StartAsync(first.Address.Port, new());
        second.Says.Resources["new"] = new V1.Resource
        {
            Id = "new",
            Name = "new",
            State = "Running",
        };
        await UntilAsync(() => client.IsConnected, "it is connected again");
        await UntilAsync(
            () =>
                client.Current.Any(r => r.Id == "new")
                || second.Says.Changes.Writer.TryWrite(Update("new", "Running", "")),
            "the new one is known"
        );
        await UntilAsync(() => client.Current is [{ Id: "new" }], "what was known of the old host is gone");
    }

    [Fact]
    public async Task The_console_goes_on_after_a_break_without_repeating_a_line()
    {
        var script = new FakeHost.Script();
        for (var i = 1; i <= 5; i++)
            script.Print("worker", $"line {i}");
        script.Print("other", "not asked for");
        var first = await FakeHost.StartAsync(0, script);
        var client = Connect(first.Address);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        List<string> lines = [];
        var reading = Task.Run(
            async () =>
            {
                await foreach (var part in client.WatchConsoleAsync("worker", 3, end.Token))
                    lock (lines)
                        lines.AddRange(part.Select(l => $"{l.Number} {l.Text}"));
            },
            Token
        );
        await UntilAsync(() => Has("5 line 5"), "the last lines are there");
        await first.DisposeAsync();
        script.Print("worker", "while nobody listened");
        await using var second = await FakeHost.StartAsync(first.Address.Port, script);
        await UntilAsync(() => Has("6 while nobody listened"), "what was missed is there");
        script.Print("worker", "live", dropped: 12);
        await UntilAsync(() => Has("7 live"), "it goes on");
        await end.CancelAsync();
        await reading;

        Assert.Equal(
            [
                "3 line 3",
                "4 line 4",
                "5 line 5",
                "6 while nobody listened",
                "0 (12 lines came faster than they could be shown; the log files have them)",
                "7 live",
            ],
            lines
        );
        Assert.Equal("worker", script.ConsoleRequests[0].Id);

        bool Has(string line)
        {
            lock (lines)
                return lines.Contains(line);
        }
    }

    [Fact]
    public async Task All_consoles_are_asked_for_without_an_id()
    {
        var script = new FakeHost.Script();
        script.Print("one", "a");
        script.Print("two", "b");
        await using var host = await FakeHost.StartAsync(0, script);
        var client = Connect(host.Address);
        await foreach (var part in client.WatchConsoleAsync(null, 10, Token))
        {
            Assert.Equal([("one", "a"), ("two", "b")], part.Select(l => (l.Id, l.Text)));
            break;
        }

        Assert.False(Assert.Single(script.ConsoleRequests).HasId);
    }

    [Fact]
    public async Task A_command_goes_to_the_host_and_its_outcome_comes_back()
    {
        await using var host = await FakeHost.StartAsync(0, new());
        var client = Connect(host.Address);
        Assert.Equal(new CommandOutcome(true, ""), await client.ExecuteAsync("worker-a", "start", Token));
        Assert.Equal(
            new CommandOutcome(false, "It cannot be stopped."),
            await client.ExecuteAsync("worker-a", "stop", Token)
        );
        Assert.Equal(["worker-a start", "worker-a stop"], host.Says.Commands.Select(c => $"{c.Id} {c.Command}"));
    }

    [Fact]
    public async Task A_host_that_refuses_the_key_is_not_connected_and_a_command_says_why()
    {
        await using var host = await FakeHost.StartAsync(0, new());
        var client = Connect(host.Address, "another");
        var outcome = await client.ExecuteAsync("worker", "start", Token);
        Assert.False(outcome.IsSuccess);
        Assert.Contains("Dashboard__ResourceService__ApiKey", outcome.Message, StringComparison.Ordinal);
        Assert.False(client.IsConnected);
        Assert.Empty(host.Says.Commands);
    }

    [Fact]
    public async Task Without_an_address_the_source_says_that_it_is_not_connected()
    {
        var source = Source("");
        Assert.False(source.IsConnected);
        Assert.Empty(source.Current);
        Assert.Contains(
            "no host",
            (await source.ExecuteAsync("worker", "stop", Token)).Message,
            StringComparison.Ordinal
        );
        await foreach (var _ in source.WatchConsoleAsync(null, 10, Token))
            Assert.Fail("Nobody is there to print a line.");
    }

    [Fact]
    public void An_address_that_is_none_is_refused_by_name()
    {
        var refusal = Assert.Throws<DashboardException>(() => Source("localhost"));
        Assert.Contains("Dashboard__ResourceService__Url 'localhost'", refusal.Message, StringComparison.Ordinal);
    }

    private static IResourceSource Source(string url)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection([
            KeyValuePair.Create("Dashboard:ResourceService:Url", (string?)url),
        ]);
        builder.Services.AddLogging();
        builder.Services.AddOptions<DashboardOptions>().BindConfiguration(DashboardOptions.Section);
        builder.AddResourceSource();
        return builder.Services.BuildServiceProvider().GetRequiredService<IResourceSource>();
    }

    private static V1.ResourcesUpdate Update(string id, string state, string detail) =>
        new()
        {
            Resources =
            {
                new V1.Resource
                {
                    Id = id,
                    Name = id,
                    State = state,
                    Detail = detail,
                },
            },
        };

    private static async Task UntilAsync(Func<bool> condition, string what)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Patience);
        while (!condition())
        {
            if (patience.IsCancellationRequested)
                Assert.Fail($"It did not come about: {what}");
            await Task.Delay(15, CancellationToken.None);
        }
    }

    private ResourceClient Connect(Uri address, string key = FakeHost.Key)
    {
        _client = new ResourceClient(address, key, NullLogger<ResourceClient>.Instance, TimeProvider.System);
        _running = _client.RunAsync(_stop.Token);
        return _client;
    }
}
