using System.Diagnostics;
using System.Runtime.InteropServices;

namespace NotionStyle.Engines.Elasticsearch.Tests.Support;

/// <summary>An engine in a process of its own, to be killed.</summary>
internal sealed class EngineProcess : IAsyncDisposable
{
    private readonly Process _process;

    private EngineProcess(Process process, Uri address)
    {
        _process = process;
        Client = new EngineClient(address);
        Address = address;
    }

    public EngineClient Client { get; }

    public Uri Address { get; }

    public static async Task<EngineProcess> StartAsync(string data, params string[] settings)
    {
        var (process, line) = await LaunchAsync(data, settings);
        if (line is null)
            Assert.Fail(await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        // The pipe must not fill up.
        _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
        return new EngineProcess(process, new Uri(line.Split(' ')[^1]));
    }

    /// <summary>The error output of a start that does not get far, and its exit code.</summary>
    public static async Task<(int ExitCode, string Errors)> RefusedAsync(string data)
    {
        var (process, line) = await LaunchAsync(data, []);
        using (process)
        {
            if (line is not null)
                process.Kill();
            var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (process.ExitCode, errors);
        }
    }

    /// <summary>SIGKILL: nothing of the process runs after it.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>SIGTERM, and its exit code.</summary>
    public async Task<int> StopAsync()
    {
        Assert.Equal(0, SendSignal(_process.Id, 15));
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private static async Task<(Process Process, string? Line)> LaunchAsync(string data, string[] settings)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath is { } host && host.EndsWith("dotnet", StringComparison.Ordinal) ? host : "dotnet"
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { typeof(EngineApp).Assembly.Location },
        };
        start.Environment["Elasticsearch__DataDirectory"] = data;
        start.Environment["Elasticsearch__Port"] = "0";
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        foreach (var setting in settings)
            start.ArgumentList.Add($"--Elasticsearch:{setting}");
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            if (line.StartsWith("Listening on ", StringComparison.Ordinal))
                return (process, line);
        return (process, null);
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int process, int signal);
}
