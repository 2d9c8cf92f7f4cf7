using System.Globalization;
using Aspire.Hosting.Processes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using NotionStyle.Hosting.Tests.Support;

namespace NotionStyle.Hosting.Tests;

public sealed class LifecycleTests
{
    private const string Forever = "exec sleep 1000";

    [Fact]
    public async Task A_resource_starts_only_when_the_one_it_waits_for_is_healthy_and_its_ready_handlers_have_finished()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var healthy = false;
        var handler = new TaskCompletionSource();
        builder
            .Services.AddHealthChecks()
            .AddCheck("switch", () => healthy ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("not yet"));
        var first = Shell(builder, "first", Forever)
            .WithHealthCheck("switch")
            .OnResourceReady((_, _, _) => handler.Task);
        Shell(builder, "second", Forever).WaitFor(first);
        await using var app = await builder.BuildAsync(Waiting.Token);
        await app.StartAsync(Waiting.Token);

        await app.ForAsync("first", s => s.HealthReports.Any(r => r.Status == HealthStatus.Unhealthy));
        await app.StateAsync("second", KnownResourceStates.Waiting);
        healthy = true;
        await app.ForAsync("first", s => s.HealthStatus == HealthStatus.Healthy && s.Ready is not null);
        Assert.Equal(KnownResourceStates.Waiting, app.State("second"));
        handler.SetResult();
        await app.StateAsync("second", KnownResourceStates.Running);
    }

    [Fact]
    public async Task WaitForCompletion_goes_on_after_the_expected_exit_code_and_fails_after_another()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var job = Shell(builder, "job", "exit 4");
        Shell(builder, "right", Forever).WaitForCompletion(job, exitCode: 4);
        Shell(builder, "wrong", Forever).WaitForCompletion(job);
        await using var app = await builder.BuildAsync(Waiting.Token);
        await app.StartAsync(Waiting.Token);
        await app.StateAsync("right", KnownResourceStates.Running);
        var failed = await app.StateAsync("wrong", KnownResourceStates.FailedToStart);
        Assert.Contains("'job' is Finished", failed.Snapshot.Detail, StringComparison.Ordinal);
        var finished = await app.StateAsync("job", KnownResourceStates.Finished);
        Assert.Equal(4, finished.Snapshot.ExitCode);
    }

    [Fact]
    public async Task A_process_that_keeps_failing_is_tried_five_times_and_then_shows_code_and_last_lines()
    {
        using var folder = new TestFolder();
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var starts = folder.FileNamed("starts");
        Shell(builder, "broken", $"echo once >> {starts}; echo the disk is on fire; exit 7");
        await using var app = await builder.BuildAsync(Waiting.Token);
        await app.StartAsync(Waiting.Token);
        var failed = await app.StateAsync("broken", KnownResourceStates.FailedToStart);
        Assert.Equal(7, failed.Snapshot.ExitCode);
        Assert.Contains("exit code 7", failed.Snapshot.Detail, StringComparison.Ordinal);
        Assert.Contains("the disk is on fire", failed.Snapshot.Detail, StringComparison.Ordinal);
        Assert.Equal(5, File.ReadAllLines(starts).Length);
        await Assert.ThrowsAsync<DistributedApplicationException>(() => app.HealthyAsync("broken"));
    }

    [Fact]
    public async Task A_program_that_does_not_exist_fails_at_once_by_name()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddExecutable("absent", "no-such-program", "/", "x");
        await using var app = await builder.BuildAsync(Waiting.Token);
        await app.StartAsync(Waiting.Token);
        var failed = await app.StateAsync("absent", KnownResourceStates.FailedToStart);
        Assert.Contains("'no-such-program' was not found", failed.Snapshot.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_was_healthy_is_restarted_after_every_kill()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.Services.AddHealthChecks().AddCheck("always", () => HealthCheckResult.Healthy());
        Shell(builder, "worker", Forever).WithHealthCheck("always");
        await using var app = await builder.BuildAsync(Waiting.Token);
        await app.StartAsync(Waiting.Token);
        var seen = new HashSet<int>();
        for (var kill = 0; kill < 6; kill++)
        {
            var running = await app.ForAsync(
                "worker",
                s => s.HealthStatus == HealthStatus.Healthy && s.ProcessId is { } pid && !seen.Contains(pid)
            );
            seen.Add(running.Snapshot.ProcessId!.Value);
            Assert.Equal(0, NativeMethods.Kill(running.Snapshot.ProcessId.Value, (int)ProcessSignal.Kill));
        }

        await app.ForAsync("worker", s => s.HealthStatus == HealthStatus.Healthy && !seen.Contains(s.ProcessId ?? 0));
        Assert.Equal(6, seen.Count);
    }

    [Fact]
    public async Task Stop_start_and_restart_commands_do_what_they_say()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        Shell(builder, "manual", Forever).WithExplicitStart();
        await using var app = await builder.BuildAsync(Waiting.Token);
        await app.StartAsync(Waiting.Token);
        Assert.Equal(KnownResourceStates.NotStarted, app.State("manual"));

        var first = await CommandAsync(KnownResourceCommands.StartCommand, KnownResourceStates.Running);
        var second = await CommandAsync(KnownResourceCommands.RestartCommand, KnownResourceStates.Running);
        Assert.NotEqual(first, second);
        await Waiting.GoneAsync(first!.Value);
        await CommandAsync(KnownResourceCommands.StopCommand, KnownResourceStates.Finished);
        await Waiting.GoneAsync(second!.Value);
        var unknown = await app.ResourceCommands.ExecuteCommandAsync("manual", "dance", Waiting.Token);
        Assert.False(unknown.Success);

        async Task<int?> CommandAsync(string command, string state)
        {
            var result = await app.ResourceCommands.ExecuteCommandAsync("manual", command, Waiting.Token);
            Assert.True(result.Success, result.ErrorMessage);
            return (await app.StateAsync("manual", state)).Snapshot.ProcessId;
        }
    }

    [Fact]
    public async Task Those_that_depend_on_others_stop_first_and_nobody_leaves_children_behind()
    {
        using var folder = new TestFolder();
        var order = folder.FileNamed("order");
        var grandchild = folder.FileNamed("grandchild");
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var bottom = Shell(builder, "bottom", Trap("bottom"));
        var middle = Shell(builder, "middle", Trap("middle")).WaitFor(bottom);
        Shell(builder, "top", $"sleep 1000 & echo $! > {grandchild}; {Trap("top")}").WaitFor(middle);
        await using (var app = await builder.BuildAsync(Waiting.Token))
        {
            await app.StartAsync(Waiting.Token);
            await Waiting.UntilAsync(() => File.Exists(folder.FileNamed("up-top")), "all run");
            await app.StopAsync(Waiting.Token);
        }

        Assert.Equal(["top", "middle", "bottom"], File.ReadAllLines(order));
        await Waiting.GoneAsync(int.Parse(File.ReadAllText(grandchild), CultureInfo.InvariantCulture));

        string Trap(string name) =>
            $"trap 'echo {name} >> {order}; exit 0' TERM; touch {folder.FileNamed("up-" + name)}; while :; do sleep 0.05; done";
    }

    [Fact]
    public async Task What_a_process_prints_is_in_its_log_in_memory_and_on_disk()
    {
        using var folder = new TestFolder();
        await using var builder = DistributedApplicationTestingBuilder.Create("--data", folder.Data);
        var talker = Shell(builder, "talker", $"echo out; echo err >&2; {Forever}");
        await using var app = await builder.BuildAsync(Waiting.Token);
        await app.StartAsync(Waiting.Token);
        var loggers = app.Services.GetRequiredService<ResourceLoggerService>();
        var lines = new List<LogLine>();
        await foreach (var batch in loggers.WatchAsync(talker.Resource).WithCancellation(Waiting.Token))
        {
            lines.AddRange(batch);
            if (lines.Count == 2)
                break;
        }

        Assert.Contains(lines, l => l is { Content: "out", IsErrorMessage: false });
        Assert.Contains(lines, l => l is { Content: "err", IsErrorMessage: true });
        var file = Assert.Single(Directory.GetFiles(Path.Combine(folder.Data, "logs"), "talker-????????.log"));
        await Waiting.UntilAsync(() => File.ReadAllLines(file).Length == 2, "both lines are in the file");
    }

    [Fact]
    public async Task Events_come_in_the_documented_order()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var events = new List<string>();
        builder.OnBeforeStart((_, _) => Note("BeforeStart"));
        Shell(builder, "one", Forever)
            .WithHttpEndpoint()
            .OnResourceEndpointsAllocated((_, _, _) => Note("EndpointsAllocated"))
            .OnBeforeResourceStarted((_, _, _) => Note("BeforeResourceStarted"))
            .OnResourceReady((_, _, _) => Note("ResourceReady"))
            .OnResourceStopped((_, _, _) => Note("ResourceStopped"));
        await using (var app = await builder.BuildAsync(Waiting.Token))
        {
            await app.StartAsync(Waiting.Token);
            await app.HealthyAsync("one");
        }

        Assert.Equal(
            ["BeforeStart", "EndpointsAllocated", "BeforeResourceStarted", "ResourceReady", "ResourceStopped"],
            events
        );

        Task Note(string name)
        {
            lock (events)
                events.Add(name);
            return Task.CompletedTask;
        }
    }

    private static IResourceBuilder<ExecutableResource> Shell(
        IDistributedApplicationTestingBuilder builder,
        string name,
        string script
    ) => builder.AddExecutable(name, "/bin/sh", "/", "-c", script);
}
