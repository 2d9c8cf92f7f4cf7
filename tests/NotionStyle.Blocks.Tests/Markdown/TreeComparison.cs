using System.Text.Json.Nodes;

namespace NotionStyle.Blocks.Tests.Markdown;

/// <summary>Compares two imports of one tree: ids differ, so page addresses are replaced by the paths of the pages.</summary>
internal static class TreeComparison
{
    public static string? FirstDifference(BlockNode left, BlockNode right) =>
        BlockNode.FirstDifference([WithPaths(left)], [WithPaths(right)]);

    private static BlockNode WithPaths(BlockNode root)
    {
        var names = root.SelfAndDescendants()
            .Where(node => node.Type == BlockTypes.Page)
            .Select(
                (node, index) =>
                    (Id: node.Id.ToString("N"), Name: "page-" + (node.Format?["source_path"]?.ToString() ?? $"{index}"))
            )
            .ToDictionary(pair => pair.Id, pair => pair.Name);
        return Copy(root, names);
    }

    private static BlockNode Copy(BlockNode node, Dictionary<string, string> names)
    {
        var copy = new BlockNode(node.Type, Renamed(node.Properties, names), (JsonObject?)node.Format?.DeepClone());
        copy.Children.AddRange(node.Children.Select(child => Copy(child, names)));
        return copy;
    }

    private static JsonObject? Renamed(JsonObject? properties, Dictionary<string, string> names)
    {
        if (properties is null)
        {
            return null;
        }

        var json = System.Text.RegularExpressions.Regex.Replace(
            properties.ToJsonString(),
            "(?<=\"/)[0-9a-f]{32}",
            match => names.GetValueOrDefault(match.Value, match.Value)
        );
        return (JsonObject)JsonNode.Parse(json)!;
    }
}
