namespace NotionStyle.Lab.Import;

/// <summary>Paths inside a folder or an archive: relative, with slashes, never upward.</summary>
internal static class SourcePath
{
    public static bool IsMarkdown(string name) =>
        name.EndsWith(".md", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".markdown", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Brings a path into its one form; null when it must not be followed: absolute, upward, with a drive, with control characters, or over a maximum.
    /// </summary>
    public static string? Normalize(string path, ImportLimits limits)
    {
        if (path.Length == 0 || path.Length > limits.PathLengthMaximum || path[0] is '/' or '\\')
            return null;
        var names = new List<string>();
        foreach (var name in path.Split('/'))
        {
            if (name.Length == 0 || name == ".")
                continue;
            if (name == ".." || name.Any(c => char.IsControl(c) || c is '\\' or '\uFFFD'))
                return null;
            names.Add(name);
        }

        if (names.Count == 0 || names.Count > limits.PathSegmentsMaximum)
            return null;
        // A drive of Windows: "C:" or "C:name".
        return names[0].Length >= 2 && names[0][1] == ':' && char.IsAsciiLetter(names[0][0])
            ? null
            : string.Join('/', names);
    }

    /// <summary>
    /// Whether some folder of a path has a name that begins with a dot, or its file, unless that is Markdown: a collection of commands may well have
    /// a page about the dot.
    /// </summary>
    public static bool IsHidden(string path)
    {
        var names = path.Split('/');
        return names.SkipLast(1).Any(name => name.StartsWith('.')) || (names[^1].StartsWith('.') && !IsMarkdown(path));
    }
}
