using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using NotionStyle.Blocks;
using NotionStyle.Blocks.Markdown;
using NotionStyle.Lab.Client;
using NotionStyle.Lab.Export;

namespace NotionStyle.Lab.Commands;

/// <summary><c>export PAGE PATH</c></summary>
internal static class ExportCommand
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static Command Create(LabContext context)
    {
        var page = new Argument<string>("PAGE")
        {
            Description =
                "The page and all below it: its id, an address that ends with it, or the title of a root page.",
        };
        var path = new Argument<string>("PATH")
        {
            Description = "The folder to write to, which must be empty or not exist yet.",
        };
        var concurrency = CommonOptions.Concurrency(8, "Pages read at once.");
        var command = new Command("export", "Write a page and the pages below it as Markdown.")
        {
            page,
            path,
            concurrency,
        };
        var connection = new Connection(command, context);
        command.SetAction(
            async (parsed, ct) =>
            {
                var target = Path.GetFullPath(Path.Combine(context.CurrentDirectory, parsed.GetRequiredValue(path)));
                CheckTarget(target);
                var (client, space) = await connection.OpenAsync(parsed, RetryPolicy.Default, null, false, ct);
                using (client)
                {
                    var startedAt = Stopwatch.GetTimestamp();
                    var root = await FindPageAsync(client, space, parsed.GetRequiredValue(page), ct);
                    var tree = await context.Terminal.WithProgressAsync(
                        "Reading pages",
                        progress => PageTree.ReadAsync(client, root, parsed.GetValue(concurrency), progress, ct)
                    );
                    var files = await WriteAsync(tree, target, ct);
                    context.Terminal.Line(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"exported {tree.Pages} pages as {files} files to {target} in {Stopwatch.GetElapsedTime(startedAt).TotalSeconds:0.00} s"
                        )
                    );
                    context.Terminal.Note(
                        "images and other files are named by the paths that they were imported with; their bytes are not stored yet"
                    );
                }

                return 0;
            }
        );
        return command;
    }

    /// <summary>Writes the files of a tree below a folder.</summary>
    public static async Task<int> WriteAsync(PageTree tree, string target, CancellationToken ct)
    {
        try
        {
            Directory.CreateDirectory(target);
            var files = MarkdownTree.Export(
                tree.Root,
                new MarkdownTreeOptions { RootTitle = tree.Root.Title.PlainText }
            );
            foreach (var file in files)
            {
                var full = Path.Combine(target, file.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(full)!);
                await File.WriteAllTextAsync(full, file.Text, Utf8, ct);
            }

            return files.Count;
        }
        catch (Exception e) when (e is MarkdownException or RichTextException)
        {
            throw new LabException($"The pages cannot be written as Markdown: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"{target} cannot be written: {e.Message}", e);
        }
    }

    private static void CheckTarget(string target)
    {
        if (File.Exists(target))
            throw new LabException($"{target} is a file. Give the path of a folder.");
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
            throw new LabException($"{target} is not empty, and nothing there is overwritten. Give another folder.");
    }

    private static async Task<Guid> FindPageAsync(BlockClient client, Guid space, string page, CancellationToken ct)
    {
        if (Guid.TryParse(page, out var id))
            return id;
        var compact = page.Replace("-", "", StringComparison.Ordinal);
        if (
            compact.Length > 32
            && compact.Contains('/', StringComparison.Ordinal)
            && Guid.TryParse(compact[^32..], out id)
        )
            return id;

        var roots = await client.RootPagesAsync(space, ct);
        var found = new List<Guid>();
        var titles = new List<string>();
        foreach (var some in roots.Chunk(StoreLimits.SyncMaximum))
        {
            foreach (var answer in await client.SyncAsync("block", some.Select(r => (r, -1L)), ct))
            {
                if (answer.Value is not { } record)
                    continue;
                var title = RemotePage.Of([record]).Title.PlainText;
                titles.Add(title);
                if (title == page)
                    found.Add(record.Id);
            }
        }

        return found.Count switch
        {
            1 => found[0],
            0 => throw new LabException(
                $"'{page}' is no page id, and no root page has this title. Root pages: {(titles.Count == 0 ? "none" : string.Join(", ", titles.Take(10)))}."
            ),
            _ => throw new LabException(
                $"{found.Count} root pages have the title '{page}'. Give one id: {string.Join(", ", found.Take(10))}."
            ),
        };
    }
}
