using NotionStyle.Blocks;
using NotionStyle.Blocks.Records;
using NotionStyle.Lab.Check.Model;
using NotionStyle.Lab.Client;

namespace NotionStyle.Lab.Check.Index;

/// <summary>
/// Compares the whole index of a workspace with the database: every block of the model that can be found must be there with its text, and so must every block of an
/// acknowledged transaction of a ledger; every document must be of a record that the database has in this very version,
/// with this very text; and every page's document must say what its blocks' documents say.
/// </summary>
internal static class IndexComparison
{
    private const string BlockTable = "block";

    /// <summary>Differences in words; empty when there are none.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(
        BlockClient client,
        WorkspaceModel model,
        IReadOnlyDictionary<Guid, string> acknowledged,
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

        foreach (var (id, text) in acknowledged)
        {
            if (!index.TryGetValue(id, out var indexed))
                differences.Add($"block {id} was acknowledged and is not in the index");
            else if (!IsSame(indexed.Text, text))
                differences.Add(
                    $"block {id} was acknowledged with '{Cut(text)}' and the index says '{Cut(indexed.Text)}'"
                );
        }

        differences.AddRange(PageTextComparison.Differences(model, index));

        foreach (var table in index.GroupBy(d => d.Value.Table))
        foreach (var part in table.Chunk(StoreLimits.SyncMaximum))
        {
            // No version is below 0, so the answer is always the record itself, also where the index is ahead of it.
            foreach (var answer in await client.SyncAsync(table.Key, part.Select(d => (d.Key, -1L)), ct))
            {
                if (Difference(index[answer.Id], answer) is { } difference)
                    differences.Add($"{table.Key} {answer.Id} is in the index {difference}");
            }
        }

        return differences;
    }

    /// <summary>How a document differs from its record; null when it does not.</summary>
    private static string? Difference(IndexedRecord indexed, SyncAnswer answer)
    {
        if (answer.Value is not { } record)
            return $"and not in the database: {answer.Status}";
        if (record.Version != indexed.Version)
            return $"in version {indexed.Version} and in the database in version {record.Version}";
        if (!record.Alive)
            return "and in the database's trash";
        var text = TextOf(record.Properties);
        return record.Table == BlockTable && !IsSame(indexed.Text, text)
            ? $"as '{Cut(indexed.Text)}' and in the database as '{Cut(text)}'"
            : null;
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
