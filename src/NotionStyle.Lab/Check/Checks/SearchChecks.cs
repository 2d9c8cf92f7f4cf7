using System.Text.RegularExpressions;
using NotionStyle.Blocks;
using NotionStyle.Lab.Check.Host;
using NotionStyle.Lab.Check.Model;

namespace NotionStyle.Lab.Check.Checks;

internal sealed class SearchFindsTheInput : ICheck
{
    public string Name => "search finds words of the input where they stand";
    public CheckNeeds Needs => CheckNeeds.Input;

    public async Task<string> RunAsync(CheckContext context, CancellationToken ct)
    {
        var words = await context.RareWordsAsync(ct);
        foreach (var (word, block) in words)
            await Searching.UntilAsync(
                context.Client,
                word,
                hits => hits.Contains(block),
                $"'{word}' does not find block {block}, where it stands",
                ct
            );
        return $"{words.Count} words, such as '{words[0].Word}'";
    }
}

internal sealed class SearchFollowsAnEdit : ICheck
{
    public string Name => "search finds an edited word, and the old one no longer";
    public CheckNeeds Needs => CheckNeeds.Input;

    public async Task<string> RunAsync(CheckContext context, CancellationToken ct)
    {
        var block = (await context.TextBlocksAsync(ct))[0];
        var (old, now) = (Word(), Word());
        await Edits.SetTextAsync(context, block, $"before {old} after", ct);
        await Searching.UntilAsync(
            context.Client,
            old,
            hits => hits is [var hit] && hit == block.Id,
            $"'{old}' is not found",
            ct
        );
        await Edits.SetTextAsync(context, block, $"before {now} after", ct);
        await Searching.UntilAsync(
            context.Client,
            now,
            hits => hits is [var hit] && hit == block.Id,
            $"'{now}' is not found",
            ct
        );
        await Searching.UntilAsync(
            context.Client,
            old,
            hits => hits.Count == 0,
            $"'{old}' is still found after the edit",
            ct
        );
        return $"'{now}'";
    }

    private static string Word() =>
        "zq" + Guid.NewGuid().ToString("N")[..10].Replace("0", "g", StringComparison.Ordinal);
}

internal sealed class SearchStaysInTheWorkspace : ICheck
{
    public string Name => "search finds nothing of another workspace";
    public CheckNeeds Needs => CheckNeeds.Input;

    public async Task<string> RunAsync(CheckContext context, CancellationToken ct)
    {
        var words = await context.RareWordsAsync(ct);
        foreach (var (word, _) in words)
        {
            var (hits, _) = await context.OtherClient.SearchAsync(word, 10, ct);
            if (hits.Count > 0)
                throw new LabException($"somebody else finds block {hits[0].BlockId} with '{word}'");
        }

        return $"{words.Count} words";
    }
}

/// <summary>Asks until an answer is right: an engine may be a moment behind the edits.</summary>
internal static class Searching
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static Task UntilAsync(
        Client.BlockClient client,
        string word,
        Func<IReadOnlyList<Guid>, bool> isRight,
        string problem,
        CancellationToken ct
    ) =>
        StageHost.UntilAsync(
            async () =>
            {
                var (hits, _) = await client.SearchAsync(word, 100, ct);
                return isRight([.. hits.Select(h => h.BlockId)]);
            },
            Patience,
            () => problem,
            ct
        );
}

/// <summary>Words that stand in few blocks, so that a search for one has to find its block.</summary>
internal static partial class RareWords
{
    private const int Wanted = 10;
    private const int OccurrencesMaximum = 5;

    public static IReadOnlyList<(string Word, Guid Block)> Of(WorkspaceModel model)
    {
        var seen = new Dictionary<string, (int Count, Guid Block)>(StringComparer.OrdinalIgnoreCase);
        foreach (var block in model.Blocks.Values)
        {
            if (!block.Alive || block.Properties is not { } json)
                continue;
            // Only plain words of prose: how an engine cuts code and addresses into words is its own matter.
            if (block.Type is not (BlockTypes.Paragraph or BlockTypes.BulletedListItem))
                continue;
            foreach (Match match in Words().Matches(TextOf(json)))
                seen[match.Value] = seen.TryGetValue(match.Value, out var known)
                    ? known with
                    {
                        Count = known.Count + 1,
                    }
                    : (1, block.Id);
        }

        // Neighbours by stem ("borrow", "borrowing") count together in an engine; the longest words have few.
        return
        [
            .. seen.Where(p => p.Value.Count <= OccurrencesMaximum)
                .OrderByDescending(p => p.Key.Length)
                .ThenBy(p => p.Key, StringComparer.Ordinal)
                .Take(Wanted)
                .Select(p => (p.Key, p.Value.Block)),
        ];
    }

    private static string TextOf(string json) =>
        RichText.Parse(System.Text.Json.Nodes.JsonNode.Parse(json)!["title"]).PlainText;

    [GeneratedRegex(@"(?<=^|\s)[A-Za-z]{8,16}(?=\s|$)")]
    private static partial Regex Words();
}
