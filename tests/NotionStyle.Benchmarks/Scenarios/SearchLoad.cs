using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace NotionStyle.Benchmarks.Scenarios;

/// <summary>
/// The first wall: what searches do to edits when both are the primaries' work, and what is left of it when search has a system of its own. The lab's open loop edits at
/// a steady rate, without and with searches, in a workspace of a million blocks; each stage is measured with the same seeds, and each round is printed, because they differ.
/// </summary>
internal static class SearchLoad
{
    private const int EditsPerSecond = 100;

    /// <summary>None, the rate that is asked about, and three times as many, to see whether a wall comes nearer.</summary>
    private static readonly int[] SearchesPerSecond = [0, 20, 60];

    public static async Task RunAsync(int blocks, int rounds, CancellationToken ct)
    {
        var table = new Table
        {
            Title = new TableTitle($"{blocks:N0} blocks in one workspace, {EditsPerSecond} edits/s"),
        };
        foreach (
            var column in new[]
            {
                "stage",
                "searches/s",
                "edits/s",
                "edit p50 ms",
                "edit p99 ms",
                "search p50 ms",
                "search p99 ms",
                "searches answered/s",
                "WAL bytes per edit: records",
                "page images",
                "primary CPU %",
            }
        )
            table.AddColumn(column);
        var programs = new Table { Title = new TableTitle("CPU of all processes of a program, % of one core") };
        programs.AddColumns("stage", "searches/s", "by program");
        foreach (var number in RunningStage.Stages)
        {
            await using var stage = await RunningStage.StartAsync(ct, stage: number);
            await BigWorkspace.FillAsync(stage, blocks, ct);
            var took = await stage.UntilSearchHasCaughtUpAsync(ct);
            if (took is { } time)
                AnsiConsole.MarkupLineInterpolated(
                    $"stage {number}: indexed again from PostgreSQL in {time.TotalSeconds:F0} s, {blocks / time.TotalSeconds:N0} blocks/s"
                );
            await MeasureAsync(stage, SearchesPerSecond[1], seconds: 10, ct); // Warm.
            foreach (var searches in Enumerable.Repeat(SearchesPerSecond, rounds).SelectMany(r => r))
            {
                var measured = await MeasureAsync(stage, searches, seconds: 30, ct);
                Row(table, number, searches, measured);
                programs.AddRow(Text(number), Text(searches), measured.Programs);
                // At once, too: the other stage may take many minutes.
                AnsiConsole.MarkupLineInterpolated(
                    $"stage {number}, {searches} searches/s: edit p99 [bold]{Number(measured.Edit, "p99_ms"):N1}[/] ms"
                );
            }
        }

        AnsiConsole.Write(table);
        AnsiConsole.Write(programs);
    }

    private static async Task<Measured> MeasureAsync(
        RunningStage stage,
        int searches,
        int seconds,
        CancellationToken ct
    )
    {
        var server = stage.Router.Route(stage.SpaceId).Server;
        await PrimaryProbe.CheckpointAsync(server, ct);
        var before = await PrimaryProbe.TakeAsync(server, ct);
        var programs = ProcessorTimes.ByProgram();
        var printed = await LabProgram.RunAsync(
            stage,
            ct,
            "load",
            "--json",
            "--edits",
            Text(EditsPerSecond),
            "--reads",
            "0",
            "--searches",
            Text(searches),
            "--seconds",
            Text(seconds)
        );
        var shares = ProcessorTimes
            .ByProgram()
            .Select(p => (Name: p.Key, Percent: 100 * (p.Value - programs.GetValueOrDefault(p.Key)) / seconds))
            .Where(p => p.Percent >= 1)
            .OrderByDescending(p => p.Percent)
            .Select(p => FormattableString.Invariant($"{p.Name} {p.Percent:N0}"));
        var spent = await before.SpentAsync(server, ct);
        using var answer = JsonDocument.Parse(printed);
        var results = answer.RootElement.GetProperty("results").EnumerateArray().Select(r => r.Clone()).ToArray();
        return new Measured(
            results.Single(r => r.GetProperty("kind").GetString() == "edit"),
            results.FirstOrDefault(r => r.GetProperty("kind").GetString() == "search"),
            spent,
            seconds,
            string.Join(", ", shares)
        );
    }

    private static void Row(Table table, int number, int searches, Measured m)
    {
        var edits = Math.Max(1, Number(m.Edit, "answered"));
        var hasSearches = m.Search.ValueKind == JsonValueKind.Object;
        table.AddRow(
            Text(number),
            Text(searches),
            Text(Number(m.Edit, "achieved")),
            Text(Number(m.Edit, "p50_ms")),
            Text(Number(m.Edit, "p99_ms")),
            hasSearches ? Text(Number(m.Search, "p50_ms")) : "",
            hasSearches ? Text(Number(m.Search, "p99_ms")) : "",
            hasSearches ? Text(Number(m.Search, "achieved")) : "",
            Text(Math.Round(m.Spent.WalRecordBytes / edits)),
            Text(Math.Round(m.Spent.WalImageBytes / edits)),
            Text(Math.Round(100 * m.Spent.CpuSeconds / m.Seconds))
        );
    }

    private static double Number(JsonElement result, string name) => result.GetProperty(name).GetDouble();

    private static string Text(double number) => Math.Round(number, 1).ToString(CultureInfo.InvariantCulture);

    private sealed record Measured(
        JsonElement Edit,
        JsonElement Search,
        PrimaryCost Spent,
        int Seconds,
        string Programs
    );
}
