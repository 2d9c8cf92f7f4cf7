namespace NotionStyle.Lab.Import;

/// <summary>Why a file was not imported: a closed set, which is what the report counts by.</summary>
internal enum SkipReason
{
    /// <summary>Its name begins with a dot.</summary>
    Hidden,

    /// <summary>A symbolic link, device or other entry that is no file.</summary>
    NoFile,

    /// <summary>Its path leads out of the archive or has characters that no path should have.</summary>
    BadPath,

    /// <summary>Its bytes are not UTF-8 text.</summary>
    NoText,

    /// <summary>It is over a stated maximum.</summary>
    TooLarge,

    /// <summary>The operating system refused to read it.</summary>
    Unreadable,

    /// <summary>The Markdown reader refused it.</summary>
    Refused,

    /// <summary>The path was there before.</summary>
    Repeated,
}

/// <summary>Collects what was skipped; safe to use from several threads.</summary>
internal sealed class SkippedFiles
{
    private readonly Lock _lock = new();
    private readonly Dictionary<SkipReason, (int Count, string First)> _byReason = [];

    public void Add(SkipReason reason, string path, string? detail = null)
    {
        lock (_lock)
        {
            _byReason[reason] = _byReason.TryGetValue(reason, out var known)
                ? known with
                {
                    Count = known.Count + 1,
                }
                : (1, detail is null ? Shown(path) : $"{Shown(path)}: {detail}");
        }
    }

    public int Count(SkipReason reason)
    {
        lock (_lock)
            return _byReason.TryGetValue(reason, out var known) ? known.Count : 0;
    }

    public int Total
    {
        get
        {
            lock (_lock)
                return _byReason.Values.Sum(v => v.Count);
        }
    }

    /// <summary>One line for each reason.</summary>
    public IReadOnlyList<string> Lines()
    {
        lock (_lock)
            return
            [
                .. _byReason
                    .OrderBy(p => p.Key)
                    .Select(p => $"skipped {p.Value.Count} files {Words(p.Key)}, such as {p.Value.First}"),
            ];
    }

    private static string Words(SkipReason reason) =>
        reason switch
        {
            SkipReason.Hidden => "with a hidden name",
            SkipReason.NoFile => "that are no plain files (links, devices)",
            SkipReason.BadPath => "with a path that must not be followed",
            SkipReason.NoText => "that are not UTF-8 text",
            SkipReason.TooLarge => "over a maximum",
            SkipReason.Unreadable => "that cannot be read",
            SkipReason.Refused => "that the Markdown reader refuses",
            SkipReason.Repeated => "whose path was there before",
            _ => reason.ToString(),
        };

    /// <summary>A hostile name must not steer the terminal.</summary>
    private static string Shown(string path)
    {
        var safe = string.Concat(path.Take(120).Select(c => char.IsControl(c) ? '?' : c));
        return path.Length > 120 ? safe + "…" : safe;
    }
}
