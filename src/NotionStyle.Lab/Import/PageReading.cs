using NotionStyle.Blocks;
using NotionStyle.Blocks.Markdown;

namespace NotionStyle.Lab.Import;

/// <summary>What a page of an import says: the page itself, and its blocks with ids.</summary>
/// <param name="Page">The page.</param>
/// <param name="Block">The page's own block, with the title of the file.</param>
/// <param name="Blocks">What is on it, without the child pages.</param>
/// <param name="ChildPages">The pages below it, which stand behind its blocks.</param>
internal sealed record PageFill(
    ImportPage Page,
    BlockNode Block,
    IReadOnlyList<BlockNode> Blocks,
    IReadOnlyList<Guid> ChildPages
);

/// <summary>Turns the files of a plan into blocks.</summary>
internal sealed class PageReading(MarkdownSource source, ImportPlan plan, ImportLimits limits)
{
    /// <summary>Only texts this long can become a record that is too large, so only they are measured.</summary>
    private const int SuspiciousLength = StoreLimits.RecordJsonLengthMaximum / 8;

    /// <summary>Reads the file of a page; null when it is a folder or was skipped.</summary>
    public PageFill? Read(ImportPage page)
    {
        if (page.File is not { } file || source.ReadText(file, limits) is not { } text)
            return null;
        try
        {
            return Read(page, text);
        }
        catch (Exception e) when (e is MarkdownException or RichTextException)
        {
            source.Skipped.Add(SkipReason.Refused, file.Path, e.Message);
            return null;
        }
    }

    private PageFill? Read(ImportPage page, string text)
    {
        var document = MarkdownReader.Read(
            text,
            new MarkdownReadOptions { ResolveLink = target => plan.ResolveLink(page.Path, target) }
        );
        var block = page.ToBlock();
        if (document.Title is { } title)
        {
            block.Title = title;
            block.SetFormat(FormatKeys.TitleIsHeading, true);
        }

        block.SetFormat(FormatKeys.FrontMatter, document.FrontMatter);
        if (Problem(page, block, document.Blocks, text.Length) is { } problem)
        {
            source.Skipped.Add(SkipReason.TooLarge, page.Path, problem);
            return null;
        }

        foreach (var node in document.Blocks.SelectMany(b => b.SelfAndDescendants()))
            node.Id = Guid.CreateVersion7();
        return new PageFill(page, block, document.Blocks, [.. page.Children.Select(c => c.Id)]);
    }

    private string? Problem(ImportPage page, BlockNode block, IReadOnlyList<BlockNode> blocks, int length)
    {
        if (blocks.Count + page.Children.Count > StoreLimits.ContentMaximum)
            return $"{blocks.Count} blocks on one page; at most {StoreLimits.ContentMaximum} are accepted";
        var depth = page.Depth + BlockDepth.Of(blocks);
        if (depth > limits.DepthMaximum)
            return $"{depth} levels; at most {limits.DepthMaximum} are accepted";
        if (length < SuspiciousLength)
            return null;
        var longest = blocks
            .SelectMany(b => b.SelfAndDescendants())
            .Append(block)
            .Max(b => Math.Max(JsonLength(b.Properties), JsonLength(b.Format)));
        return longest > StoreLimits.RecordJsonLengthMaximum
            ? $"one block of {longest} characters of JSON; at most {StoreLimits.RecordJsonLengthMaximum} are accepted"
            : null;
    }

    private static int JsonLength(System.Text.Json.Nodes.JsonObject? value) =>
        value?.ToJsonString(JsonText.Relaxed).Length ?? 0;
}
