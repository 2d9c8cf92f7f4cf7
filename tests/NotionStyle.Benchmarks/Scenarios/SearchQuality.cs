using System.Text.Json;
using System.Text.RegularExpressions;
using NotionStyle.Benchmarks.Relevance;
using Spectre.Console;

namespace NotionStyle.Benchmarks.Scenarios;

/// <summary>
/// How well search ranks, by judgements of other people: the same documents imported as pages, the same questions through the public API of each stage, and a few lines
/// of plain BM25 over whole pages as the yardstick. <c>NOTIONSTYLE_FIXTURES</c> names the folder with <c>cranfield</c>, <c>known-items</c> and <c>markdown</c>.
/// </summary>
internal static partial class SearchQuality
{
    public static async Task RunAsync(CancellationToken ct)
    {
        if (Environment.GetEnvironmentVariable("NOTIONSTYLE_FIXTURES") is not { Length: > 0 } fixtures)
        {
            AnsiConsole.MarkupLine("search-quality: left out; NOTIONSTYLE_FIXTURES names no folder of collections.");
            return;
        }

        RelevanceCollection[] collections =
        [
            CranfieldReader.Read(Path.Combine(fixtures, "cranfield")),
            KnownItemsReader.Read(fixtures),
        ];
        foreach (var collection in collections)
        {
            var yardstick = new PlainBm25(collection.Pages);
            var quality = await Quality.MeasureAsync(collection, text => Task.FromResult(yardstick.Rank(text)));
            AnsiConsole.MarkupLineInterpolated(
                $"{collection.Name}, {collection.Pages.Count:N0} pages, {collection.Questions.Count} questions: plain BM25 [bold]{quality}[/]"
            );
        }

        foreach (var number in RunningStage.Stages)
            await StageAsync(number, collections, ct);
    }

    private static async Task StageAsync(int number, RelevanceCollection[] collections, CancellationToken ct)
    {
        await using var stage = await RunningStage.StartAsync(ct, stage: number);
        foreach (var collection in collections)
        {
            await stage.CreateWorkspaceAsync(collection.Name, ct);
            await ImportAsync(stage, collection, ct);
            await stage.UntilSearchHasCaughtUpAsync(ct);
            // Pages are known by their titles; pages of one title are one page to a person, too.
            var byTitle = collection.Pages.ToLookup(p => p.Title, p => p.Key);
            var quality = await Quality.MeasureAsync(
                collection,
                async text =>
                {
                    var found = await stage.PostAsync("/v1/search/blocks", Asked(stage, text), ct);
                    return [.. Titles(found).Distinct().SelectMany(t => byTitle[t])];
                }
            );
            AnsiConsole.MarkupLineInterpolated($"{collection.Name}, stage {number}: [bold]{quality}[/]");
        }
    }

    /// <summary>A question of which any word may be missing. Stage 1 has the operator "or" for that, and what could pass for another operator is left out.</summary>
    private static object Asked(RunningStage stage, string text) =>
        stage.Number == 1
            ? new { query = string.Join(" or ", Words().Matches(text).Select(w => w.Value)), limit = 100 }
            : new
            {
                query = text,
                limit = 100,
                mode = "any",
            };

    [GeneratedRegex("[A-Za-z0-9]+")]
    private static partial Regex Words();

    private static IEnumerable<string> Titles(JsonElement found) =>
        found.GetProperty("results").EnumerateArray().Select(hit => hit.GetProperty("page_title").GetString() ?? "");

    /// <summary>The lab's import, as a person runs it.</summary>
    private static async Task ImportAsync(RunningStage stage, RelevanceCollection collection, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("notionstyle-collection-");
        try
        {
            for (var i = 0; i < collection.Pages.Count; i++)
                await File.WriteAllTextAsync(
                    Path.Combine(folder.FullName, $"{i:D5}.md"),
                    collection.Pages[i].Markdown,
                    ct
                );
            await LabProgram.RunAsync(stage, ct, "import", folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
