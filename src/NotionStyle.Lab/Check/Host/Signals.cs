using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using NotionStyle.Lab.Discovery;

namespace NotionStyle.Lab.Check.Host;

/// <summary>Ends processes that the doctor started, and only those: an id is used only while it still names the same process.</summary>
internal static partial class Signals
{
    private const int Terminate = 15;

    /// <summary>Ends a process as <c>kill -9</c> does: it gets no chance to tidy up.</summary>
    public static bool Kill(ProcessIdentity identity)
    {
        if (!identity.IsAlive)
            return false;
        try
        {
            using var process = Process.GetProcessById(identity.Pid);
            process.Kill(entireProcessTree: false);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Asks a process to end. Windows has no such request between consoles; there it is ended.</summary>
    public static bool Stop(ProcessIdentity identity)
    {
        if (OperatingSystem.IsWindows())
            return Kill(identity);
        return identity.IsAlive && SendSignal(identity.Pid, Terminate) == 0;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int pid, int signal);
}
