using Spectre.Console;

namespace NotionStyle.Benchmarks.Scenarios;

/// <summary>How fast a new index is built from PostgreSQL, with everything on this machine: the filling, and the comparison with the database before it is searched.</summary>
internal static class SearchReindex
{
    private const int Rounds = 2;

    public static async Task RunAsync(int blocks, CancellationToken ct)
    {
        await using var stage = await RunningStage.StartAsync(ct, stage: 2);
        await BigWorkspace.FillAsync(stage, blocks, ct);
        for (var round = 1; round <= Rounds; round++)
        {
            var (documents, filled, took) = await stage.ReindexAsync(ct);
            AnsiConsole.MarkupLineInterpolated(
                $"round {round}: {documents:N0} documents, filled in {filled.TotalSeconds:F1} s ([bold]{documents / filled.TotalSeconds:N0}[/] /s), compared in {(took - filled).TotalSeconds:F1} s ({documents / (took - filled).TotalSeconds:N0} /s), in all [bold]{documents / took.TotalSeconds:N0}[/] /s"
            );
        }
    }
}
