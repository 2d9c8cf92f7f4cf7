using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Postgres.Derived;
using NotionStyle.Blocks.Records;

namespace NotionStyle.SearchService.Indexing;

internal sealed partial class Indexer
{
    /// <summary>What the index should hold for records. Pages hold what stands on them as well, which is read here: after the records, as the order of a decision wants it.</summary>
    public async Task<IReadOnlyDictionary<RecordPointer, SearchDocument>> WantedAsync(
        Guid spaceId,
        IReadOnlyCollection<Record> records,
        PermissionTree tree,
        CancellationToken ct
    )
    {
        var pages = records
            .Where(r => r is { Type: "page", Alive: true, Content.Count: > 0 })
            .Select(r => r.Pointer.Id);
        var texts = await source.PageTextsAsync(spaceId, [.. pages], ct);
        return records.ToDictionary(
            r => r.Pointer,
            r => SearchDocument.Of(spaceId, r, tree, texts.GetValueOrDefault(r.Pointer.Id, ""))
        );
    }

    /// <summary>
    /// Leaves pages to a later call, with the pages on which the other records stand or stood. What leaves a page, leaves a content on it, and that record is told of as well: so the page that a
    /// record stood on is found even where its document names another one by now. One thing leaves a page and no content: a block that becomes a page itself. So the page above a page is looked at, too.
    /// </summary>
    private static RecordPointer[] WithoutPages(
        IReadOnlyList<RecordPointer> records,
        Dictionary<RecordPointer, StoredDocument> stored,
        SourcePicture picture,
        HashSet<Guid> pages
    )
    {
        var others = new List<RecordPointer>();
        foreach (var pointer in records)
        {
            var isPage = picture.Records.TryGetValue(pointer, out var record) && record.Type == "page";
            if (stored.TryGetValue(pointer, out var there) && there.PageId is { } stoodOn)
                pages.Add(stoodOn);
            if (record is not null)
            {
                var above = picture.Tree.Upward(pointer).Where(h => h.Type == "page").Take(isPage ? 2 : 1);
                pages.UnionWith(above.Select(h => h.Pointer.Id));
            }

            if (!isPage)
                others.Add(pointer);
        }

        return [.. others];
    }
}
