using System.Diagnostics;

namespace NotionStyle.Benchmarks.Scenarios;

/// <summary>The search engine as a person runs it: a process of its own, with a free port and its data in a temporary directory.</summary>
internal sealed class RunningSearchEngine : IAsyncDisposable
{
    private const string Announcement = "Listening on ";

    private readonly Process _process;

    private RunningSearchEngine(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

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

    public static async Task<RunningSearchEngine> StartAsync(string directory, CancellationToken ct)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            ArgumentList =
            {
                Repository.BuiltAssembly(
                    "src/Engines/NotionStyle.Engines.Elasticsearch",
                    "NotionStyle.Engines.Elasticsearch.dll"
                ),
            },
            Environment =
            {
                ["Logging__LogLevel__Default"] = "Warning",
                ["Elasticsearch__DataDirectory"] = directory,
                ["Elasticsearch__Port"] = "0",
            },
        };
        start.Environment.Remove("OTEL_EXPORTER_OTLP_ENDPOINT");
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync(ct) is { } line)
        {
            if (!line.StartsWith(Announcement, StringComparison.Ordinal))
                continue;
            // Nobody reads further: what it writes must not fill the pipe.
            _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
            return new RunningSearchEngine(process, new Uri(line[Announcement.Length..]));
        }

        throw new InvalidOperationException("The search engine ended before it said where it listens.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
