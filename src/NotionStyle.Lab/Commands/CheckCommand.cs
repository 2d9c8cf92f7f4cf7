using System.CommandLine;
using System.Diagnostics;
using NotionStyle.Lab.Check;
using NotionStyle.Lab.Check.Host;
using NotionStyle.Lab.Import;

namespace NotionStyle.Lab.Commands;

/// <summary><c>check --stage N --input PATH</c>: the doctor.</summary>
internal static class CheckCommand
{
    public static Command Create(LabContext context)
    {
        var stage = CommonOptions.Bounded("--stage", "The stage to check.", 1, 1, StageChecks.Newest);
        var input = new Option<string>("--input")
        {
            Description = "A folder or .tar.gz of Markdown to check with.",
            HelpName = "PATH",
            Required = true,
        };
        var keep = new Option<bool>("--keep") { Description = "Keep the data directory." };
        var json = CommonOptions.Json();
        var command = new Command(
            "check",
            "Start a stage of its own, import, read back, edit, search, kill processes under writes, and compare."
        )
        {
            stage,
            input,
            keep,
            json,
        };
        command.SetAction(
            async (parsed, ct) =>
            {
                var source = await MarkdownSource.OpenAsync(
                    Path.Combine(context.CurrentDirectory, parsed.GetRequiredValue(input)),
                    ImportLimits.Default,
                    ct
                );
                var report = await RunAsync(
                    context,
                    parsed.GetValue(stage),
                    source,
                    parsed.GetValue(keep),
                    parsed.GetValue(json),
                    ct
                );
                context.Terminal.Line(parsed.GetValue(json) ? report.ToJson() : report.LastLine);
                return report.IsWell ? 0 : LabProgram.Failed;
            }
        );
        return command;
    }

    private static async Task<CheckReport> RunAsync(
        LabContext context,
        int stage,
        MarkdownSource source,
        bool keep,
        bool json,
        CancellationToken ct
    )
    {
        var startedAt = Stopwatch.GetTimestamp();
        var assembly = await HostProgram.FindAsync(context.CurrentDirectory, context.Terminal.Note, ct);
        var host = StageHost.Create(assembly, stage);
        try
        {
            await using (host)
            {
                using var shared = new CheckContext(stage, source, host, context.Terminal);
                var results = await CheckRunner.RunAsync(
                    StageChecks.For(stage),
                    shared,
                    result =>
                    {
                        if (!json)
                            context.Terminal.Line(result.Line);
                    },
                    ct
                );
                return new CheckReport(stage, source.Name, results, Stopwatch.GetElapsedTime(startedAt));
            }
        }
        finally
        {
            if (keep)
                context.Terminal.Note($"kept: {host.Folder}");
            else
                Remove(context, host);
        }
    }

    private static void Remove(LabContext context, StageHost host)
    {
        try
        {
            host.Remove();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            context.Terminal.Note($"{host.Folder} cannot be removed: {e.Message}");
        }
    }
}
