using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using NotionStyle.Lab.Client;
using NotionStyle.Lab.Import;

namespace NotionStyle.Lab.Commands;

/// <summary><c>import PATH</c></summary>
internal static class ImportCommand
{
    public static Command Create(LabContext context)
    {
        var path = new Argument<string>("PATH") { Description = "A folder or .tar.gz of Markdown, or one .md file." };
        var workspace = new Option<string?>("--workspace")
        {
            Description = "Make a new workspace of this name for it.",
            HelpName = "NAME",
        };
        var concurrency = CommonOptions.Concurrency(4, "Transactions in flight.");
        var json = CommonOptions.Json();
        var command = new Command(
            "import",
            "Bring a folder of Markdown into a workspace: folders become pages, links between files become links between pages."
        )
        {
            path,
            workspace,
            concurrency,
            json,
        };
        var connection = new Connection(command, context);
        command.SetAction(
            async (parsed, ct) =>
            {
                var source = await MarkdownSource.OpenAsync(
                    Path.Combine(context.CurrentDirectory, parsed.GetRequiredValue(path)),
                    ImportLimits.Default,
                    ct
                );
                var name = parsed.GetValue(workspace);
                var (client, space) = await connection.OpenAsync(
                    parsed,
                    RetryPolicy.Default,
                    name ?? source.Name,
                    name is not null,
                    ct
                );
                using (client)
                {
                    var startedAt = Stopwatch.GetTimestamp();
                    var importer = new Importer(client, space, parsed.GetValue(concurrency));
                    var report = await context.Terminal.WithProgressAsync(
                        "Importing " + source.Name,
                        progress => importer.RunAsync(PageForest.Read(source, ImportLimits.Default, ct), progress, ct)
                    );
                    // The rate is that of the whole way, reading the files included.
                    report = report with
                    {
                        Elapsed = Stopwatch.GetElapsedTime(startedAt),
                    };
                    Print(context, source, report, parsed.GetValue(json));
                }

                return 0;
            }
        );
        return command;
    }

    private static void Print(LabContext context, MarkdownSource source, ImportReport report, bool json)
    {
        foreach (var line in source.Skipped.Lines())
            context.Terminal.Note(line);
        if (source.Others.Count > 0)
            context.Terminal.Note(
                $"{source.Others.Count} files are no Markdown: blocks keep their paths, their bytes are not stored yet"
            );
        if (json)
        {
            context.Terminal.Line(
                JsonSerializer.Serialize(
                    new
                    {
                        Object = "import",
                        report.RootPageId,
                        report.Files,
                        report.Pages,
                        report.Blocks,
                        report.Transactions,
                        report.Bytes,
                        report.Retries,
                        Skipped = source.Skipped.Total,
                        Seconds = Math.Round(report.Elapsed.TotalSeconds, 3),
                        BlocksPerSecond = Math.Round(report.BlocksPerSecond),
                    },
                    JsonText.Indented
                )
            );
            return;
        }

        context.Terminal.Line(
            string.Create(
                CultureInfo.InvariantCulture,
                $"imported {report.Files} files as {report.Pages} pages and {report.Blocks} blocks (pages among them) in {report.Elapsed.TotalSeconds:0.00} s: {report.BlocksPerSecond:0} blocks/s"
            )
        );
        context.Terminal.Line(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Transactions} transactions, {report.Bytes / 1024.0 / 1024.0:0.0} MB, {report.Retries} retries; root page {report.RootPageId}"
            )
        );
    }
}
