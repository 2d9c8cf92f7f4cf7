using System.Formats.Tar;
using System.IO.Compression;
using NotionStyle.Blocks.Markdown;

namespace NotionStyle.Blocks.Tests.Markdown;

/// <summary>
/// Real trees of Markdown files, read from their archives without unpacking. They lie in the folder that
/// NOTIONSTYLE_FIXTURES names, or in shared/fixtures beside the repository.
/// </summary>
internal static class MarkdownFixtures
{
    private const string Variable = "NOTIONSTYLE_FIXTURES";

    public static List<MarkdownFile> Load(string name)
    {
        var path = Path.Combine(Folder() ?? "", "markdown", name + ".tar.gz");
        if (!File.Exists(path))
        {
            Assert.Skip(
                $"{name}.tar.gz was not found. To run this: {Variable}=/path/to/fixtures dotnet test --project tests/NotionStyle.Blocks.Tests"
            );
        }

        var files = new List<MarkdownFile>();
        using var stream = File.OpenRead(path);
        using var unzipped = new GZipStream(stream, CompressionMode.Decompress);
        using var archive = new TarReader(unzipped);
        while (archive.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
            {
                continue;
            }

            string? text = null;
            if (entry.Name.EndsWith(".md", StringComparison.Ordinal))
            {
                using var reader = new StreamReader(entry.DataStream!);
                text = reader.ReadToEnd();
            }

            files.Add(
                new MarkdownFile(
                    entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name,
                    text
                )
            );
        }

        return files;
    }

    private static string? Folder()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            return given;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "NotionStyle.sln")) && folder.Parent is { } beside)
            {
                return Path.Combine(beside.FullName, "shared", "fixtures");
            }
        }

        return null;
    }
}
