using System.Text.Json;
using Aspire.Hosting.ConsoleOutput;
using Aspire.Hosting.LocalData;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// Ends what an earlier host left running when it was killed. Where the kernel does that (see
/// <see cref="Launcher"/>) there is nothing left; elsewhere, and as the second line, the run record says what to end.
/// </summary>
internal static class Leftovers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task EndAsync(DataDirectory data, HostConsole console, CancellationToken cancellationToken)
    {
        var file = RunRecordWriter.PathIn(data);
        if (!File.Exists(file) || Read(file) is not { } record || record.BootId != ProcessTable.BootId)
            return;
        var alive = record
            .Resources.Where(r => r.Process is { } p && ProcessTable.IsAlive(p.Pid, p.StartTicks))
            .ToArray();
        foreach (var resource in alive)
        {
            console.Note($"Ending {resource.Name} (process {resource.Process!.Pid}), left by a host that was killed.");
            // A database that is told to quit leaves its files as after a crash, which is what they are made for;
            // killed, it might leave its helpers for a moment.
            var signal = resource.Type.Contains("Postgres", StringComparison.Ordinal)
                ? ProcessSignal.Quit
                : ProcessSignal.Kill;
            Signal(resource.Process, signal);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        foreach (var process in alive.Select(r => r.Process!))
        {
            try
            {
                while (ProcessTable.IsAlive(process.Pid, process.StartTicks))
                    await Task.Delay(20, patience.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                Signal(process, ProcessSignal.Kill);
            }
        }
    }

    private static void Signal(ProcessRecord process, ProcessSignal signal)
    {
        if (OperatingSystem.IsWindows())
        {
            using var found = System.Diagnostics.Process.GetProcessById(process.Pid);
            found.Kill(entireProcessTree: true);
            return;
        }

        _ = NativeMethods.Kill(process.Pid, (int)signal);
        if (signal == ProcessSignal.Kill && Launcher.HasSessions)
            _ = NativeMethods.Kill(-process.Pid, (int)signal);
    }

    private static RunRecord? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<RunRecord>(File.ReadAllBytes(file), RunRecord.Json);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
