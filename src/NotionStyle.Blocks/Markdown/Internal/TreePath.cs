using System.Text;

namespace NotionStyle.Blocks.Markdown.Internal;

/// <summary>Paths inside a tree: relative, with forward slashes, never leading out of it.</summary>
internal static class TreePath
{
    public static readonly string[] FolderFiles = ["README.md", "index.md", "_index.md"];

    public static bool IsMarkdown(string path) =>
        path.EndsWith(".md", StringComparison.OrdinalIgnoreCase)
        || path.EndsWith(".markdown", StringComparison.OrdinalIgnoreCase);

    /// <summary>The folder with a slash at the end; empty for the root.</summary>
    public static string FolderOf(string path) => path[..(path.LastIndexOf('/') + 1)];

    public static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    public static string WithoutExtension(string path)
    {
        var dot = path.LastIndexOf('.');
        return dot > path.LastIndexOf('/') + 1 ? path[..dot] : path;
    }

    /// <summary>Refuses what would be written or read outside the tree.</summary>
    public static string Checked(string path)
    {
        var segments = path.Replace('\\', '/').Split('/');
        if (
            segments.Length > MarkdownLimits.MaximumPathSegments
            || segments.Any(segment => segment is "" or "." or "..")
            || path.Any(char.IsControl)
            || (segments[0].Length == 2 && segments[0][1] == ':')
        )
        {
            throw new MarkdownException(
                $"The path \"{path}\" is refused: it must be relative, without \".\" and \"..\", and have at most "
                    + $"{MarkdownLimits.MaximumPathSegments} segments."
            );
        }

        return string.Join('/', segments);
    }

    public static bool IsUsable(string path)
    {
        try
        {
            return Checked(path) == path;
        }
        catch (MarkdownException)
        {
            return false;
        }
    }

    /// <summary>The path that a link in a folder leads to; null when it leaves the tree or is no relative link.</summary>
    public static (string Path, string Suffix)? Resolve(string folder, string target)
    {
        var end = target.AsSpan().IndexOfAny('#', '?');
        var path = end < 0 ? target : target[..end];
        var suffix = end < 0 ? "" : target[end..];
        if (path.Length == 0 || path.StartsWith("//", StringComparison.Ordinal) || HasScheme(path))
        {
            return null;
        }

        var segments = new List<string>();
        var isRooted = path[0] == '/';
        foreach (var segment in ((isRooted ? "" : folder) + Uri.UnescapeDataString(path)).Split('/'))
        {
            if (segment == ".." && segments.Count == 0)
            {
                return null;
            }

            if (segment == "..")
            {
                segments.RemoveAt(segments.Count - 1);
            }
            else if (segment is not ("" or "."))
            {
                segments.Add(segment);
            }
        }

        return (string.Join('/', segments), suffix);
    }

    /// <summary>The link from a folder to a path, percent-encoded where a link needs it.</summary>
    public static string Relative(string folder, string path)
    {
        var from = folder.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var to = path.Split('/');
        var same = 0;
        while (same < from.Length && same < to.Length - 1 && from[same] == to[same])
        {
            same++;
        }

        var link = new StringBuilder();
        for (var i = same; i < from.Length; i++)
        {
            link.Append("../");
        }

        for (var i = same; i < to.Length; i++)
        {
            if (i > same)
            {
                link.Append('/');
            }

            link.Append(Uri.EscapeDataString(to[i]));
        }

        return link.Length == 0 ? "./" : link.ToString();
    }

    private static bool HasScheme(string path)
    {
        var colon = path.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && path.AsSpan(0, colon).IndexOfAny("/?#") < 0;
    }
}
