using NotionStyle.Blocks;
using NotionStyle.Blocks.Markdown;
using NotionStyle.Lab.Import;

namespace NotionStyle.Lab.Export;

/// <summary>Writes the pages of a tree as Markdown whose links lead to each other's files.</summary>
internal sealed class PageWriter(PageTree tree)
{
    private readonly Dictionary<Guid, ExportPath> _paths = ExportPaths.Assign(tree);

    /// <summary>The files: path and text.</summary>
    public IEnumerable<(string Path, string Text)> Files()
    {
        foreach (var (id, path) in _paths)
        {
            if (path.File is not null)
                yield return (path.File, Write(tree.Pages[id], path.File));
        }
    }

    /// <summary>The folders of pages that have no words of their own.</summary>
    public IEnumerable<string> Folders() => _paths.Values.Select(p => p.Folder).OfType<string>();

    /// <summary>The address of a page as it stands in blocks: <c>/&lt;id&gt;</c>, with or without dashes; what follows is kept.</summary>
    public static bool TryReadAddress(string address, out Guid id, out string rest)
    {
        id = default;
        rest = "";
        if (address.Length < 33 || address[0] != '/')
            return false;
        var cut = address.IndexOf('#', StringComparison.Ordinal);
        rest = cut < 0 ? "" : address[cut..];
        return Guid.TryParse(address.AsSpan(1, (cut < 0 ? address.Length : cut) - 1), out id);
    }

    private string Write(RemotePage page, string path)
    {
        // A page that did not get its title from a heading is named by its file; a heading would change what is read back.
        var hasHeading = SaysTitle(page, path);
        return MarkdownWriter.Write(
            hasHeading ? page.Block.Title : null,
            page.Blocks,
            new MarkdownWriteOptions
            {
                ResolveLink = address => Resolve(path, address),
                FrontMatter = page.Block.Format?[FormatKeys.FrontMatter]?.ToString(),
            }
        );
    }

    private static bool SaysTitle(RemotePage page, string path)
    {
        if (page.Block.Title.IsEmpty)
            return false;
        return page.Block.Format?[FormatKeys.TitleIsHeading]?.ToString() == "true"
            // Reading takes a first heading for the title, so the title must stand before it.
            || page.Blocks is [{ Type: BlockTypes.Heading1 }, ..]
            || page.Block.Title != RichText.FromPlain(SourcePath.StemOf(SourcePath.NameOf(path)));
    }

    private string? Resolve(string from, string address)
    {
        if (
            !TryReadAddress(address, out var id, out var rest)
            || !_paths.TryGetValue(id, out var target)
            || (target.File ?? target.Folder) is not { } path
        )
            return null;
        return Relative(SourcePath.FolderOf(from), path) + rest;
    }

    private static string Relative(string folder, string path)
    {
        var from = folder.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var to = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var common = 0;
        while (common < from.Length && common < to.Length - 1 && from[common] == to[common])
            common++;
        var names = Enumerable.Repeat("..", from.Length - common).Concat(to.Skip(common).Select(Uri.EscapeDataString));
        var relative = string.Join('/', names);
        if (relative.Length == 0)
            relative = ".";
        return path.EndsWith('/') ? relative + "/" : relative;
    }
}
