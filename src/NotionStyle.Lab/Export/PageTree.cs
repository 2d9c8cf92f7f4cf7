using NotionStyle.Blocks;
using NotionStyle.Lab.Client;

namespace NotionStyle.Lab.Export;

/// <summary>A page with all pages below it.</summary>
internal sealed class PageTree
{
    private PageTree(Guid rootId, Dictionary<Guid, RemotePage> pages)
    {
        RootId = rootId;
        Pages = pages;
    }

    public Guid RootId { get; }

    public RemotePage Root => Pages[RootId];

    public IReadOnlyDictionary<Guid, RemotePage> Pages { get; }

    /// <summary>Reads a page and everything below it, a stated number of pages at once.</summary>
    public static async Task<PageTree> ReadAsync(
        BlockClient client,
        Guid rootId,
        int concurrency,
        Action<int, int>? progress,
        CancellationToken ct
    )
    {
        var pages = new Dictionary<Guid, RemotePage>();
        var level = new List<Guid> { rootId };
        var known = new HashSet<Guid> { rootId };
        var gate = new Lock();
        while (level.Count > 0)
        {
            var next = new List<Guid>();
            await Parallel.ForEachAsync(
                level,
                new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = ct },
                async (id, token) =>
                {
                    var records = await client.ReadPageAsync(id, StoreLimits.ChunkMaximum, token);
                    var page = RemotePage.Of(records);
                    lock (gate)
                    {
                        pages[id] = page;
                        next.AddRange(page.ChildPages.Where(known.Add));
                        progress?.Invoke(pages.Count, known.Count);
                    }
                }
            );
            level = next;
        }

        return new PageTree(rootId, pages);
    }
}
