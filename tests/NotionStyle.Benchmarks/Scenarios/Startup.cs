using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Spectre.Console;

namespace NotionStyle.Benchmarks.Scenarios;

/// <summary>From the command that a person types (built before) to the moment when every resource is healthy; and what the idle stage holds in memory.</summary>
internal static partial class Startup
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static async Task RunAsync(CancellationToken ct)
    {
        var data = Directory.CreateTempSubdirectory("notionstyle-startup-").FullName;
        try
        {
            await OneAsync("empty data directory", data, aim: 10, ct);
            await OneAsync("existing data", data, aim: 5, ct);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task OneAsync(string what, string data, double aim, CancellationToken ct)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
            ArgumentList =
            {
                "run",
                "--no-build",
                "-c",
                Repository.Configuration,
                "--project",
                "NotionStyle.AppHost",
                "--",
                "--stage",
                "1",
                "--data",
                data,
                "--DcpPublisher:RandomizePorts=true",
            },
        };
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        // What the stage prints is not wanted here, but a full pipe would stop it.
        var drain = Task.WhenAll(process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
        var record = Path.Combine(data, "host.json");
        while (!IsReady(record, process))
        {
            if (process.HasExited || watch.Elapsed > Deadline)
            {
                process.Kill(entireProcessTree: true);
                throw new InvalidOperationException($"The stage did not start: {string.Join('\n', await drain)}");
            }

            await Task.Delay(20, ct);
        }

        var ready = watch.Elapsed;
        AnsiConsole.MarkupLineInterpolated(
            $"start on {what}: [bold]{ready.TotalSeconds:F1} s[/] from dotnet run to ready (aim {aim:F0} s)"
        );
        AnsiConsole.MarkupLineInterpolated(
            $"idle memory of the stage: [bold]{MemoryMegabytes(process.Id):N0} MB[/] (proportional set size over all its processes)"
        );
        if (Signal(HostProcess(record), 15) != 0)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(ct);
        await drain;
    }

    private static bool IsReady(string record, Process process)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(record));
            var root = document.RootElement;
            return !process.HasExited
                && IsAlive(root.GetProperty("host").GetProperty("pid").GetInt32())
                && root.GetProperty("resources")
                    .EnumerateArray()
                    .All(r => r.TryGetProperty("health", out var health) && health.GetString() == "Healthy");
        }
        catch (Exception e) when (e is IOException or JsonException or KeyNotFoundException)
        {
            return false;
        }
    }

    private static int HostProcess(string record)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(record));
        return document.RootElement.GetProperty("host").GetProperty("pid").GetInt32();
    }

    private static bool IsAlive(int pid) =>
        Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}"));

    /// <summary>Shared pages are counted once, divided over those who share them.</summary>
    private static double MemoryMegabytes(int root)
    {
        var children = new Dictionary<int, List<int>>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var pid))
                continue;
            try
            {
                var stat = File.ReadAllText(Path.Combine(folder, "stat"));
                var parent = int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
                if (!children.TryGetValue(parent, out var list))
                    children[parent] = list = [];
                list.Add(pid);
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }
        }

        var total = 0L;
        var open = new Stack<int>([root]);
        while (open.TryPop(out var pid))
        {
            total += Kilobytes(pid);
            foreach (var child in children.GetValueOrDefault(pid) ?? [])
                open.Push(child);
        }

        return total / 1024.0;
    }

    private static long Kilobytes(int pid)
    {
        try
        {
            var line = File.ReadLines($"/proc/{pid}/smaps_rollup")
                .FirstOrDefault(l => l.StartsWith("Pss:", StringComparison.Ordinal));
            return line is null
                ? 0
                : long.Parse(
                    line[4..].Replace("kB", "", StringComparison.Ordinal).Trim(),
                    CultureInfo.InvariantCulture
                );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int pid, int signal);
}
