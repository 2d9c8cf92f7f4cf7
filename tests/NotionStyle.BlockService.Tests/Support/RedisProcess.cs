using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Runtime.InteropServices;
using StackExchange.Redis;

namespace NotionStyle.BlockService.Tests.Support;

/// <summary>Garnet in a process of its own, to be killed, stopped for a while and started again on its port.</summary>
internal sealed class RedisProcess : IAsyncDisposable
{
    private const string Password = "the-password-of-the-tests";
    private const int StopSignal = 19;
    private const int ContinueSignal = 18;

    private readonly int _port = FreePort();
    private Process? _process;

    public string ConnectionString => $"127.0.0.1:{_port},password={Password}";

    /// <summary>The setting by which a block service finds it.</summary>
    public string Setting => $"--ConnectionStrings:redis={ConnectionString}";

    public static async Task<RedisProcess> StartedAsync()
    {
        var redis = new RedisProcess();
        await redis.StartAsync();
        return redis;
    }

    /// <summary>A port on which nobody listens.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async Task StartAsync()
    {
        var engine = Assembly
            .GetExecutingAssembly()
            .GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(a => a.Key == "RedisEngine")
            .Value!;
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { engine },
            Environment = { ["Redis__Port"] = $"{_port}", ["Redis__Password"] = Password },
        };
        _process = Process.Start(start)!;
        var errors = _process.StandardError.ReadToEndAsync(CancellationToken.None);
        while (await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (!line.StartsWith("Garnet listens on ", StringComparison.Ordinal))
                continue;
            // The pipe must not fill up.
            _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            return;
        }

        Assert.Fail($"Garnet did not start: {await errors}");
    }

    /// <summary>SIGKILL: nothing of the process runs after it, and all that it held is gone.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _process = null;
    }

    /// <summary>Lets it take connections and answer nothing, until it is continued.</summary>
    public void Halt() => Assert.Equal(0, SendSignal(_process!.Id, StopSignal));

    public void Continue() => Assert.Equal(0, SendSignal(_process!.Id, ContinueSignal));

    /// <summary>A connection of the test's own.</summary>
    public async Task<IConnectionMultiplexer> ConnectAsync() =>
        await ConnectionMultiplexer.ConnectAsync(ConnectionString + ",allowAdmin=true");

    /// <summary>Every page that is kept, or what else the pattern names.</summary>
    public async Task<Dictionary<string, byte[]>> CopyAsync(string pattern = "page:*")
    {
        await using var connection = await ConnectAsync();
        var values = new Dictionary<string, byte[]>();
        await foreach (var key in connection.GetServers()[0].KeysAsync(pattern: pattern))
        {
            if ((byte[]?)await connection.GetDatabase().StringGetAsync(key) is { } value)
                values[key!] = value;
        }

        return values;
    }

    /// <summary>Puts back what was there once.</summary>
    public async Task PutBackAsync(IReadOnlyDictionary<string, byte[]> values)
    {
        await using var connection = await ConnectAsync();
        foreach (var (key, value) in values)
            await connection.GetDatabase().StringSetAsync(key, value);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await KillAsync();
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int process, int signal);
}
