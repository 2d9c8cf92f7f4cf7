using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Aspire.Hosting.Processes;

/// <summary>A running child: its output line by line, its end, and the ladder of signals that brings it about.</summary>
internal sealed class ChildProcess : IDisposable
{
    // A longer line is cut: a process that prints without line ends must not fill the host's memory.
    private const int MaximumLineLength = 16 * 1024;
    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly ProcessSpec _spec;
    private readonly Task _output;

    private ChildProcess(Process process, ProcessSpec spec, Action<string, bool> onLine)
    {
        _process = process;
        _spec = spec;
        Id = process.Id;
        StartTicks = ProcessTable.StartTicks(Id);
        _output = Task.WhenAll(
            ReadLinesAsync(process.StandardOutput, line => onLine(line, false)),
            ReadLinesAsync(process.StandardError, line => onLine(line, true))
        );
        Exited = WaitAsync();
    }

    public int Id { get; }

    /// <summary>When it started, in the kernel's clock: with the id it names the process beyond doubt.</summary>
    public long StartTicks { get; }

    /// <summary>Ends with the exit code; 128 plus the signal's number when a signal ended it.</summary>
    public Task<int> Exited { get; }

    public static async Task<ChildProcess> StartAsync(ProcessSpec spec, Action<string, bool> onLine)
    {
        if (spec.WorkingDirectory is { Length: > 0 } folder && !Directory.Exists(folder))
            throw new DistributedApplicationException($"The working directory {folder} does not exist.");
        var there = Path.GetDirectoryName(spec.FileName) is { Length: > 0 }
            ? File.Exists(Path.Combine(spec.WorkingDirectory ?? "", spec.FileName))
            : ExecutablePath.Find(spec.FileName) is not null;
        if (!there)
            throw new DistributedApplicationException($"The program '{spec.FileName}' was not found.");
        try
        {
            var process = await LaunchThread.StartAsync(Launcher.Prepare(spec));
            process.StandardInput.Close();
            return new ChildProcess(process, spec, onLine);
        }
        catch (Win32Exception e)
        {
            throw new DistributedApplicationException($"'{spec.FileName}' cannot be started: {e.Message}", e);
        }
    }

    /// <summary>Asks it to stop; kills it when it does not.</summary>
    public async Task StopAsync(CancellationToken force)
    {
        if (!Exited.IsCompleted)
        {
            Signal(_spec.StopSignal);
            try
            {
                await Exited.WaitAsync(_spec.StopTimeout, force);
            }
            catch (Exception e) when (e is TimeoutException or OperationCanceledException)
            {
                // A database may still bring its files in order when it is told to hurry.
                if (_spec.DeathSignal != ProcessSignal.Kill)
                {
                    Signal(_spec.DeathSignal);
                    await Task.WhenAny(Exited, Task.Delay(TimeSpan.FromSeconds(2), CancellationToken.None));
                }
            }
        }

        Kill();
        await Exited;
    }

    /// <summary>Kills it and everything it left in its session.</summary>
    public void Kill()
    {
        if (Launcher.HasSessions)
            _ = NativeMethods.Kill(-Id, (int)ProcessSignal.Kill);
        try
        {
            if (!Exited.IsCompleted)
                _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It has ended meanwhile.
        }
    }

    public void Dispose() => _process.Dispose();

    private void Signal(ProcessSignal signal)
    {
        if (OperatingSystem.IsWindows())
            _process.Kill(entireProcessTree: true);
        else
            _ = NativeMethods.Kill(Id, (int)signal);
    }

    private async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync();
        // What it printed last belongs to it; but a grandchild may hold the pipe open for ever.
        await Task.WhenAny(_output, Task.Delay(OutputGrace));
        return _process.ExitCode;
    }

    private static async Task ReadLinesAsync(StreamReader reader, Action<string> onLine)
    {
        var buffer = new char[4096];
        var line = new StringBuilder();
        try
        {
            int count;
            while ((count = await reader.ReadAsync(buffer)) > 0)
                Split(buffer.AsSpan(0, count), line, onLine);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The process is gone and its pipe with it.
        }

        if (line.Length > 0)
            onLine(line.ToString());
    }

    private static void Split(ReadOnlySpan<char> text, StringBuilder line, Action<string> onLine)
    {
        foreach (var c in text)
        {
            if (c == '\n')
            {
                onLine(line.ToString().TrimEnd('\r'));
                line.Clear();
            }
            else if (line.Length < MaximumLineLength)
                line.Append(c);
        }
    }
}
