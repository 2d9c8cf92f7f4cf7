using System.Globalization;
using NotionStyle.Blocks;
using NotionStyle.Blocks.Markdown;
using NotionStyle.Lab.Export;

namespace NotionStyle.Lab.Check.Checks;

internal sealed class EverythingIsReadBack : ICheck
{
    public string Name => "every block is read back as it was sent, page by page to the end";
    public CheckNeeds Needs => CheckNeeds.Input;

    public async Task<string> RunAsync(CheckContext context, CancellationToken ct)
    {
        var comparison = await context.ReadPagesAsync(ct);
        context.LastReading = comparison;
        if (comparison.First is not null)
            throw new LabException($"{comparison.Differences} differences; the first: {comparison.First}");
        if (comparison.Records != context.Model.Blocks.Count)
            throw new LabException($"{comparison.Records} of {context.Model.Blocks.Count} blocks were read");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{comparison.Records} blocks in {comparison.Requests} requests"
        );
    }
}

internal sealed class PagesAreInOrder : ICheck
{
    public string Name => "every page is in reading order";
    public CheckNeeds Needs => CheckNeeds.Input;

    public async Task<string> RunAsync(CheckContext context, CancellationToken ct)
    {
        var comparison = context.LastReading ?? await context.ReadPagesAsync(ct);
        return comparison.FirstMisplaced is null
            ? string.Create(CultureInfo.InvariantCulture, $"{context.Forest!.Pages.Count} pages")
            : throw new LabException(comparison.FirstMisplaced);
    }
}

/// <summary>The round trip as a person sees it: files in, files out, and both say the same.</summary>
internal sealed class ExportSaysTheSame : ICheck
{
    public string Name => "the export, read again, says the same as the input";
    public CheckNeeds Needs => CheckNeeds.Input;

    public async Task<string> RunAsync(CheckContext context, CancellationToken ct)
    {
        var rootId = context.Forest!.Root.Id;
        var tree = await context.WithProgressAsync(
            "Exporting",
            progress => PageTree.ReadAsync(context.Client, rootId, 8, progress, ct)
        );
        var title = tree.Root.Title.PlainText;
        var exported = MarkdownTree.Export(tree.Root, new MarkdownTreeOptions { RootTitle = title });
        var original = Files(context);
        var again = Read(exported, context, title);
        var first = Read(original, context, title);
        if (again.PageCount != first.PageCount)
            throw new LabException(
                $"{exported.Count} files with {again.PageCount} pages came out, of {first.PageCount} that went in"
            );
        if (BlockNode.FirstDifference([first.Root], [again.Root]) is { } difference)
            throw new LabException($"{difference} ({PlaceOf(first.Root, difference)})");
        return string.Create(CultureInfo.InvariantCulture, $"{exported.Count} files, {again.BlockCount} blocks");
    }

    private static List<MarkdownFile> Files(CheckContext context)
    {
        var files = new List<MarkdownFile>();
        foreach (var file in context.Source.Files)
        {
            if (context.Source.ReadText(file, Import.ImportLimits.Default) is { } text)
                files.Add(new MarkdownFile(file.Path, text));
        }

        return files;
    }

    private static MarkdownImport Read(IReadOnlyList<MarkdownFile> files, CheckContext context, string title)
    {
        // Pages get their ids first, in their order: equal trees get equal ids, and so equal links.
        var count = 0;
        return MarkdownTree.Import(
            files.Concat(context.Source.Others.Select(path => new MarkdownFile(path, null))),
            new MarkdownTreeOptions { RootTitle = title, NewId = () => new Guid(++count, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0) }
        );
    }

    /// <summary>The path of the page that a difference is on.</summary>
    private static string PlaceOf(BlockNode root, string difference)
    {
        var node = root;
        var path = "";
        foreach (var step in difference[..difference.IndexOf(':', StringComparison.Ordinal)].Split('[').Skip(2))
        {
            if (
                !int.TryParse(step[..step.IndexOf(']', StringComparison.Ordinal)], out var index)
                || index >= node.Children.Count
            )
                break;
            node = node.Children[index];
            if (node.Type == BlockTypes.Page)
                path = node.Format?[FormatKeys.SourcePath]?.ToString() ?? path;
        }

        return path;
    }
}
