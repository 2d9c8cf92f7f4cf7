using System.Formats.Tar;
using System.IO.Compression;

namespace NotionStyle.Benchmarks.Relevance;

/// <summary>Known items: one-line descriptions of programs, written by packagers, and the one tldr page that each is about.</summary>
internal static class KnownItemsReader
{
    private const string Common = "pages/common/";
    private const string Linux = "pages/linux/";

    /// <summary>Reads <c>known-items/queries.tsv</c> and the pages of <c>markdown/tldr.tar.gz</c>: those for all systems, then those for Linux whose name is not among them.</summary>
    public static RelevanceCollection Read(string fixtures)
    {
        var files = Files(Path.Combine(fixtures, "markdown", "tldr.tar.gz"));
        var names = files.Keys.Where(k => k.StartsWith(Common, StringComparison.Ordinal)).Select(Path.GetFileName);
        var common = names.ToHashSet();
        var pages = files
            .Where(f =>
                f.Key.StartsWith(Common, StringComparison.Ordinal)
                || (f.Key.StartsWith(Linux, StringComparison.Ordinal) && !common.Contains(Path.GetFileName(f.Key)))
            )
            .OrderBy(f => f.Key, StringComparer.Ordinal)
            .Select(f => new SourcePage(f.Key, Title(f.Value), f.Value))
            .ToArray();
        var questions = File.ReadLines(Path.Combine(fixtures, "known-items", "queries.tsv"))
            .Select(line => line.Split('\t'))
            .Where(parts => parts.Length == 2)
            .Select(parts => new Question(parts[0], new Dictionary<string, double> { [parts[1].Trim()] = 1 }))
            .ToArray();
        return new RelevanceCollection("Known items", pages, questions);
    }

    private static string Title(string markdown) =>
        markdown.Split('\n').FirstOrDefault(l => l.StartsWith("# ", StringComparison.Ordinal))?[2..].Trim() ?? "";

    private static Dictionary<string, string> Files(string archive)
    {
        using var file = File.OpenRead(archive);
        using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        using var tar = new TarReader(unpacked);
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is null || !entry.Name.EndsWith(".md", StringComparison.Ordinal))
                continue;
            using var reader = new StreamReader(entry.DataStream);
            files[entry.Name] = reader.ReadToEnd();
        }

        return files;
    }
}
