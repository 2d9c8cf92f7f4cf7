using NotionStyle.Benchmarks.Scenarios;
using Spectre.Console;

namespace NotionStyle.Benchmarks;

/// <summary>The benchmarks by name.</summary>
internal static class Catalogue
{
    public static IReadOnlyList<string> Names { get; } =
    [
        "edits",
        "reads",
        "children",
        "append",
        "router",
        "import",
        "queries",
        "startup",
        "telemetry-queries",
        "telemetry-ingest",
        "telemetry-cost",
        "search-quality",
        "search-load",
        "search-indexing",
        "page-cache",
        "search-reindex",
    ];

    /// <summary>Those that share one started stage.</summary>
    private static readonly string[] OnOneStage =
    [
        "edits",
        "reads",
        "children",
        "append",
        "router",
        "import",
        "queries",
    ];

    public static async Task RunAsync(IReadOnlyList<string> names, BenchmarkSettings settings, CancellationToken ct)
    {
        AnsiConsole.MarkupLineInterpolated(
            $"[bold]NotionStyle benchmarks[/], {Environment.ProcessorCount} cores, .NET {Environment.Version}, {settings.Rounds} rounds of {settings.RoundLength.TotalSeconds:F0} s for each side"
        );
        if (names.Contains("startup"))
            await Startup.RunAsync(ct);
        if (names.Contains("telemetry-queries"))
            await TelemetryQueries.RunAsync(ct);
        if (names.Contains("telemetry-ingest"))
            await TelemetryIngest.RunAsync(settings, ct);
        if (names.Contains("telemetry-cost"))
            await TelemetryCost.RunAsync(settings, ct);
        if (names.Contains("search-quality"))
            await SearchQuality.RunAsync(ct);
        if (names.Contains("search-load"))
            await SearchLoad.RunAsync(settings.Blocks, settings.Rounds, ct);
        if (names.Contains("search-indexing"))
            await SearchIndexing.RunAsync(settings, ct);
        if (names.Contains("page-cache"))
            await PageCacheCost.RunAsync(settings, ct);
        if (names.Contains("search-reindex"))
            await SearchReindex.RunAsync(settings.Blocks, ct);
        if (!names.Any(OnOneStage.Contains))
            return;
        await using var stage = await RunningStage.StartAsync(ct);
        if (names.Contains("edits"))
            await Edits.RunAsync(stage, settings, ct);
        if (names.Contains("reads"))
            await Reads.RunAsync(stage, settings, ct);
        if (names.Contains("children"))
            await Children.RunAsync(stage, settings, ct);
        if (names.Contains("append"))
            await Append.RunAsync(stage, settings, ct);
        if (names.Contains("router"))
            await Router.RunAsync(stage, settings, ct);
        if (names.Contains("import"))
            await Import.RunAsync(stage, settings, ct);
        if (names.Contains("queries"))
            await Queries.RunAsync(stage, settings, ct);
    }
}
