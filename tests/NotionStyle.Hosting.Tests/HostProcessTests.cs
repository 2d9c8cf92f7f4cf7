using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.Processes;
using NotionStyle.Hosting.Tests.Support;

namespace NotionStyle.Hosting.Tests;

/// <summary>Whole hosts in processes of their own, and what becomes of their children.</summary>
public sealed class HostProcessTests
{
    [Theory]
    [InlineData(ProcessSignal.Interrupt)]
    [InlineData(ProcessSignal.Terminate)]
    public async Task A_host_that_is_asked_to_stop_ends_all_its_children_and_removes_its_record(ProcessSignal signal)
    {
        using var folder = new TestFolder();
        await using var host = await HostProcess.Start(folder.Data).ReadyAsync();
        var children = HostProcess.Children(folder.Data);
        Assert.Equal(2, children.Count);
        Assert.All(children, c => Assert.True(ProcessTable.IsAlive(c.Pid, c.StartTicks)));
        host.Signal(signal);
        Assert.Equal(0, await host.ExitAsync());
        Assert.All(children, c => Assert.False(ProcessTable.IsAlive(c.Pid, c.StartTicks)));
        Assert.False(File.Exists(Path.Combine(folder.Data, "host.json")));
        Assert.Contains("database system is shut down", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_is_killed_takes_its_children_along_and_the_next_start_just_works()
    {
        using var folder = new TestFolder();
        await using (var host = await HostProcess.Start(folder.Data, "--replicas", "2").ReadyAsync())
        {
            var children = HostProcess.Children(folder.Data);
            Assert.Equal(3, children.Count);
            host.Signal(ProcessSignal.Kill);
            await host.ExitAsync();
            foreach (var child in children)
                await Waiting.UntilAsync(() => !ProcessTable.IsAlive(child.Pid, child.StartTicks), "the child ends");
        }

        await using var next = await HostProcess.Start(folder.Data).ReadyAsync();
        next.Signal(ProcessSignal.Terminate);
        Assert.Equal(0, await next.ExitAsync());
    }

    [Fact]
    public async Task A_second_host_on_the_same_data_directory_is_refused_with_the_pid_of_the_first()
    {
        using var folder = new TestFolder();
        await using var first = await HostProcess.Start(folder.Data).ReadyAsync();
        await using var second = HostProcess.Start(folder.Data);
        Assert.Equal(1, await second.ExitAsync());
        var error = Assert.Single(second.Errors);
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"process {first.Id}"),
            error,
            StringComparison.Ordinal
        );
        Assert.Contains("--data", error, StringComparison.Ordinal);
        NoStackTrace(second);
        Assert.All(HostProcess.Children(folder.Data), c => Assert.True(ProcessTable.IsAlive(c.Pid, c.StartTicks)));
    }

    [Fact]
    public async Task A_busy_port_is_named_with_the_resource_and_its_holder()
    {
        using var folder = new TestFolder();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        await using var host = HostProcess.Start(folder.Data, "--port", port, "--DcpPublisher:RandomizePorts", "false");
        Assert.Equal(1, await host.ExitAsync());
        var error = Assert.Single(host.Errors);
        Assert.Contains($"Port {port} of 'service'", error, StringComparison.Ordinal);
        Assert.Contains($"process {Environment.ProcessId} ", error, StringComparison.Ordinal);
        NoStackTrace(host);
    }

    [Fact]
    public async Task A_resource_that_keeps_failing_ends_the_start_with_one_line_and_stops_the_others()
    {
        using var folder = new TestFolder();
        await using var host = HostProcess.Start(folder.Data, "--crash", "1");
        Assert.Equal(1, await host.ExitAsync());
        var error = Assert.Single(host.Errors);
        Assert.Contains("'crashing' could not start", error, StringComparison.Ordinal);
        Assert.Contains("exit code 3", error, StringComparison.Ordinal);
        Assert.Contains("it broke here", error, StringComparison.Ordinal);
        Assert.Contains(".log", error, StringComparison.Ordinal);
        NoStackTrace(host);
        Assert.False(File.Exists(Path.Combine(folder.Data, "host.json")));
        // However far the server had come: it is neither running nor half-made.
        Assert.False(File.Exists(Path.Combine(folder.Data, "postgres-1", "postmaster.pid")));
        Assert.False(Directory.Exists(Path.Combine(folder.Data, "postgres-1.new")));
    }

