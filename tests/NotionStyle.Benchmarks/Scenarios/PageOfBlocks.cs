namespace NotionStyle.Benchmarks.Scenarios;

/// <summary>A page with paragraphs, made through the API.</summary>
internal static class PageOfBlocks
{
    public static async Task<(Guid Page, Guid[] Blocks)> CreateAsync(
        RunningStage stage,
        int count,
        CancellationToken ct
    )
    {
        var page = Guid.NewGuid();
        var blocks = Enumerable.Range(0, count).Select(_ => Guid.NewGuid()).ToArray();
        var operations = new List<object>
        {
            Operation(
                "block",
                page,
                [],
                "set",
                new
                {
                    type = "page",
                    parent_table = "space",
                    parent_id = stage.SpaceId,
                    content = blocks,
                    properties = Title("A page to measure"),
                }
            ),
            Operation("space", stage.SpaceId, ["pages"], "listAfter", new { id = page }),
        };
        operations.AddRange(
            blocks.Select(
                (id, i) =>
                    Operation(
                        "block",
                        id,
                        [],
                        "set",
                        new
                        {
                            type = "paragraph",
                            parent_table = "block",
                            parent_id = page,
                            properties = Title(
                                $"Paragraph {i}: the words of an ordinary sentence, about as long as people write them."
                            ),
                        }
                    )
            )
        );
        await stage.PostAsync("/v1/transactions", new { id = Guid.NewGuid(), operations }, ct);
        return (page, blocks);
    }

    public static object Operation(string table, Guid id, string[] path, string command, object args) =>
        new
        {
            pointer = new { table, id },
            path,
            command,
            args,
        };

    private static object Title(string text) => new { title = new[] { new[] { text } } };
}
