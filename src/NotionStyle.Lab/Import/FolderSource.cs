using System.IO.Enumeration;

namespace NotionStyle.Lab.Import;

/// <summary>A folder of Markdown. Symbolic links are not followed: they may lead anywhere, or in a circle.</summary>
internal static class FolderSource
{
    public static MarkdownSource Open(string root, ImportLimits limits)
    {
        var skipped = new SkippedFiles();
        var files = new List<SourceFile>();
        var others = new List<string>();
        var entries = 0;
        foreach (var (full, isLink, length) in Walk(root, skipped))
        {
            if (++entries > limits.EntriesMaximum)
                throw new LabException(
                    $"{root} has more than {limits.EntriesMaximum} files, the maximum of one import. Import its folders one by one."
                );
            var relative = Path.GetRelativePath(root, full).Replace(Path.DirectorySeparatorChar, '/');
            if (isLink)
                skipped.Add(SkipReason.NoFile, relative);
            else if (SourcePath.IsHidden(relative))
                skipped.Add(SkipReason.Hidden, relative);
            else if (SourcePath.Normalize(relative, limits) is not { } path)
                skipped.Add(SkipReason.BadPath, relative);
            else if (!SourcePath.IsMarkdown(relative))
                others.Add(path);
            else if (length > limits.FileBytesMaximum)
                skipped.Add(SkipReason.TooLarge, relative, $"at most {limits.FileBytesMaximum} bytes are accepted");
            else
                files.Add(new SourceFile(path, () => File.ReadAllBytes(full)));
        }

        files.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return new MarkdownSource(
            Path.GetFileName(Path.TrimEndingDirectorySeparator(root)),
            files,
            others.Distinct().ToList(),
            skipped
        );
    }

    private static IEnumerable<(string Path, bool IsLink, long Length)> Walk(string root, SkippedFiles skipped)
    {
        var open = new Stack<string>();
        open.Push(root);
        while (open.TryPop(out var folder))
        {
            var found = new List<(string Path, bool IsLink, bool IsFolder, long Length)>();
            try
            {
                found.AddRange(
                    new FileSystemEnumerable<(string, bool, bool, long)>(
                        folder,
                        static (ref FileSystemEntry e) =>
                            (
                                e.ToFullPath(),
                                (e.Attributes & FileAttributes.ReparsePoint) != 0,
                                e.IsDirectory,
                                e.IsDirectory ? 0 : e.Length
                            ),
                        new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false }
                    )
                );
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                skipped.Add(SkipReason.Unreadable, Path.GetRelativePath(root, folder) + "/", e.Message);
            }

            foreach (var entry in found)
            {
                if (!entry.IsFolder || entry.IsLink)
                    yield return (entry.Path, entry.IsLink, entry.Length);
                else if (!Path.GetFileName(entry.Path).StartsWith('.'))
                    open.Push(entry.Path);
            }
        }
    }
}
