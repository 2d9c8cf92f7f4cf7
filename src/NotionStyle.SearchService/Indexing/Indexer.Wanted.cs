using NotionStyle.Blocks.Permissions;
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
    /// The pages on which changed records stand or stood, as far as they are not decided themselves. What leaves a page, leaves a content on it, and that record is told of as well: so the
    /// page that a record stood on is found even where its document names another one by now.
    /// </summary>
    private static IEnumerable<RecordPointer> PagesOf(
        IEnumerable<(StoredDocument? There, SearchDocument? Wanted)> changes,
        IReadOnlyCollection<RecordPointer> decided
    ) =>
        changes
            .SelectMany(c => new[] { c.There?.PageId, c.Wanted?.PageId })
            .OfType<Guid>()
            .Select(RecordPointer.Block)
            .Except(decided);
}
