using System.Diagnostics;
using System.Text.RegularExpressions;

namespace NotionStyle.Benchmarks.Scenarios;

/// <summary>One of the repository's programs as a person runs it: a process of its own, with free ports and its data in a temporary directory.</summary>
internal sealed partial class RunningProgram : IAsyncDisposable
{
    private readonly Process _process;

    private RunningProgram(Process process, IReadOnlyList<Uri> addresses)
    {
        _process = process;
        Addresses = addresses;
    }

    /// <summary>Where it said that it listens, in its order.</summary>
    public IReadOnlyList<Uri> Addresses { get; }

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

    /// <summary>The search engine, at one address.</summary>
    public static Task<RunningProgram> SearchEngineAsync(string directory, CancellationToken ct) =>
        StartAsync(
            "src/Engines/NotionStyle.Engines.Elasticsearch",
            EngineAddress(),
            new() { ["Elasticsearch__DataDirectory"] = directory, ["Elasticsearch__Port"] = "0" },
            ct
        );

    /// <summary>The dashboard, at the addresses for telemetry: by gRPC, then by HTTP.</summary>
    public static Task<RunningProgram> DashboardAsync(string directory, CancellationToken ct) =>
        StartAsync(
            "src/NotionStyle.Dashboard",
            TelemetryAddresses(),
            new()
            {
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                ["Dashboard__DataDirectory"] = directory,
                ["Dashboard__Otlp__GrpcPort"] = "0",
                ["Dashboard__Otlp__HttpPort"] = "0",
            },
            ct
        );

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<RunningProgram> StartAsync(
        string project,
        Regex announcement,
        Dictionary<string, string> environment,
        CancellationToken ct
    )
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            ArgumentList = { Repository.BuiltAssembly(project, Path.GetFileName(project) + ".dll") },
            Environment = { ["Logging__LogLevel__Default"] = "Warning" },
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        start.Environment.Remove("OTEL_EXPORTER_OTLP_ENDPOINT");
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync(ct) is { } line)
        {
            if (announcement.Match(line) is { Success: true } match)
            {
                // Nobody reads further: what it writes must not fill the pipe.
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                return new RunningProgram(process, [.. match.Groups.Values.Skip(1).Select(g => new Uri(g.Value))]);
            }
        }

        throw new InvalidOperationException($"{project} ended before it said where it listens.");
    }

    [GeneratedRegex("^Listening on (\\S+)$")]
    private static partial Regex EngineAddress();

    [GeneratedRegex("gRPC at (http://\\S+?), over HTTP at (http://\\S+)")]
    private static partial Regex TelemetryAddresses();
}
