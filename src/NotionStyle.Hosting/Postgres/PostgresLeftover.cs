using System.Globalization;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.Postgres;

/// <summary>
/// A server of an earlier run that still holds the data directory is ended first. Only below the host's own data
/// directory, whose lock says that nobody else is entitled to one; elsewhere PostgreSQL itself refuses.
/// </summary>
internal static class PostgresLeftover
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task EndAsync(string data, string hostData, CancellationToken cancellationToken)
    {
        var file = Path.Combine(data, "postmaster.pid");
        if (
            !OperatingSystem.IsLinux()
            || !data.StartsWith(hostData + Path.DirectorySeparatorChar, StringComparison.Ordinal)
        )
            return;
        if (
            !File.Exists(file)
            || !int.TryParse(
                File.ReadLines(file).FirstOrDefault(),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var pid
            )
        )
            return;
        // The file may be older than the process that has this id now: a server's working directory is its data.
        var directory = new FileInfo(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/cwd")).LinkTarget;
        var ticks = ProcessTable.StartTicks(pid);
        if (directory != data || ticks == 0)
            return;
        _ = NativeMethods.Kill(pid, (int)ProcessSignal.Quit);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            while (ProcessTable.IsAlive(pid, ticks))
                await Task.Delay(20, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _ = NativeMethods.Kill(pid, (int)ProcessSignal.Kill);
        }
    }
}