    [Fact]
    public async Task A_data_directory_of_a_newer_version_is_refused_untouched()
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.Data);
        await File.WriteAllTextAsync(Path.Combine(folder.Data, "version"), "2\n", Waiting.Token);
        await using var host = HostProcess.Start(folder.Data);
        Assert.Equal(1, await host.ExitAsync());
        Assert.Contains("format 2", Assert.Single(host.Errors), StringComparison.Ordinal);
        NoStackTrace(host);
        Assert.Equal("version", Path.GetFileName(Assert.Single(Directory.GetFileSystemEntries(folder.Data))));
    }

    [Fact]
    public async Task A_data_directory_that_cannot_be_made_is_refused_with_the_reason()
    {
        using var folder = new TestFolder();
        var file = folder.FileNamed("file");
        await File.WriteAllTextAsync(file, "", Waiting.Token);
        await using var host = HostProcess.Start(Path.Combine(file, "data"));
        Assert.Equal(1, await host.ExitAsync());
        Assert.Contains($"{file} is a file", Assert.Single(host.Errors), StringComparison.Ordinal);
        NoStackTrace(host);
    }

    [Fact]
    public async Task What_a_killed_host_left_running_is_ended_by_the_next_one()
    {
        using var folder = new TestFolder();
        using var left = System.Diagnostics.Process.Start("/bin/sleep", "1000");
        Directory.CreateDirectory(folder.Data);
        // As a host leaves it on a system whose kernel does not end children.
        var ticks = ProcessTable.StartTicks(left.Id);
        await File.WriteAllTextAsync(
            Path.Combine(folder.Data, "host.json"),
            $$"""
            { "version": 1, "host": { "pid": 1, "startTicks": 1 }, "bootId": "{{ProcessTable.BootId}}", "resources": [
              { "name": "left", "id": "left-a", "type": "Project", "process": { "pid": {{left.Id}}, "startTicks": {{ticks}} } } ] }
            """,
            Waiting.Token
        );
        await using var host = await HostProcess.Start(folder.Data).ReadyAsync();
        await left.WaitForExitAsync(Waiting.Token);
        Assert.Contains("left by a host that was killed", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_record_of_the_host_names_addresses_and_processes_and_no_secret()
    {
        using var folder = new TestFolder();
        const string secret = "do-not-show-this";
        await using var host = await HostProcess
            .Start(folder.Data, "--Parameters:postgres-password", secret, $"Parameters:other={secret}")
            .ReadyAsync();
        await Waiting.UntilAsync(
            () => Record().Contains("\"Healthy\"", StringComparison.Ordinal),
            "the record is up to date"
        );
        Assert.DoesNotContain(secret, Record(), StringComparison.Ordinal);
        Assert.Contains("\"--Parameters:postgres-password\"", Record(), StringComparison.Ordinal);
        Assert.Contains("\"text\": \"API\"", Record(), StringComparison.Ordinal);
        Assert.Contains("\"text\": \"login\"", Record(), StringComparison.Ordinal);
        await Waiting.UntilAsync(
            () => host.Output.Contains($"/login?t={secret}", StringComparison.Ordinal),
            "the person at the terminal is told"
        );

        string Record() => File.ReadAllText(Path.Combine(folder.Data, "host.json"));
    }

    private static void NoStackTrace(HostProcess host)
    {
        Assert.DoesNotContain("   at ", host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", host.Output, StringComparison.Ordinal);
    }
}
