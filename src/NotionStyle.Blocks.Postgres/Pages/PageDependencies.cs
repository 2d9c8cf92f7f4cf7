using NotionStyle.Blocks.Records;

namespace NotionStyle.Blocks.Postgres.Pages;

/// <summary>Finds the blocks on which the first chunk of a page depends.</summary>
internal static class PageDependencies
{
    private const string PageType = "page";

    /// <summary>
    /// The page and every row that was read, the one behind the end of the chunk included: its being there is what "there is more" means. Null when a content on the way names a block
    /// that has no row, since its appearing would change no version; or when a row has grants of its own, since then not everybody reads the same.
    /// </summary>
    /// <param name="page">The page.</param>
    /// <param name="rows">What was read below it, in reading order.</param>
    /// <param name="levels">How many levels were read.</param>
    /// <param name="isCut">Whether the rows end because no more were wanted.</param>
    public static IReadOnlyList<(Guid Id, long Version)>? Of(
        Record page,
        IReadOnlyList<Record> rows,
        int levels,
        bool isCut
    )
    {
        if (rows.Any(r => r.Permissions is not null))
            return null;
        var next = 0;
        return (Follow(page, levels) || isCut) && next == rows.Count
            ? [(page.Pointer.Id, page.Version), .. rows.Select(r => (r.Pointer.Id, r.Version))]
            : null;

        // Walks the contents as the statement does; false where they part, which is right only behind the last row of a cut.
        bool Follow(Record parent, int levelsLeft)
        {
            if (levelsLeft == 0)
                return true;
            foreach (var child in parent.Content)
            {
                if (next == rows.Count || rows[next].Pointer.Id != child)
                    return false;
                var row = rows[next++];
                if (row.Type != PageType && !Follow(row, levelsLeft - 1))
                    return false;
            }

            return true;
        }
    }
}
