using System.Text.Json.Nodes;
using NotionStyle.Blocks;
using NotionStyle.Blocks.Markdown;

namespace NotionStyle.Lab.Import;

/// <summary>A page of an import.</summary>
/// <param name="Page">Its block, with everything below it.</param>
/// <param name="Blocks">What is on it, without the pages below it, which stand behind its blocks.</param>
/// <param name="ChildPages">The pages below it.</param>
internal sealed record PageFill(BlockNode Page, IReadOnlyList<BlockNode> Blocks, IReadOnlyList<Guid> ChildPages);

/// <summary>The pages of a source, with ids, within what the store takes.</summary>
/// <param name="Root">The page above everything.</param>
/// <param name="Pages">All pages, parents before children.</param>
/// <param name="Files">Markdown files that were read.</param>
/// <param name="Import">What Markdown says about the tree.</param>
internal sealed record PageForest(BlockNode Root, IReadOnlyList<PageFill> Pages, int Files, MarkdownImport Import)
{
    /// <summary>Only texts this long can become a record that is too large, so only they are measured as JSON.</summary>
    private const int SuspiciousLength = StoreLimits.RecordJsonLengthMaximum / 8;

    /// <summary>Reads all files of a source. A file that cannot be read, or not be stored, is skipped and said so; it never fails the rest.</summary>
    public static PageForest Read(MarkdownSource source, ImportLimits limits, CancellationToken ct)
    {
        var texts = new string?[source.Files.Count];
        Parallel.For(
            0,
            texts.Length,
            new ParallelOptions { CancellationToken = ct },
            i => texts[i] = source.ReadText(source.Files[i], limits)
        );
        var files = new List<MarkdownFile>();
        for (var i = 0; i < texts.Length; i++)
        {
            if (texts[i] is { } text)
                files.Add(new MarkdownFile(source.Files[i].Path, text));
        }

        if (files.Count == 0)
            throw new LabException(
                $"There is no Markdown file (.md, .markdown) to import. {string.Join(". ", source.Skipped.Lines())}".Trim()
            );
        var import = Plan(files, source);
        var forest = new PageForest(import.Root, [], files.Count, import);
        return forest with { Pages = [.. forest.Arrange(source.Skipped, limits)] };
    }

    private static MarkdownImport Plan(List<MarkdownFile> files, MarkdownSource source)
    {
        var options = new MarkdownTreeOptions
        {
            RootTitle = source.Name.Length == 0 ? "Imported" : source.Name,
            // Ids that grow lie beside each other in the store's index.
            NewId = Guid.CreateVersion7,
        };
        var others = source.Others.Select(path => new MarkdownFile(path, null));
        try
        {
            return MarkdownTree.Import(files.Concat(others), options);
        }
        catch (MarkdownException)
        {
            // The tree is refused as a whole for one bad file. That is rare, so only now each is tried alone.
            var refused = new SkippedFiles?[files.Count];
            Parallel.For(0, files.Count, i => refused[i] = TryRead(files[i], source.Skipped) ? null : source.Skipped);
            var kept = files.Where((_, i) => refused[i] is null).ToList();
            if (kept.Count == files.Count)
                throw;
            files.Clear();
            files.AddRange(kept);
            return MarkdownTree.Import(files.Concat(others), options);
        }
    }

    private static bool TryRead(MarkdownFile file, SkippedFiles skipped)
    {
        try
        {
            MarkdownReader.Read(file.Text!);
            return true;
        }
        catch (Exception e) when (e is MarkdownException or RichTextException)
        {
            skipped.Add(SkipReason.Refused, file.Path, e.Message);
            return false;
        }
    }

    private IEnumerable<PageFill> Arrange(SkippedFiles skipped, ImportLimits limits)
    {
        var open = new Stack<(BlockNode Page, int Depth)>();
        open.Push((Root, 1));
        while (open.TryPop(out var at))
        {
            var children = at.Page.Children;
            var childPages = children.Where(c => c.Type == BlockTypes.Page).ToList();
            if (childPages.Count > StoreLimits.ContentMaximum)
                throw new LabException(
                    $"'{PathOf(at.Page)}' has {childPages.Count} pages below it; at most {StoreLimits.ContentMaximum} may be. Split the folder."
                );
            if (at.Depth > limits.DepthMaximum)
                throw new LabException(
                    $"'{PathOf(at.Page)}' is deeper than {limits.DepthMaximum} levels, the maximum."
                );
            if (Problem(at.Page, at.Depth, limits) is { } problem)
            {
                skipped.Add(SkipReason.TooLarge, PathOf(at.Page), problem);
                children.RemoveAll(c => c.Type != BlockTypes.Page);
            }

            yield return new PageFill(
                at.Page,
                children.Where(c => c.Type != BlockTypes.Page).ToList(),
                childPages.Select(c => c.Id).ToList()
            );
            for (var i = childPages.Count - 1; i >= 0; i--)
                open.Push((childPages[i], at.Depth + 1));
        }
    }

    /// <summary>Why the blocks of a page cannot be stored; null when they can.</summary>
    private static string? Problem(BlockNode page, int depth, ImportLimits limits)
    {
        if (page.Children.Count > StoreLimits.ContentMaximum)
            return $"{page.Children.Count} blocks on one page; at most {StoreLimits.ContentMaximum} are accepted";
        var open = new Stack<(BlockNode Node, int Depth)>();
        open.Push((page, depth));
        while (open.TryPop(out var at))
        {
            if (at.Depth > limits.DepthMaximum)
                return $"more than {limits.DepthMaximum} levels of blocks, the maximum";
            if (
                Math.Max(JsonLength(at.Node.Properties), JsonLength(at.Node.Format))
                > StoreLimits.RecordJsonLengthMaximum
            )
                return $"a block of more than {StoreLimits.RecordJsonLengthMaximum} characters of JSON, the maximum";
            foreach (var child in at.Node.Children)
            {
                if (child.Type != BlockTypes.Page)
                    open.Push((child, at.Depth + 1));
            }
        }

        return null;
    }

    /// <summary>The length where it could matter, else 0: writing JSON to count it costs as much as sending it.</summary>
    private static int JsonLength(JsonObject? value)
    {
        if (value is null)
            return 0;
        var length = value.Sum(p => RoughLength(p.Value));
        return length < SuspiciousLength ? 0 : value.ToJsonString(JsonText.Relaxed).Length;
    }

    private static int RoughLength(JsonNode? node) =>
        node switch
        {
            JsonArray array => 8 + array.Sum(RoughLength),
            JsonObject o => 8 + o.Sum(p => p.Key.Length + RoughLength(p.Value)),
            JsonValue value when value.TryGetValue<string>(out var text) => text.Length,
            _ => 8,
        };

    private static string PathOf(BlockNode page) =>
        page.Format?[FormatKeys.SourcePath]?.ToString() ?? page.Title.PlainText;
}
