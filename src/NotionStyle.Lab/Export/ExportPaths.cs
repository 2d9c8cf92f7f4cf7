using NotionStyle.Blocks.Markdown;
using NotionStyle.Lab.Import;

namespace NotionStyle.Lab.Export;

/// <summary>Where each page of a tree is written.</summary>
/// <param name="File">The path of its Markdown file, with slashes; null when it is a folder without words of its own.</param>
/// <param name="Folder">The folder of the pages below it, with a slash at the end (empty at the top); null when there are none.</param>
internal sealed record ExportPath(string? File, string? Folder);

/// <summary>
/// Gives every page of a tree a path: the one that it was imported from where there is one, else its title. A page with pages below it is a file
/// and a folder of the same name, which an import reads as one page again.
/// </summary>
internal static class ExportPaths
{
    private const int NameLengthMaximum = 100;

    public static Dictionary<Guid, ExportPath> Assign(PageTree tree)
    {
        var paths = new Dictionary<Guid, ExportPath>();
        var open = new Stack<(RemotePage Page, string Folder)>();
        if (IsFolder(tree.Root))
        {
            paths[tree.RootId] = new ExportPath(null, "");
            open.Push((tree.Root, ""));
        }
        else
        {
            Place([tree.Root], "");
        }

        while (open.TryPop(out var at))
            Place([.. at.Page.ChildPages.Where(tree.Pages.ContainsKey).Select(id => tree.Pages[id])], at.Folder);
        return paths;

        void Place(IReadOnlyList<RemotePage> pages, string folder)
        {
            // File systems that do not tell upper from lower case must not write one page over another.
            var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (var page in pages)
            {
                if (paths.ContainsKey(page.Block.Id))
                    continue;
                var (stem, extension) = NameOf(page);
                var unique = stem;
                for (var n = 2; !taken.Add(unique); n++)
                    unique = $"{stem} {n}";
                var path = new ExportPath(
                    IsFolder(page) ? null : folder + unique + extension,
                    page.ChildPages.Count > 0 ? folder + unique + "/" : null
                );
                paths[page.Block.Id] = path;
                if (path.Folder is not null)
                    open.Push((page, path.Folder));
            }
        }
    }

    private static bool IsFolder(RemotePage page) =>
        page.Blocks.Count == 0
        && page.ChildPages.Count > 0
        && (SourceOf(page) is not { } source || source.EndsWith('/'));

    private static (string Stem, string Extension) NameOf(RemotePage page)
    {
        if (SourceOf(page) is { } source && source.Trim('/', '.').Length > 0)
        {
            var name = SourcePath.NameOf(source);
            var stem = SourcePath.StemOf(name);
            if (Sanitize(stem) == stem)
                return (stem, SourcePath.IsMarkdown(name) ? name[stem.Length..] : ".md");
        }

        return (Sanitize(page.Block.Title.PlainText), ".md");
    }

    private static string? SourceOf(RemotePage page) =>
        page.Block.Format?[FormatKeys.SourcePath] is System.Text.Json.Nodes.JsonValue value
        && value.TryGetValue<string>(out var path)
            ? path
            : null;

    /// <summary>A name that every file system takes and that leads nowhere else.</summary>
    private static string Sanitize(string title)
    {
        var name = string.Concat(
                title.Select(c => char.IsControl(c) || "/\\:*?\"<>|".Contains(c, StringComparison.Ordinal) ? '-' : c)
            )
            .Trim(' ', '.');
        if (name.Length > NameLengthMaximum)
        {
            var length = char.IsHighSurrogate(name[NameLengthMaximum - 1]) ? NameLengthMaximum - 1 : NameLengthMaximum;
            name = name[..length].TrimEnd(' ', '.');
        }

        return name.Length == 0 ? "untitled" : name;
    }
}
