using System.Diagnostics;
using System.Text.Json;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Processes;

namespace NotionStyle.Hosting.Tests.Support;

/// <summary>A real host in a process of its own: the test AppHost as a user starts it.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly Task _output;

    private HostProcess(Process process)
    {
        _process = process;
        _output = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
    }

    public int Id => _process.Id;

    public string Output
    {
        get
        {
            lock (_lines)
                return string.Join('\n', _lines);
        }
    }

    public IEnumerable<string> Errors =>
        Output.Split('\n').Where(l => l.StartsWith("error:", StringComparison.Ordinal));

    public static HostProcess Start(string data, params string[] args)
    {
        // A shell that started the tests in the background ignores SIGINT for all that is below it; the host is to have it as at a terminal.
        var info = new ProcessStartInfo(OperatingSystem.IsLinux() ? "env" : ExecutablePath.Dotnet)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (OperatingSystem.IsLinux())
        {
            info.ArgumentList.Add("--default-signal=INT");
            info.ArgumentList.Add(ExecutablePath.Dotnet);
        }

        var assembly = typeof(Projects.NotionStyle_Hosting_TestAppHost).Assembly.Location;
        foreach (
            var argument in new[] { assembly, "--data", data, "--DcpPublisher:RandomizePorts", "true" }.Concat(args)
        )
            info.ArgumentList.Add(argument);
        return new HostProcess(Process.Start(info)!);
    }

    public async Task<HostProcess> ReadyAsync()
    {
        await Waiting.UntilAsync(
            () => Output.Contains("Press Ctrl+C", StringComparison.Ordinal) || _process.HasExited,
            "the host is ready"
        );
        Assert.False(_process.HasExited, $"The host ended:\n{Output}");
        return this;
    }

    public void Signal(ProcessSignal signal) => Assert.Equal(0, NativeMethods.Kill(Id, (int)signal));

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync(Waiting.Token).WaitAsync(Waiting.Patience, Waiting.Token);
        await _output.WaitAsync(Waiting.Patience, Waiting.Token);
        return _process.ExitCode;
    }

    /// <summary>The processes that the host says it has.</summary>
    public static IReadOnlyList<ProcessRecord> Children(string data)
    {
        var record = JsonSerializer.Deserialize<RunRecord>(
            File.ReadAllText(Path.Combine(data, "host.json")),
            RunRecord.Json
        )!;
        return [.. record.Resources.Select(r => r.Process).OfType<ProcessRecord>()];
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
            lock (_lines)
                _lines.Add(line);
    }
}
