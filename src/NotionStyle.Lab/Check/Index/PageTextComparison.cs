using NotionStyle.Blocks;
using NotionStyle.Blocks.Records;
using NotionStyle.Lab.Check.Model;

namespace NotionStyle.Lab.Check.Index;

/// <summary>
/// Compares what the pages' documents say with the documents of the blocks on them, which are compared with the database one by one. The service reads both from the database by different
/// statements and at different times, so an edit that reached a block and not its page shows.
/// </summary>
internal static class PageTextComparison
{
    /// <summary>Blocks that a page's document has the texts of; a longer page's document says a part of it, and nothing else.</summary>
    private const int BlocksMaximum = 2_000;

    /// <summary>Characters of them, with one between two blocks.</summary>
    private const int LengthMaximum = 100_000;

    /// <summary>Differences in words; empty when there are none.</summary>
    public static IEnumerable<string> Differences(WorkspaceModel model, IReadOnlyDictionary<Guid, IndexedRecord> index)
    {
        foreach (var block in model.Blocks.Values)
        {
            if (
                index.TryGetValue(block.Id, out var indexed)
                && PageOf(model, block) is { } page
                && indexed.PageId != page
            )
                yield return $"block {block.Id} stands on page {page} and on {indexed.PageId} in the index";
        }

        var blocks = index.Where(d => d.Value.PageId is not null).ToLookup(d => d.Value.PageId!.Value);
        foreach (var (id, page) in index.Where(d => d.Value.PageText is not null))
        {
            var others = blocks[id].Where(b => b.Key != id).Select(b => b.Value.Text).ToArray();
            var isWhole = others.Length <= BlocksMaximum && others.Sum(t => t.Length + 1) <= LengthMaximum;
            var (said, on) = (Words([page.PageText!]), Words([page.Text, .. others]));
            // Where it was cut, half a word may stand.
            if (!isWhole && said.Count > 0)
                said.RemoveAt(said.Count - 1);
            if (Surplus(said, on) is { } more)
                yield return $"page {id} says '{more}' in the index, which stands on none of its blocks there";
            else if (isWhole && Surplus(on, said) is { } less)
                yield return $"page {id} does not say '{less}' in the index, which stands on one of its blocks there";
        }
    }

    /// <summary>The nearest page, the block itself among them; null where the model does not know it.</summary>
    private static Guid? PageOf(WorkspaceModel model, ModelBlock block)
    {
        for (var at = block; ; at = model[at.Parent.Id])
        {
            if (at.Type == BlockTypes.Page)
                return at.Id;
            if (at.Parent.Table != RecordTable.Block || !model.Blocks.ContainsKey(at.Parent.Id))
                return null;
        }
    }

    private static List<string> Words(IEnumerable<string> texts) =>
        [.. texts.SelectMany(t => t.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>A word that stands more often in the one list than in the other; null for none.</summary>
    private static string? Surplus(List<string> words, List<string> than)
    {
        var left = than.CountBy(w => w).ToDictionary();
        foreach (var word in words)
        {
            if (left.GetValueOrDefault(word) == 0)
                return word;
            left[word]--;
        }

        return null;
    }
}
