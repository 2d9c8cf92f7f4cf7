using System.Text.Json.Nodes;
using NotionStyle.Blocks.Markdown.Internal;

namespace NotionStyle.Blocks.Markdown;

/// <summary>
/// Turns a tree of Markdown files into a tree of pages and back. Pure: files are given as text and returned as text.
/// </summary>
/// <remarks>
/// <para>A file is a page; a folder is a page whose content is its README.md, index.md or _index.md (any case, in that
/// order), or else the file of the same name beside it (<c>guide.md</c> for <c>guide/</c>), or else nothing.
/// Sub-pages come after a page's own blocks, by path in ordinal order. SUMMARY.md is a page like any other: its list
/// of links becomes a list of page links.</para>
/// <para>A page remembers the path of its file in <c>format.source_path</c> (a folder without a file: its path with
/// a slash at the end), so an export writes the same names.</para>
/// <para>The title of a page is the first heading of level 1 when the file starts with it; that heading is then the
/// title and no block. Otherwise the first heading of any level, which stays, or the name of the file.</para>
/// <para>Links to a file or folder of the tree become <c>/&lt;page id without dashes&gt;#fragment</c>. A link to
/// <c>x.html</c> where only <c>x.md</c> exists means that file, as mdBook has it; it is exported as <c>x.md</c>.</para>
/// </remarks>
public static class MarkdownTree
{
    private sealed class Page(string path)
    {
        // The file, or the folder with a slash at the end.
        public string Path { get; set; } = path;
        public string? Text { get; set; }
        public List<Page> Children { get; } = [];
        public BlockNode Node { get; } = new(BlockTypes.Page);
    }

    /// <summary>Plans an import.</summary>
    /// <exception cref="MarkdownException">A path is refused or given twice, or a file cannot be read.</exception>
    public static MarkdownImport Import(IEnumerable<MarkdownFile> files, MarkdownTreeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        options ??= new MarkdownTreeOptions();
        var markdown = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var others = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var path = TreePath.Checked(file.Path);
            var isNew = file.Text is null ? others.Add(path) : markdown.TryAdd(path, file.Text);
            if (!isNew)
            {
                throw new MarkdownException($"The path \"{path}\" is given twice.");
            }
        }

        var (root, targets) = Arrange(markdown);
        var pages = new List<Page>();
        var open = new Stack<Page>([root]);
        while (open.TryPop(out var page))
        {
            page.Node.Id = options.NewId();
            pages.Add(page);
            for (var i = page.Children.Count - 1; i >= 0; i--)
            {
                open.Push(page.Children[i]);
            }
        }

        var import = new Importer(options, targets, others);
        foreach (var page in pages)
        {
            import.Fill(page);
        }

        var blockCount = 0;
        foreach (var page in pages)
        {
            foreach (var block in page.Node.Children.SelectMany(child => child.SelfAndDescendants()))
            {
                block.Id = options.NewId();
                blockCount++;
            }
        }

        foreach (var page in pages)
        {
            page.Node.Children.AddRange(page.Children.Select(child => child.Node));
        }

