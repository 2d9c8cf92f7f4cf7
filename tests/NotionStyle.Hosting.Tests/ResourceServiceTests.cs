using System.Globalization;
using Aspire.Hosting.LocalData;
using Aspire.Hosting.ResourceTelling;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using NotionStyle.Hosting.Tests.Support;

namespace NotionStyle.Hosting.Tests;

/// <summary>What the host tells the dashboard over gRPC.</summary>
public sealed class ResourceServiceTests
{
    [Fact]
    public async Task The_first_update_has_every_resource_and_later_ones_what_has_changed()
    {
        await using var reader = await ResourceReader.StartAsync(
            (builder, _) =>
            {
                var parent = builder.AddExecutable("parent", "/bin/sleep", ".", "1000");
                builder
                    .AddExecutable("late", "/bin/sleep", ".", "1000")
                    .WithExplicitStart()
                    .WithParentRelationship(parent);
                builder.AddParameter("shown", "as it is");
            }
        );
        await reader.App.StateAsync("parent", KnownResourceStates.Running);
        using var call = reader.WatchResources();
        Assert.True(await call.ResponseStream.MoveNext(Waiting.Token));
        var first = call.ResponseStream.Current.Resources.ToDictionary(r => r.Name);

        Assert.Equal(["dashboard", "late", "otlp-key", "parent", "password", "shown"], first.Keys.Order());
        Assert.Equal(
            ("Executable", "Running", "healthy"),
            (first["parent"].Type, first["parent"].State, first["parent"].Health)
        );
        Assert.Matches("^parent-[a-z]{8}$", first["parent"].Id);
        Assert.True(int.Parse(Property(first["parent"], "Process id")!, CultureInfo.InvariantCulture) > 0);
        Assert.NotNull(first["parent"].Started);
        Assert.Equal(("NotStarted", "parent"), (first["late"].State, first["late"].Parent));
        Assert.Contains(first["late"].Relationships, r => r is { Resource: "parent", Kind: "Parent" });
        Assert.False(first["late"].HasHealth);
        Assert.Equal(("Active", "as it is"), (first["shown"].State, Property(first["shown"], "Value")));
        Assert.Equal("***", Property(first["password"], "Value"));

        Assert.True((await reader.ExecuteAsync("late", "start")).IsSuccess);
        var running = await reader.UntilAsync("late", r => r.State == "Running");
        Assert.Equal(["stop", "restart"], running.Commands);
        var seen = new List<string>();
        while (await call.ResponseStream.MoveNext(Waiting.Token))
        {
            seen.AddRange(call.ResponseStream.Current.Resources.Select(r => $"{r.Name} {r.State}"));
            if (seen.Contains("late Running"))
                break;
        }
    }

    [Fact]
    public async Task No_secret_leaves_the_host_whatever_it_is_part_of()
    {
        await using var reader = await ResourceReader.StartAsync(
            (builder, secret) =>
                builder
                    .AddExecutable("worker", "/bin/sh", ".", "-c", "echo its key is $KEY.; echo done; exec sleep 1000")
                    .WithEnvironment("PLAIN", "in the open")
                    .WithEnvironment("KEY", secret)
                    .WithEnvironment("CONNECTION", $"Host=here;Password={secret};Port=1")
                    .WithEnvironment("LINK", $"http://user:{secret:uri}@here/")
                    .WithEnvironment("ELSEWHERE", "Host=there;Password='not known here';Port=2")
                    .WithEnvironment("API_KEY", "by its name")
        );
        var worker = await reader.UntilAsync("worker", r => r.State == "Running");
        var dashboard = await reader.UntilAsync("dashboard", r => r.State == "Running");
        using var resources = reader.WatchResources();
        Assert.True(await resources.ResponseStream.MoveNext(Waiting.Token));
        using var console = reader.WatchConsole(worker.Id, 100);
        var (lines, _) = await ResourceReader.ReadToAsync(console, l => l.Text == "done");

        var environment = worker.Environment.ToDictionary(v => v.Name, v => v.HasValue ? v.Value : null);
        Assert.Equal("in the open", environment["PLAIN"]);
        Assert.Null(environment["KEY"]);
        Assert.Null(environment["API_KEY"]);
        Assert.Equal("Host=here;Password=***;Port=1", environment["CONNECTION"]);
        Assert.Equal("http://user:***@here/", environment["LINK"]);
        Assert.Equal("Host=there;Password=***;Port=2", environment["ELSEWHERE"]);
        Assert.Contains(lines, l => l.Text == "its key is ***.");
        var log = Path.Combine(reader.App.Services.GetRequiredService<DataDirectory>().Logs, $"{worker.Id}.log");
        Assert.Contains("its key is ***.", await File.ReadAllTextAsync(log, Waiting.Token), StringComparison.Ordinal);
        var login = dashboard.Urls.Single(u => u.DisplayText == "login");
        Assert.DoesNotContain("login", login.Url_, StringComparison.Ordinal);
        Assert.StartsWith("http://localhost:", login.Url_, StringComparison.Ordinal);
        Assert.Null(
            dashboard.Environment.Single(v => v.Name == "RESOURCES__ApiKey") is { HasValue: true } v ? v.Value : null
        );

        IMessage[] said = [resources.ResponseStream.Current, worker, dashboard, .. lines];
        Assert.Empty(Leaks(said));
        // The checker sees a leak when there is one.
        var planted = new V1.Resource { Detail = $"it cannot log in as {ResourceReader.Secret}" };
        Assert.Single(Leaks([.. said, planted]));
    }

