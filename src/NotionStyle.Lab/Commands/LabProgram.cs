using System.CommandLine;

namespace NotionStyle.Lab.Commands;

/// <summary>The command line: which commands there are, and how they end.</summary>
internal static class LabProgram
{
    public const int Failed = 1;
    public const int Misused = 2;

    /// <summary>Ended by Ctrl+C, as shells count it.</summary>
    public const int Interrupted = 130;

    /// <summary>After Ctrl+C a command has this long to tidy up: the doctor ends the stage that it started.</summary>
    private static readonly TimeSpan TidyUpPatience = TimeSpan.FromSeconds(90);

    public static async Task<int> RunAsync(string[] args, LabContext context, CancellationToken ct)
    {
        var parsed = CreateRoot(context).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            context.Terminal.Note(
                $"{Misuse(parsed)} See '{Remedies.Lab} {parsed.CommandResult.Command.Name} --help'.".Replace(
                    " NotionStyle.Lab --help",
                    " --help",
                    StringComparison.Ordinal
                )
            );
            return Misused;
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    EnableDefaultExceptionHandler = false,
                    Output = context.Terminal.Output,
                    ProcessTerminationTimeout = TidyUpPatience,
                },
                ct
            );
        }
        catch (LabException e)
        {
            context.Terminal.Note(e.Message);
            return Failed;
        }
        catch (OperationCanceledException)
        {
            context.Terminal.Note("interrupted");
            return Interrupted;
        }
    }

    private static RootCommand CreateRoot(LabContext context) =>
        new("The lab of NotionStyle: brings documents in and out, makes load, and checks a stage from end to end.")
        {
            ImportCommand.Create(context),
            ExportCommand.Create(context),
            LoadCommand.Create(context),
            CheckCommand.Create(context),
            SearchCommand.Create(context),
            WorkspaceCommand.Create(context),
            StatusCommand.Create(context),
        };

    /// <summary>The most telling of the parser's complaints: what it did not know explains what it missed.</summary>
    private static string Misuse(ParseResult parsed) =>
        (
            parsed.Errors.FirstOrDefault(e => e.Message.Contains('\'', StringComparison.Ordinal)) ?? parsed.Errors[0]
        ).Message;
}
