using System.Diagnostics;
using Spectre.Console;

namespace NotionStyle.Benchmarks.Scenarios;

/// <summary>The lab's import of a folder of Markdown, as a person runs it: another process, through HTTP.</summary>
internal static class Import
{
    public static async Task RunAsync(RunningStage stage, BenchmarkSettings settings, CancellationToken ct)
    {
        if (settings.Input is null)
        {
            AnsiConsole.MarkupLine("import: left out; --input PATH gives it something to import.");
            return;
        }

        var watch = Stopwatch.StartNew();
        var output = await LabProgram.RunAsync(stage, ct, "import", settings.Input);
        AnsiConsole.MarkupLineInterpolated(
            $"import of {Path.GetFileName(settings.Input)} in {watch.Elapsed.TotalSeconds:F1} s as a process (aim: 5,000 blocks/s); it says:"
        );
        foreach (var line in output.TrimEnd().Split('\n').TakeLast(4))
            AnsiConsole.MarkupLineInterpolated($"  {line}");
    }
}
