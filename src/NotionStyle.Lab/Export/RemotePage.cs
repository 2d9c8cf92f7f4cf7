using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.Blocks;
using NotionStyle.Lab.Client;

namespace NotionStyle.Lab.Export;

/// <summary>A page as it was read: its own block, what is on it, and the pages below it.</summary>
/// <param name="Block">The page's block, without children.</param>
/// <param name="Blocks">What is on it, child pages left out.</param>
/// <param name="ChildPages">The pages that stand on it, in order, wherever on it they stand.</param>
internal sealed record RemotePage(BlockNode Block, IReadOnlyList<BlockNode> Blocks, IReadOnlyList<Guid> ChildPages)
{
    /// <summary>Builds a page from its records in reading order.</summary>
    public static RemotePage Of(IReadOnlyList<RemoteRecord> records)
    {
        var page = ToNode(records[0]);
        var childPages = new List<Guid>();
        var open = new List<BlockNode> { page };
        foreach (var record in records.Skip(1))
        {
            if (record.Depth < 1 || record.Depth > open.Count)
                throw new LabException(
                    $"Page {page.Id} cannot be read: block {record.Id} is at level {record.Depth}, which does not follow from the block before it."
                );
            open.RemoveRange(record.Depth, open.Count - record.Depth);
            var node = ToNode(record);
            if (record.Type == BlockTypes.Page)
                childPages.Add(record.Id);
            else
                open[^1].Children.Add(node);
            open.Add(node);
        }

        var blocks = page.Children.ToList();
        page.Children.Clear();
        return new RemotePage(page, blocks, childPages);
    }

    private static BlockNode ToNode(RemoteRecord record) =>
        new(record.Type, ToObject(record.Properties), ToObject(record.Format)) { Id = record.Id };

    private static JsonObject? ToObject(string? json) =>
        json is null
            ? null
            : JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { MaxDepth = 128 }) as JsonObject;
}
