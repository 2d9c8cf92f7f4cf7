using System.Diagnostics;
using NotionStyle.Lab.Discovery;

namespace NotionStyle.Lab.Check.Host;

/// <summary>Finds the built AppHost of this repository, and builds it when it is missing.</summary>
internal static class HostProgram
{
    private const string Project = "NotionStyle.AppHost";

    /// <summary>The path of the AppHost's assembly, in the configuration in which the lab itself was built.</summary>
    public static async Task<string> FindAsync(string currentDirectory, Action<string> note, CancellationToken ct)
    {
        var root =
            Repository.Find(AppContext.BaseDirectory)
            ?? Repository.Find(currentDirectory)
            ?? throw new LabException(
                $"The repository is not found: {Repository.SolutionName} is neither above {AppContext.BaseDirectory} nor above {currentDirectory}. Run the lab inside the repository."
            );
        var configuration = AppContext.BaseDirectory.Contains(
            $"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}",
            StringComparison.Ordinal
        )
            ? "Release"
            : "Debug";
        var assembly = Path.Combine(root, Project, "bin", configuration, "net10.0", Project + ".dll");
        if (File.Exists(assembly))
            return assembly;
        note($"building {Project} ({configuration})");
        var (exitCode, output) = await RunAsync(
            "dotnet",
            ["build", Path.Combine(root, Project), "-c", configuration, "--nologo", "-v", "quiet"],
            ct
        );
        if (exitCode != 0 || !File.Exists(assembly))
            throw new LabException(
                $"{Project} cannot be built: {LastLine(output)} Build it yourself: dotnet build {Project}"
            );
        return assembly;
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(
        string program,
        IEnumerable<string> arguments,
        CancellationToken ct
    )
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var error = process.StandardError.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, await output + await error);
    }

    private static string LastLine(string output) =>
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault()
        ?? "";
}