    [Fact]
    public async Task The_console_comes_with_its_last_lines_then_live_and_with_the_time_of_each()
    {
        await using var reader = await ResourceReader.StartAsync(
            (builder, _) =>
            {
                builder.AddExecutable("one", "/bin/sh", ".", "-c", "echo a; echo b >&2; echo c; exec sleep 1000");
                builder.AddExecutable("two", "/bin/sh", ".", "-c", "echo x; exec sleep 1000");
            }
        );
        var one = await reader.UntilAsync("one", r => r.State == "Running");
        var two = await reader.UntilAsync("two", r => r.State == "Running");
        var loggers = reader.App.Services.GetRequiredService<ResourceLoggerService>();
        using (var whole = reader.WatchConsole(one.Id, 100))
        {
            var (lines, _) = await ResourceReader.ReadToAsync(whole, l => l.Text == "c");
            Assert.Equal(["a", "b", "c"], lines.Select(l => l.Text).Order());
            Assert.Equal([1, 2, 3], lines.Select(l => l.Number));
            Assert.True(lines.Single(l => l.Text == "b").IsError);
            Assert.All(lines, l => Assert.Equal(DateTime.UtcNow, l.Time.ToDateTime(), TimeSpan.FromMinutes(5)));
        }

        using var last = reader.WatchConsole(one.Id, 1);
        Assert.True(await last.ResponseStream.MoveNext(Waiting.Token));
        Assert.Equal([3], last.ResponseStream.Current.Lines.Select(l => l.Number));
        loggers.Write(two.Id, "not for this reader", false);
        loggers.Write(one.Id, "\u001b[32mlive\u001b[0m", false);
        Assert.True(await last.ResponseStream.MoveNext(Waiting.Token));
        Assert.Equal("\u001b[32mlive\u001b[0m", Assert.Single(last.ResponseStream.Current.Lines).Text);

        using var all = reader.WatchConsole(null, 100);
        loggers.Write(two.Id, "end", false);
        var (everything, _) = await ResourceReader.ReadToAsync(all, l => l.Text == "end");
        Assert.Equal([one.Id, two.Id], everything.Select(l => l.Id).Distinct().Order());
        Assert.Equal(everything.Select(l => l.Time.ToDateTime()).Order(), everything.Select(l => l.Time.ToDateTime()));
    }

    [Fact]
    public async Task Commands_stop_start_and_restart_and_say_why_not()
    {
        await using var reader = await ResourceReader.StartAsync(
            (builder, _) => builder.AddExecutable("worker", "/bin/sleep", ".", "1000")
        );
        var running = await reader.UntilAsync("worker", r => r.State == "Running");
        Assert.Contains("'worker', which is Running", (await reader.ExecuteAsync("worker", "start")).Message);
        Assert.True((await reader.ExecuteAsync(running.Id, "stop")).IsSuccess);
        var stopped = await reader.UntilAsync("worker", r => r.State == "Finished");
        Assert.Equal(["start"], stopped.Commands);
        Assert.True(stopped.HasExitCode);
        Assert.NotNull(stopped.Stopped);
        Assert.True((await reader.ExecuteAsync("worker", "start")).IsSuccess);
        var again = await reader.UntilAsync("worker", r => r.State == "Running");
        Assert.NotEqual(Property(running, "Process id"), Property(again, "Process id"));
        Assert.True((await reader.ExecuteAsync("worker", "restart")).IsSuccess);
        var third = await reader.UntilAsync("worker", r => r.State == "Running");
        Assert.NotEqual(Property(again, "Process id"), Property(third, "Process id"));

        Assert.Contains("There is no resource 'nobody'", (await reader.ExecuteAsync("nobody", "stop")).Message);
        Assert.Contains("'dance' does not fit", (await reader.ExecuteAsync("worker", "dance")).Message);
        Assert.Contains("'stop' does not fit 'password'", (await reader.ExecuteAsync("password", "stop")).Message);
    }

