using NotionStyle.Blocks;
using NotionStyle.Blocks.Records;
using NotionStyle.Lab.Check.Model;
using NotionStyle.Lab.Client;

namespace NotionStyle.Lab.Check.Index;

/// <summary>
/// Compares the whole index of a workspace with the database: every block of the model that can be found must be there with its text, and every document must be of a record
/// that the database has in this very version.
/// </summary>
internal static class IndexComparison
{
    /// <summary>Differences in words; empty when there are none.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(
        BlockClient client,
        WorkspaceModel model,
        IReadOnlyDictionary<Guid, IndexedRecord> index,
        CancellationToken ct
    )
    {
        var differences = new List<string>();
        foreach (var block in model.Blocks.Values)
        {
            var text = TextOf(block.Properties);
            if (block.Type != BlockTypes.Page && text.Length == 0)
                continue;
            if (!IsAlive(model, block))
            {
                if (index.ContainsKey(block.Id))
                    differences.Add($"block {block.Id} is in the trash and in the index");
            }
            else if (!index.TryGetValue(block.Id, out var indexed))
                differences.Add($"block {block.Id} is not in the index");
            else if (!IsSame(indexed.Text, text))
                differences.Add(
                    $"block {block.Id} has another text in the index: '{Cut(indexed.Text)}', not '{Cut(text)}'"
                );
        }

        foreach (var table in index.GroupBy(d => d.Value.Table))
        foreach (var part in table.Chunk(StoreLimits.SyncMaximum))
        {
            var answers = await client.SyncAsync(table.Key, part.Select(d => (d.Key, d.Value.Version)), ct);
            differences.AddRange(
                answers
                    .Where(a => a.Status != "current")
                    .Select(a =>
                        $"{table.Key} {a.Id} is in the index in a version that is not the database's: {a.Status}"
                    )
            );
        }

        return differences;
    }

    /// <summary>Whether a block and everything above it, as far as the model has it, is out of the trash.</summary>
    private static bool IsAlive(WorkspaceModel model, ModelBlock block)
    {
        for (var at = block; ; at = model[at.Parent.Id])
        {
            if (!at.Alive)
                return false;
            if (at.Parent.Table != RecordTable.Block || !model.Blocks.ContainsKey(at.Parent.Id))
                return true;
        }
    }

    /// <summary>The database keeps properties in an order of its own, so the words count and not which property's come first.</summary>
    private static bool IsSame(string indexed, string text) =>
        indexed == text
        || indexed
            .Split(' ')
            .Order(StringComparer.Ordinal)
            .SequenceEqual(text.Split(' ').Order(StringComparer.Ordinal));

    private static string TextOf(string? properties) => properties is null ? "" : SearchText.Of(properties);

    private static string Cut(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
