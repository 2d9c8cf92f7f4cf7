using System.CommandLine;
using System.Text.Json;
using NotionStyle.Lab.Client;

namespace NotionStyle.Lab.Commands;

/// <summary><c>search QUERY</c></summary>
internal static class SearchCommand
{
    public static Command Create(LabContext context)
    {
        var query = new Argument<string>("QUERY") { Description = "Words, \"quoted words\", or, -word." };
        var limit = CommonOptions.Bounded(
            "--limit",
            "Hits wanted.",
            10,
            1,
            NotionStyle.Blocks.StoreLimits.SearchMaximum
        );
        var json = CommonOptions.Json();
        var command = new Command("search", "Find blocks by their text.") { query, limit, json };
        var connection = new Connection(command, context);
        command.SetAction(
            async (parsed, ct) =>
            {
                var (client, _) = await connection.OpenAsync(parsed, RetryPolicy.Default, null, false, ct);
                using (client)
                {
                    var (hits, hasMore) = await client.SearchAsync(
                        parsed.GetRequiredValue(query),
                        parsed.GetValue(limit),
                        ct
                    );
                    if (parsed.GetValue(json))
                        PrintJson(context, hits, hasMore);
                    else
                        Print(context, hits, hasMore);
                }

                return 0;
            }
        );
        return command;
    }

    private static void Print(LabContext context, IReadOnlyList<FoundBlock> hits, bool hasMore)
    {
        foreach (var hit in hits)
        {
            var text = string.Concat(hit.Highlights.Select(h => h.IsMatch ? $"[{h.Text}]" : h.Text));
            context.Terminal.Line($"{hit.BlockId}  {hit.Type}  {hit.PageTitle}: {OneLine(text)}");
        }

        context.Terminal.Line(
            hits.Count == 0 ? "nothing found" : $"{hits.Count} found{(hasMore ? ", and there is more" : "")}"
        );
    }

    private static void PrintJson(LabContext context, IReadOnlyList<FoundBlock> hits, bool hasMore) =>
        context.Terminal.Line(
            JsonSerializer.Serialize(
                new
                {
                    Object = "search",
                    HasMore = hasMore,
                    Results = hits.Select(h => new
                    {
                        h.BlockId,
                        h.Type,
                        h.PageId,
                        h.PageTitle,
                        Highlights = h.Highlights.Select(r => new { r.Text, Match = r.IsMatch }),
                    }),
                },
                JsonText.Indented
            )
        );

    /// <summary>What others wrote must not steer the terminal.</summary>
    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
