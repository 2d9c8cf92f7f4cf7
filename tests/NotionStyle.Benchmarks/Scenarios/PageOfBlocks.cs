using NotionStyle.Blocks;

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
        await CommitAsync(
            stage,
            [
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
                        properties = Title("A page to measure"),
                    }
                ),
                Operation("space", stage.SpaceId, ["pages"], "listAfter", new { id = page }),
            ],
            ct
        );
        foreach (var part in blocks.Select((id, i) => (id, i)).Chunk(StoreLimits.OperationsMaximum / 2))
            await CommitAsync(stage, part.SelectMany(b => Paragraph(page, b.id, b.i)), ct);
        return (page, blocks);
    }

    private static IEnumerable<object> Paragraph(Guid page, Guid id, int number) =>
        [
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
                        $"Paragraph {number}: the words of an ordinary sentence, about as long as people write them."
                    ),
                }
            ),
            Operation("block", page, ["content"], "listAfter", new { id }),
        ];

    private static async Task CommitAsync(RunningStage stage, IEnumerable<object> operations, CancellationToken ct) =>
        await stage.PostAsync("/v1/transactions", new { id = Guid.NewGuid(), operations }, ct);

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
