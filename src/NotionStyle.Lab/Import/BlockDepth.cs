using NotionStyle.Blocks;

namespace NotionStyle.Lab.Import;

/// <summary>Measures trees of blocks.</summary>
internal static class BlockDepth
{
    /// <summary>Levels of a list of trees; 0 for an empty list.</summary>
    public static int Of(IReadOnlyList<BlockNode> blocks)
    {
        var deepest = 0;
        var open = new Stack<(BlockNode Node, int Depth)>();
        foreach (var block in blocks)
            open.Push((block, 1));
        while (open.TryPop(out var at))
        {
            deepest = Math.Max(deepest, at.Depth);
            foreach (var child in at.Node.Children)
                open.Push((child, at.Depth + 1));
        }

        return deepest;
    }
}
