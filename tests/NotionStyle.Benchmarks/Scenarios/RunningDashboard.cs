using System.Diagnostics;
using System.Text.RegularExpressions;

namespace NotionStyle.Benchmarks.Scenarios;

/// <summary>The dashboard as a person runs it: a process of its own, with free ports and a store in a temporary directory.</summary>
internal sealed partial class RunningDashboard : IAsyncDisposable
{
    private readonly Process _process;

    private RunningDashboard(Process process, Uri grpc, Uri http)
    {
        _process = process;
        (Grpc, Http) = (grpc, http);
    }

    public Uri Grpc { get; }

    public Uri Http { get; }

    /// <summary>What it has taken of all cores.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The most memory that it has taken.</summary>
    public long PeakBytes
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    public static async Task<RunningDashboard> StartAsync(string directory, CancellationToken ct)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            ArgumentList = { Repository.BuiltAssembly("src/NotionStyle.Dashboard", "NotionStyle.Dashboard.dll") },
            Environment =
            {
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                ["Logging__LogLevel__Default"] = "Warning",
                ["Dashboard__DataDirectory"] = directory,
                ["Dashboard__Otlp__GrpcPort"] = "0",
                ["Dashboard__Otlp__HttpPort"] = "0",
            },
        };
        start.Environment.Remove("OTEL_EXPORTER_OTLP_ENDPOINT");
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync(ct) is { } line)
        {
            if (Addresses().Match(line) is { Success: true } match)
            {
                // Nobody reads further: what it writes must not fill the pipe.
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                return new RunningDashboard(process, new Uri(match.Groups[1].Value), new Uri(match.Groups[2].Value));
            }
        }

        throw new InvalidOperationException("The dashboard ended before it said where it takes telemetry.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [GeneratedRegex("gRPC at (http://\\S+?), over HTTP at (http://\\S+)")]
    private static partial Regex Addresses();
}
