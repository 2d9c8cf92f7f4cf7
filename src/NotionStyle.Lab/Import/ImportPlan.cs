using System.Text.Json.Nodes;
using NotionStyle.Blocks;
using NotionStyle.Blocks.Markdown;

namespace NotionStyle.Lab.Import;

/// <summary>A page that an import makes: of a file, of a folder, or of both when they have the same name.</summary>
internal sealed class ImportPage(Guid id, string path, string name, int depth)
{
    public Guid Id { get; } = id;

    /// <summary>The path of its file, or of its folder with a slash at the end; <c>./</c> for the top.</summary>
    public string Path { get; } = path;

    /// <summary>The title until the file says another.</summary>
    public string Name { get; } = name;

    /// <summary>Pages above it.</summary>
    public int Depth { get; } = depth;

    /// <summary>What it says; null for a folder.</summary>
    public MarkdownFile? File { get; init; }

    public List<ImportPage> Children { get; } = [];

    /// <summary>The block without its children: all that is known before the file was read.</summary>
    public BlockNode ToBlock() =>
        new(BlockTypes.Page, format: new JsonObject { [FormatKeys.SourcePath] = Path })
        {
            Id = Id,
            Title = RichText.FromPlain(Name),
        };
}

/// <summary>
/// The pages of an import with their ids, known before any file is read: so links can become links to pages while files are read in any order.
/// Folders become pages. A file and a folder of one name (<c>guide.md</c>, <c>guide/</c>) are one page, as in the exports of Notion and of this program.
/// </summary>
internal sealed class ImportPlan
{
    private readonly Dictionary<string, ImportPage> _byPath;

    private ImportPlan(ImportPage root, IReadOnlyList<ImportPage> pages, Dictionary<string, ImportPage> byPath)
    {
        Root = root;
        Pages = pages;
        _byPath = byPath;
    }

    /// <summary>The page above everything, named like the folder or archive.</summary>
    public ImportPage Root { get; }

    /// <summary>All pages, parents before children.</summary>
    public IReadOnlyList<ImportPage> Pages { get; }

    public static ImportPlan Create(MarkdownSource source)
    {
        var top = new Folder();
        foreach (var file in source.Files)
        {
            var folder = top;
            foreach (var name in SourcePath.FolderOf(file.Path).Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                if (!folder.Folders.TryGetValue(name, out var next))
                    folder.Folders[name] = next = new Folder();
                folder = next;
            }

            folder.Files.Add(file);
        }

        var root = new ImportPage(Guid.CreateVersion7(), "./", source.Name.Length == 0 ? "import" : source.Name, 0);
        var pages = new List<ImportPage> { root };
        var byPath = new Dictionary<string, ImportPage>(StringComparer.Ordinal) { [""] = root };
        var open = new Stack<(Folder Folder, ImportPage Page, string Path)>();
        open.Push((top, root, ""));
        while (open.TryPop(out var at))
        {
            foreach (var (name, file, folder) in at.Folder.Entries())
            {
                var path = file?.Path ?? $"{at.Path}{name}/";
                var page = new ImportPage(Guid.CreateVersion7(), path, name, at.Page.Depth + 1) { File = file };
                at.Page.Children.Add(page);
                pages.Add(page);
                byPath[path.TrimEnd('/')] = page;
                if (folder is null)
                    continue;
                byPath.TryAdd($"{at.Path}{name}", page);
                open.Push((folder, page, $"{at.Path}{name}/"));
            }

            if (at.Page.Children.Count > StoreLimits.ContentMaximum)
                throw new LabException(
                    $"The folder '{at.Path}' has {at.Page.Children.Count} pages; at most {StoreLimits.ContentMaximum} go below one page. Split it."
                );
        }

        return new ImportPlan(root, pages, byPath);
    }

    /// <summary>
    /// The address of the page that a link of a file leads to; null when the target is not part of the import. Targets with the ending
    /// <c>.html</c> are those of books whose links name the rendered files.
    /// </summary>
    public string? ResolveLink(string fromPath, string target)
    {
        if (target.Length == 0 || target[0] is '#' or '/' || target.Contains(':', StringComparison.Ordinal))
            return null;
        var cut = target.IndexOfAny(['#', '?']);
        var path = cut < 0 ? target : target[..cut];
        var rest = cut < 0 ? "" : target[cut..];
        if (rest.StartsWith('?') || path.Length == 0)
            return null;
        var full = SourcePath.Combine(SourcePath.FolderOf(fromPath), Uri.UnescapeDataString(path));
        if (full is null || Find(full) is not { } page)
            return null;
        return $"/{page.Id:N}{rest}";
    }

    private ImportPage? Find(string path)
    {
        if (_byPath.TryGetValue(path, out var page))
            return page;
        return path.EndsWith(".html", StringComparison.OrdinalIgnoreCase)
            ? _byPath.GetValueOrDefault(path[..^5] + ".md")
            : null;
    }

    private sealed class Folder
    {
        public Dictionary<string, Folder> Folders { get; } = new(StringComparer.Ordinal);
        public List<MarkdownFile> Files { get; } = [];

        /// <summary>What becomes a page, by name.</summary>
        public List<(string Name, MarkdownFile? File, Folder? Folder)> Entries()
        {
            var entries = new List<(string Name, MarkdownFile? File, Folder? Folder)>();
            var taken = new HashSet<string>(StringComparer.Ordinal);
            foreach (var file in Files)
            {
                var stem = SourcePath.StemOf(SourcePath.NameOf(file.Path));
                // "a.md" and "a.markdown" beside the folder "a": the first has it.
                var own = Folders.TryGetValue(stem, out var folder) && taken.Add(stem) ? folder : null;
                entries.Add((stem, file, own));
            }

            foreach (var (name, folder) in Folders)
            {
                if (!taken.Contains(name))
                    entries.Add((name, null, folder));
            }

            entries.Sort(
                static (a, b) =>
                    string.CompareOrdinal(a.Name, b.Name) is var order and not 0
                        ? order
                        : string.CompareOrdinal(a.File?.Path, b.File?.Path)
            );
            return entries;
        }
    }
}
