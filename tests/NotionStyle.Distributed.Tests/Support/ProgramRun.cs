using System.Diagnostics;

namespace NotionStyle.Distributed.Tests.Support;

/// <summary>A program as a person starts it, run to its end.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Lines">All lines of both outputs.</param>
internal sealed record ProgramRun(int ExitCode, IReadOnlyList<string> Lines)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    public string Text => string.Join('\n', Lines);

    public static async Task<ProgramRun> OfAsync(string assembly, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Built.Root,
        };
        start.ArgumentList.Add(assembly);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        // What the person who runs the tests has set is not the subject.
        foreach (
            var name in start
                .Environment.Keys.Where(k => k.StartsWith("Parameters__", StringComparison.OrdinalIgnoreCase))
                .ToArray()
        )
            start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return new ProgramRun(process.ExitCode, [.. (await output).Split('\n'), .. (await error).Split('\n')]);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
