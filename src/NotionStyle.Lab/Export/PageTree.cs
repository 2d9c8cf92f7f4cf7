using NotionStyle.Blocks;
using NotionStyle.Lab.Client;

namespace NotionStyle.Lab.Export;

/// <summary>A page with all pages below it, each where it stands on the page above.</summary>
/// <param name="Root">The page.</param>
/// <param name="Pages">How many pages there are, the root included.</param>
internal sealed record PageTree(BlockNode Root, int Pages)
{
    /// <summary>Reads a page and everything below it, a stated number of pages at once.</summary>
    public static async Task<PageTree> ReadAsync(
        BlockClient client,
        Guid rootId,
        int concurrency,
        Action<int, int>? progress,
        CancellationToken ct
    )
    {
        var root = new BlockNode(BlockTypes.Page) { Id = rootId };
        var known = new HashSet<Guid> { rootId };
        var level = new List<BlockNode> { root };
        var gate = new Lock();
        var done = 0;
        while (level.Count > 0)
        {
            var next = new List<BlockNode>();
            await Parallel.ForEachAsync(
                level,
                new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = ct },
                async (leaf, token) =>
                {
                    var page = RemotePage.Of(await client.ReadPageAsync(leaf.Id, StoreLimits.ChunkMaximum, token));
                    var below = page.SelfAndDescendants()
                        .Where(n => n.Type == BlockTypes.Page && n.Id != page.Id)
                        .ToList();
                    leaf.Type = page.Type;
                    leaf.Properties = page.Properties;
                    leaf.Format = page.Format;
                    leaf.Children.AddRange(page.Children);
                    lock (gate)
                    {
                        next.AddRange(below.Where(n => known.Add(n.Id)));
                        progress?.Invoke(++done, known.Count);
                    }
                }
            );
            level = next;
        }

        return new PageTree(root, done);
    }
}