        return new MarkdownImport(root.Node, pages.Count, pages.Count + blockCount, import.Files, import.BrokenLinks);
    }

    /// <summary>Writes a page and all pages below it as files, in the order of their pages.</summary>
    /// <exception cref="MarkdownException">A page nests too deep.</exception>
    public static IReadOnlyList<MarkdownFile> Export(BlockNode root, MarkdownTreeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(root);
        return new Exporter(options ?? new MarkdownTreeOptions()).Export(root);
    }

    /// <summary>The address of a page inside links.</summary>
    public static string PageAddress(Guid pageId) => "/" + pageId.ToString("N");

    /// <summary>Pages for all files and the folders above them, and what each path leads to.</summary>
    private static (Page Root, Dictionary<string, Page> Targets) Arrange(SortedDictionary<string, string> files)
    {
        var root = new Page("");
        var folders = new Dictionary<string, Page>(StringComparer.Ordinal) { [""] = root };
        var targets = new Dictionary<string, Page>(StringComparer.Ordinal) { [""] = root };
        foreach (var path in files.Keys)
        {
            for (var slash = path.IndexOf('/'); slash >= 0; slash = path.IndexOf('/', slash + 1))
            {
                var folder = path[..(slash + 1)];
                if (!folders.ContainsKey(folder))
                {
                    var page = new Page(folder);
                    folders.Add(folder, page);
                    folders[TreePath.FolderOf(path[..slash])].Children.Add(page);
                    targets[path[..slash]] = page;
                }
            }
        }

        var anyCase = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var path in files.Keys)
        {
            anyCase.TryAdd(path, path);
        }

        var ownFiles = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (folder, page) in folders)
        {
            var own =
                TreePath
                    .FolderFiles.Select(name => anyCase.GetValueOrDefault(folder + name))
                    .Where(path => path?.StartsWith(folder, StringComparison.Ordinal) == true)
                    .FirstOrDefault(path => path is not null)
                ?? (folder.Length > 0 && files.ContainsKey(folder[..^1] + ".md") ? folder[..^1] + ".md" : null);
            if (own is not null && ownFiles.Add(own))
            {
                page.Path = own;
                page.Text = files[own];
                targets[own] = page;
            }
        }

        foreach (var (path, text) in files)
        {
            if (!ownFiles.Contains(path))
            {
                var page = new Page(path) { Text = text };
                folders[TreePath.FolderOf(path)].Children.Add(page);
                targets[path] = page;
            }
        }

        foreach (var page in folders.Values)
        {
            page.Children.Sort((left, right) => string.CompareOrdinal(left.Path, right.Path));
        }

        return (root, targets);
    }

    private sealed class Importer(MarkdownTreeOptions options, Dictionary<string, Page> targets, HashSet<string> others)
    {
        private readonly SortedSet<string> _files = new(StringComparer.Ordinal);

        public IReadOnlyCollection<string> Files => _files;

        public List<BrokenLink> BrokenLinks { get; } = [];

        public void Fill(Page page)
        {
            var node = page.Node;
            if (page.Path.Length > 0)
            {
                node.SetFormat(FormatKeys.SourcePath, page.Path);
            }

            MarkdownPage? read = null;
            if (page.Text is not null)
            {
                var folder = TreePath.FolderOf(page.Path);
                try
                {
                    read = MarkdownReader.Read(
                        page.Text,
                        new MarkdownReadOptions
                        {
                            ResolveLink = target => Resolve(page.Path, folder, target),
                            ResolveImage = target => Resolve(page.Path, folder, target),
                        }
                    );
                }
                catch (MarkdownException exception)
                {
                    throw new MarkdownException($"{page.Path}: {exception.Message}", exception);
                }

                node.Children.AddRange(read.Blocks);
                node.SetFormat(FormatKeys.FrontMatter, read.FrontMatter);
            }

            if (read?.Title is { } title)
            {
                node.SetFormat(FormatKeys.TitleIsHeading, true);
                node.Title = title;
            }
            else
            {
                node.Title = ImpliedTitle(page.Path, node.Children, options);
            }
        }

        private string? Resolve(string path, string folder, string target)
        {
            if (TreePath.Resolve(folder, target) is not var (found, suffix))
            {
                return null;
            }

            if (TryFind(found) is { } page)
            {
                return PageAddress(page.Node.Id) + suffix;
            }

            if (others.Contains(found))
            {
                _files.Add(found);
                return options.FileAddress?.Invoke(found) is { } address ? address + suffix : null;
            }

            BrokenLinks.Add(new BrokenLink(path, target));
            return null;
        }

        private Page? TryFind(string path)
        {
            if (targets.TryGetValue(path, out var page))
            {
                return page;
            }

            return
                path.EndsWith(".html", StringComparison.Ordinal)
                && targets.TryGetValue(TreePath.WithoutExtension(path) + ".md", out page)
                ? page
                : null;
        }
    }

    /// <summary>The title of a page whose file does not start with a heading of level 1.</summary>
    private static RichText ImpliedTitle(string path, List<BlockNode> blocks, MarkdownTreeOptions options)
    {
        if (blocks.FirstOrDefault(block => BlockTypes.IsHeading(block.Type)) is { Title.IsEmpty: false } heading)
        {
            return heading.Title;
        }

        var name = path.EndsWith('/') || IsFolderFile(path) ? TreePath.FolderOf(path).TrimEnd('/') : path;
        name = TreePath.NameOf(name == path ? TreePath.WithoutExtension(name) : name);
        return RichText.FromPlain(name.Length == 0 ? options.RootTitle : name);
    }

    private static bool IsFolderFile(string path) =>
        TreePath.FolderFiles.Contains(TreePath.NameOf(path), StringComparer.OrdinalIgnoreCase);

    private sealed class Exporter(MarkdownTreeOptions options)
    {
        private readonly Dictionary<Guid, string> _paths = [];
        private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);
        private readonly HashSet<string> _used = new(StringComparer.Ordinal);
        private readonly List<(BlockNode Page, string Path)> _pages = [];

        public List<MarkdownFile> Export(BlockNode root)
        {
            // Names that were imported come first, so that a new page never takes one.
            foreach (var node in root.SelfAndDescendants())
            {
                if (node.Type == BlockTypes.Page && SourcePath(node) is { } path)
                {
                    _taken.Add(path);
                }
            }

            Name(root, "", 0);
            var files = new List<MarkdownFile>();
            foreach (var (page, path) in _pages)
            {
                if (Write(page, path) is { } text)
                {
                    files.Add(new MarkdownFile(path.EndsWith('/') ? path + "README.md" : path, text));
                }
            }

            return files;
        }

        private void Name(BlockNode page, string folder, int depth)
        {
            if (depth > MarkdownLimits.MaximumPathSegments)
            {
                throw new MarkdownException(
                    $"The pages nest deeper than {MarkdownLimits.MaximumPathSegments} levels, more than paths may have."
                );
            }

            var own = DirectPages(page);
            var path = SourcePath(page);
            if (path is null || !_used.Add(path))
            {
                path =
                    depth == 0 ? (IsBareRoot(page) ? "" : Free("README", ""))
                    : own.Count > 0 ? Free(FileName(page) + "/README", folder)
                    : Free(FileName(page), folder);
            }

            _paths[page.Id] = path;
            _pages.Add((page, path));
            var inner =
                path.EndsWith('/') ? path
                : depth == 0 || IsFolderFile(path) ? TreePath.FolderOf(path)
                : TreePath.WithoutExtension(path) + "/";
            foreach (var child in own)
            {
                Name(child, inner, depth + 1);
            }
        }

        /// <summary>A root that says nothing of its own needs no file.</summary>
        private bool IsBareRoot(BlockNode page) =>
            page.Children.All(child => child.Type == BlockTypes.Page)
            && page.Title.PlainText == options.RootTitle
            && page.Format?.ContainsKey(FormatKeys.FrontMatter) != true;

        private static List<BlockNode> DirectPages(BlockNode page)
        {
            var found = new List<BlockNode>();
            var open = new Stack<BlockNode>(Enumerable.Reverse(page.Children));
            while (open.TryPop(out var node))
            {
                if (node.Type == BlockTypes.Page)
                {
                    found.Add(node);
                    continue;
                }

                for (var i = node.Children.Count - 1; i >= 0; i--)
                {
                    open.Push(node.Children[i]);
                }
            }

            return found;
        }

        private string Free(string name, string folder)
        {
            for (var number = 1; ; number++)
            {
                var path = folder + (number == 1 ? name : $"{name}-{number}") + ".md";
                if (_taken.Add(path))
                {
                    return path;
                }
            }
        }

        private static string FileName(BlockNode page)
        {
            var name = new System.Text.StringBuilder();
            foreach (var c in page.Title.PlainText)
            {
                if (name.Length >= 80)
                {
                    break;
                }

                if (char.IsLetterOrDigit(c))
                {
                    name.Append(char.ToLowerInvariant(c));
                }
                else if (name.Length > 0 && name[^1] != '-')
                {
                    name.Append('-');
                }
            }

            var text = name.ToString().Trim('-');
            return text.Length == 0 ? "untitled" : text;
        }

        private static string? SourcePath(BlockNode page) =>
            page.Format?[FormatKeys.SourcePath] is JsonValue value
            && value.TryGetValue<string>(out var path)
            && TreePath.IsUsable(path.EndsWith('/') ? path[..^1] : path)
            && (path.EndsWith('/') || TreePath.IsMarkdown(path))
                ? path
                : null;

        private string? Write(BlockNode page, string path)
        {
            var format = page.Format;
            var frontMatter =
                format?[FormatKeys.FrontMatter] is JsonValue value && value.TryGetValue<string>(out var yaml)
                    ? yaml
                    : null;
            var isHeading =
                format?[FormatKeys.TitleIsHeading] is JsonValue flag && flag.TryGetValue<bool>(out var set) && set;
            var blocks = page.Children;
            var hasContent = frontMatter is not null || blocks.Any(block => block.Type != BlockTypes.Page);
            var wasImported = SourcePath(page) == path;
            var isImplied = wasImported && page.Title.Equals(ImpliedTitle(path, blocks, options));
            if (path.Length == 0)
            {
                return null;
            }

            if (path.EndsWith('/'))
            {
                // A folder without a file stays without one, until somebody writes into its page or renames it.
                if (!hasContent && isImplied)
                {
                    return null;
                }

                path += "README.md";
            }

            var folder = TreePath.FolderOf(path);
            return MarkdownWriter.Write(
                isHeading || !isImplied ? page.Title : null,
                blocks,
                new MarkdownWriteOptions
                {
                    FrontMatter = frontMatter,
                    ResolveLink = address => Resolve(folder, address),
                    ResolveImage = address => Resolve(folder, address),
                }
            );
        }

        private string? Resolve(string folder, string address)
        {
            if (
                address.Length >= 33
                && address[0] == '/'
                && Guid.TryParseExact(address.AsSpan(1, 32), "N", out var id)
                && (address.Length == 33 || address[33] is '#' or '?')
                && _paths.TryGetValue(id, out var path)
            )
            {
                return TreePath.Relative(folder, path) + address[33..];
            }

            return options.FilePath?.Invoke(address) is { } file ? TreePath.Relative(folder, file) : null;
        }
    }
}
