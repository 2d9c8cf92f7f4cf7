using System.Diagnostics;

namespace NotionStyle.Distributed.Tests.Support;

/// <summary>What to run.</summary>
/// <param name="Program">The program, by its path or as PATH finds it.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record ProgramStart(string Program, IReadOnlyList<string> Arguments)
{
    public string WorkingDirectory { get; init; } = Built.Root;

    /// <summary>Variables beside those of the test.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>After this long it is ended, with everything that it started.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(8);
}

/// <summary>A program as a person starts it, run to its end.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Lines">All lines of both outputs.</param>
internal sealed record ProgramRun(int ExitCode, IReadOnlyList<string> Lines)
{
    public string Text => string.Join('\n', Lines);

    public static Task<ProgramRun> OfAsync(string assembly, params string[] arguments) =>
        OfAsync(new("dotnet", [assembly, .. arguments]), TestContext.Current.CancellationToken);

    public static async Task<ProgramRun> OfAsync(ProgramStart program, CancellationToken ct)
    {
        var start = new ProcessStartInfo(program.Program, program.Arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = program.WorkingDirectory,
        };
        // What the person who runs the tests has set is not the subject.
        foreach (
            var name in start
                .Environment.Keys.Where(k => k.StartsWith("Parameters__", StringComparison.OrdinalIgnoreCase))
                .ToArray()
        )
            start.Environment.Remove(name);
        foreach (var (name, value) in program.Environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(program.Patience);
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
