using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace NotionStyle.Lab.Terminal;

/// <summary>Where commands write: results to the output, everything else to the error output, so that a result can go into a pipe.</summary>
/// <param name="output">For results.</param>
/// <param name="error">For progress and errors.</param>
/// <param name="isInteractive">Whether somebody sees progress bars.</param>
internal sealed class LabTerminal(TextWriter output, TextWriter error, bool isInteractive)
{
    /// <summary>Without a terminal progress is a line now and then.</summary>
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    public static LabTerminal OfConsole() =>
        new(Console.Out, Console.Error, !Console.IsErrorRedirected && !Console.IsOutputRedirected);

    public TextWriter Output => output;

    public void Line(string text) => output.WriteLine(text);

    public void Note(string text) => error.WriteLine(text);

    /// <summary>Does work that takes a while, with a bar or with lines.</summary>
    public async Task<T> WithProgressAsync<T>(string what, Func<Action<int, int>, Task<T>> work)
    {
        if (isInteractive)
            return await WithBarAsync(what, work);
        var lastAt = Stopwatch.GetTimestamp();
        var gate = new Lock();
        return await work(
            (done, total) =>
            {
                lock (gate)
                {
                    if (Stopwatch.GetElapsedTime(lastAt) < LineInterval)
                        return;
                    lastAt = Stopwatch.GetTimestamp();
                }

                Note(string.Create(CultureInfo.InvariantCulture, $"{what}: {done} of {total}"));
            }
        );
    }

    private async Task<T> WithBarAsync<T>(string what, Func<Action<int, int>, Task<T>> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        T result = default!;
        await console
            .Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn(),
                new ProgressBarColumn(),
                new PercentageColumn(),
                new RemainingTimeColumn(),
                new SpinnerColumn()
            )
            .StartAsync(async context =>
            {
                var bar = context.AddTask(Markup.Escape(what), maxValue: 1);
                bar.IsIndeterminate = true;
                result = await work(
                    (done, total) =>
                    {
                        bar.IsIndeterminate = false;
                        bar.MaxValue = Math.Max(total, 1);
                        bar.Value = done;
                    }
                );
            });
        return result;
    }
}
