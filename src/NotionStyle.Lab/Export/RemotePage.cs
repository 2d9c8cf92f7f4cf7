using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.Blocks;
using NotionStyle.Lab.Client;

namespace NotionStyle.Lab.Export;

/// <summary>Builds trees of blocks from records.</summary>
internal static class RemotePage
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = StoreLimits.JsonDepthMaximum };

    /// <summary>A page from its records in reading order. Pages below it are leaves: their own blocks are read apart.</summary>
    public static BlockNode Of(IReadOnlyList<RemoteRecord> records)
    {
        if (records.Count == 0)
            throw new LabException("The page cannot be read: the service gave no record of it.");
        var page = ToNode(records[0]);
        var open = new List<BlockNode> { page };
        foreach (var record in records.Skip(1))
        {
            if (record.Depth < 1 || record.Depth > open.Count)
                throw new LabException(
                    $"Page {page.Id} cannot be read: block {record.Id} is at level {record.Depth}, which does not follow from the block before it."
                );
            open.RemoveRange(record.Depth, open.Count - record.Depth);
            var node = ToNode(record);
            open[^1].Children.Add(node);
            open.Add(node);
        }

        return page;
    }

    private static BlockNode ToNode(RemoteRecord record) =>
        new(record.Type, ToObject(record.Properties), ToObject(record.Format)) { Id = record.Id };

    private static JsonObject? ToObject(string? json) =>
        json is null ? null : JsonNode.Parse(json, documentOptions: Deep) as JsonObject;
}
