using System.Globalization;
using System.Net;
using System.Net.Sockets;
using NotionStyle.Distributed.Tests.Support;

namespace NotionStyle.Distributed.Tests;

/// <summary>What cannot start says so in one line, ends with a code that is not zero, and leaves nothing behind.</summary>
public sealed class RefusalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("notionstyle-refusal-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("--stage 9", "--stage '9': must be a number from 1 to 5.")]
    [InlineData("--stage one", "--stage 'one': must be a number from 1 to 5.")]
    [InlineData("--stage 3", "this version has the stages 1 to 2")]
    [InlineData("--servers 7", "480 logical shards must divide evenly")]
    [InlineData("--replicas 0", "--replicas '0': must be a number from 1 to 16.")]
    [InlineData("--port 70000", "--port '70000': must be a number from 1 to 65535.")]
    [InlineData("--dashboard-port 0", "--dashboard-port '0': must be a number from 1 to 65535.")]
    [InlineData("--without service", "--without 'service': cannot be left out. What can be: dashboard, redis.")]
    [InlineData("--stages 1", "'--stages' is not an option.")]
    [InlineData("here", "'here' is not an option.")]
    [InlineData("--servers", "--servers needs a value.")]
    [InlineData("--engine kafka=localhost:9092", "must be NAME=CONNECTION with NAME one of postgres-1, postgres-2")]
    public async Task A_wrong_option_is_refused_by_name_before_anything_is_made(string options, string expected)
    {
        var data = Path.Combine(_folder, "data");

        var run = await RunAsync(["--data=" + data, .. options.Split(' ')]);

        AssertRefused(run, expected);
        Assert.False(Directory.Exists(Path.Combine(data, "postgres-1")));
    }

    [Fact]
    public async Task A_busy_port_is_refused_by_its_number_and_resource()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        var run = await RunAsync("--port", port, "--data", Path.Combine(_folder, "data"));

        AssertRefused(run, port);
        Assert.Contains("block-service", run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_directory_that_cannot_be_written_is_refused_by_its_path()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        var run = await RunAsync("--data", Path.Combine(file, "data"));

        AssertRefused(run, file);
    }

    [Fact]
    public async Task A_data_directory_of_a_newer_version_is_refused_and_left_alone()
    {
        var version = Path.Combine(_folder, "version");
        await File.WriteAllTextAsync(version, "999\n", TestContext.Current.CancellationToken);

        var run = await RunAsync("--data", _folder);

        AssertRefused(run, "999");
        Assert.Equal("999\n", await File.ReadAllTextAsync(version, TestContext.Current.CancellationToken));
        Assert.False(Directory.Exists(Path.Combine(_folder, "postgres-1")));
    }

    [Fact]
    public async Task A_PostgreSQL_that_does_not_come_up_ends_the_start_with_what_it_said()
    {
        Assert.SkipWhen(
            OperatingSystem.IsWindows(),
            "The stand-in for PostgreSQL is a shell script; run the tests on Linux or macOS."
        );
        var binaries = Directory.CreateDirectory(Path.Combine(_folder, "bin")).FullName;
        foreach (var name in new[] { "postgres", "initdb" })
        {
            var script = Path.Combine(binaries, name);
            await File.WriteAllTextAsync(
                script,
                "#!/bin/sh\n[ \"$1\" = --version ] && { echo 'postgres (PostgreSQL) 18.4'; exit 0; }\necho 'the disk is on fire' >&2\nexit 3\n",
                TestContext.Current.CancellationToken
            );
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(script, (UnixFileMode)0b111_101_101);
        }

        var data = Path.Combine(_folder, "data");
        var run = await RunAsync("--data", data, "--Postgres:BinDirectory", binaries);

        AssertRefused(run, "the disk is on fire");
        Assert.False(Directory.Exists(Path.Combine(data, "postgres-1")), "a cluster was left half made");
    }

    private static Task<ProgramRun> RunAsync(params string[] options) =>
        ProgramRun.OfAsync(Built.AppHost, ["--without=dashboard", .. options]);

    private void AssertRefused(ProgramRun run, string expected)
    {
        Assert.NotEqual(0, run.ExitCode);
        var error = Assert.Single(run.Lines, l => l.StartsWith("error:", StringComparison.Ordinal));
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain(run.Lines, l => l.StartsWith("   at ", StringComparison.Ordinal));
        Assert.DoesNotContain("Unhandled exception", run.Text, StringComparison.Ordinal);
        Assert.Empty(ProcessesThatName(_folder));
    }

    private static IEnumerable<string> ProcessesThatName(string path)
    {
        foreach (
            var folder in Directory.EnumerateDirectories("/proc").Where(f => int.TryParse(Path.GetFileName(f), out _))
        )
        {
            string commandLine;
            try
            {
                commandLine = File.ReadAllText(Path.Combine(folder, "cmdline"));
            }
            catch (IOException)
            {
                continue;
            }

            if (commandLine.Contains(path, StringComparison.Ordinal))
                yield return commandLine.Replace('\0', ' ');
        }
    }
}