    [Fact]
    public async Task The_dashboard_cannot_stop_itself_and_its_restart_goes_on_when_it_is_gone()
    {
        using var folder = new TestFolder();
        var go = folder.FileNamed("go");
        await using var reader = await ResourceReader.StartAsync(
            (_, _) => { },
            // It ends when the test lets it.
            $"trap 'while [ ! -e {go} ]; do sleep 0.02; done; exit 0' TERM; echo armed; while :; do sleep 0.02; done"
        );
        var before = await reader.UntilAsync("dashboard", r => r.State == "Running");
        Assert.Equal(["restart"], before.Commands);
        Assert.Contains("nobody could start it again", (await reader.ExecuteAsync("dashboard", "stop")).Message);
        using (var console = reader.WatchConsole(before.Id, 10))
            await ResourceReader.ReadToAsync(console, l => l.Text == "armed");

        using var gone = new CancellationTokenSource();
        var call = reader.ExecuteUntilAsync("dashboard", "restart", gone.Token);
        await reader.UntilAsync("dashboard", r => r.State == "Stopping");
        await gone.CancelAsync();
        await Assert.ThrowsAsync<RpcException>(() => call);
        // The service has heard it: what the caller says next comes after.
        await reader.ExecuteAsync("nobody", "stop");
        await File.WriteAllTextAsync(go, "", Waiting.Token);

        await reader.UntilAsync(
            "dashboard",
            r => r.State == "Running" && Property(r, "Process id") != Property(before, "Process id")
        );
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData(null)]
    public async Task Who_does_not_know_the_key_hears_nothing(string? key)
    {
        await using var reader = await ResourceReader.StartAsync((_, _) => { });
        var headers = new Metadata();
        if (key is not null)
            headers.Add(ResourceServer.KeyHeader, key);

        using var resources = reader.Client.WatchResources(new(), headers, cancellationToken: Waiting.Token);
        var refusal = await Assert.ThrowsAsync<RpcException>(() => resources.ResponseStream.MoveNext(Waiting.Token));
        Assert.Equal(StatusCode.Unauthenticated, refusal.StatusCode);
        refusal = await Assert.ThrowsAsync<RpcException>(async () =>
            await reader.Client.ExecuteCommandAsync(
                new() { Id = "dashboard", Command = "restart" },
                headers,
                cancellationToken: Waiting.Token
            )
        );
        Assert.Equal(StatusCode.Unauthenticated, refusal.StatusCode);
        Assert.Equal("127.0.0.1", reader.Address.Host);
    }

    [Fact]
    public async Task A_reader_that_does_not_read_loses_the_oldest_lines_and_is_told_how_many()
    {
        await using var reader = await ResourceReader.StartAsync((_, _) => { });
        var loggers = reader.App.Services.GetRequiredService<ResourceLoggerService>();
        using var call = reader.WatchConsole("chatty", 0);
        await Waiting.UntilAsync(() => loggers.WatchCount == 1, "the service listens");
        const int count = 200_000;
        var text = new string('x', 100);
        for (var i = 0; i < count; i++)
            loggers.Write("chatty", text, false);
        loggers.Write("chatty", "end", false);

        var (lines, dropped) = await ResourceReader.ReadToAsync(call, l => l.Text == "end");
        Assert.True(dropped > 0);
        Assert.Equal(count + 1, lines.Count + dropped);
        Assert.Equal(lines.Select(l => l.Number).Order(), lines.Select(l => l.Number));
        call.Dispose();
        await Waiting.UntilAsync(() => loggers.WatchCount == 0, "the service has let go of the reader");
    }

    [Fact]
    public async Task A_very_long_line_is_cut_and_says_so()
    {
        await using var reader = await ResourceReader.StartAsync((_, _) => { });
        var loggers = reader.App.Services.GetRequiredService<ResourceLoggerService>();
        loggers.Write("chatty", new string('x', 16_384 + 7), false);
        using var call = reader.WatchConsole("chatty", 10);
        var (lines, _) = await ResourceReader.ReadToAsync(call, _ => true);
        Assert.EndsWith("… (7 characters more)", Assert.Single(lines).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_sends_telemetry_is_stopped_before_the_dashboard_and_nothing_starts_after_the_end()
    {
        await using var reader = await ResourceReader.StartAsync(
            (builder, _) => builder.AddExecutable("sender", "/bin/sleep", ".", "1000").WithOtlpExporter()
        );
        await reader.App.StateAsync("sender", KnownResourceStates.Running);
        var commands = reader.App.ResourceCommands;
        await reader.App.StopAsync(Waiting.Token);
        Assert.True(Stopped("sender") <= Stopped("dashboard"));

        await commands.ExecuteCommandAsync("sender", KnownResourceCommands.StartCommand, Waiting.Token);
        Assert.True(reader.App.ResourceNotifications.TryGetCurrentState("sender", out var after));
        Assert.Null(after.Snapshot.ProcessId);

        DateTime Stopped(string name) =>
            reader.App.ResourceNotifications.TryGetCurrentState(name, out var last)
                ? last.Snapshot.StopTimeStamp!.Value
                : throw new InvalidOperationException(name);
    }

    private static string? Property(V1.Resource resource, string name) =>
        resource.Properties.FirstOrDefault(p => p.Name == name)?.Value;

    private static IEnumerable<string> Leaks(IEnumerable<IMessage> messages) =>
        messages
            .Select(m => m.ToString()!)
            .Where(text =>
                text.Contains(ResourceReader.Secret, StringComparison.Ordinal)
                || text.Contains("otlp-key-4711", StringComparison.Ordinal)
                || text.Contains("not known here", StringComparison.Ordinal)
            );
}
