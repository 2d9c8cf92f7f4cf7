namespace NotionStyle.Distributed.Tests.Support;

/// <summary>Node and npm as the machine has them.</summary>
internal static class NodeProgram
{
    private const int VersionMinimum = 20;

    /// <summary>Why there is nothing to run with; null when there is.</summary>
    public static async Task<string?> WhyNotAsync(CancellationToken ct)
    {
        if (Find("node") is null || Find("npm") is null)
            return $"node and npm are not in PATH. Install Node {VersionMinimum} or newer (nodejs.org) and run dotnet test again.";
        var run = await ProgramRun.OfAsync(
            new("node", ["-p", "process.versions.node.split('.')[0]"]) { Patience = TimeSpan.FromMinutes(1) },
            ct
        );
        return int.TryParse(run.Lines[0], out var version) && version >= VersionMinimum
            ? null
            : $"node is of version {run.Lines[0]}; the suite needs {VersionMinimum} or newer. Install it and run dotnet test again.";
    }

    /// <summary>Restores the packages of a folder as its lock file has them, unless they are there. Why they cannot be had, or null.</summary>
    public static async Task<string?> RestoreAsync(string folder, CancellationToken ct)
    {
        var stamp = Path.Combine(folder, "node_modules", ".restored");
        var wanted = await File.ReadAllTextAsync(Path.Combine(folder, "package-lock.json"), ct);
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp, ct) == wanted)
            return null;
        var run = await ProgramRun.OfAsync(
            new(Find("npm")!, ["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            {
                WorkingDirectory = folder,
                Patience = TimeSpan.FromMinutes(5),
            },
            ct
        );
        if (run.ExitCode != 0)
            return $"The packages of {folder} cannot be had. Run 'npm ci' there and then dotnet test again. npm says: {run.Text}";
        await File.WriteAllTextAsync(stamp, wanted, ct);
        return null;
    }

    private static string? Find(string program)
    {
        string[] names = OperatingSystem.IsWindows() ? [$"{program}.exe", $"{program}.cmd"] : [program];
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
    }
}
