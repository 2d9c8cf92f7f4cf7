using System.Text;

namespace Aspire.Hosting.Processes;

/// <summary>Runs a short program to its end.</summary>
internal static class OneShot
{
    /// <summary>The exit code and everything it printed.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        ProcessSpec spec,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        var output = new StringBuilder();
        using var process = await ChildProcess.StartAsync(
            spec,
            (line, _) =>
            {
                lock (output)
                    output.AppendLine(line);
            }
        );
        try
        {
            var code = await process.Exited.WaitAsync(timeout, cancellationToken);
            lock (output)
                return (code, output.ToString());
        }
        catch
        {
            process.Kill();
            throw;
        }
    }
}
