using System.Diagnostics;

namespace NotionStyle.Benchmarks;

/// <summary>The lab as a person runs it: a process of its own, through HTTP.</summary>
internal static class LabProgram
{
    /// <summary>Runs a command against a stage's workspace; gives what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<string> RunAsync(RunningStage stage, CancellationToken ct, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Repository.BuiltAssembly("src/NotionStyle.Lab", "NotionStyle.Lab.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.ArgumentList.Add("--url");
        start.ArgumentList.Add(stage.Http.BaseAddress!.ToString());
        start.ArgumentList.Add("--token");
        start.ArgumentList.Add(stage.Token);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(ct);
        var output = await process.StandardOutput.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"'lab {arguments[0]}' failed: {output}{await error}");
    }
}
