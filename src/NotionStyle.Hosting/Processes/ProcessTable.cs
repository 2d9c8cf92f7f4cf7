using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Aspire.Hosting.Processes;

/// <summary>Names processes beyond doubt: a process id alone may have gone to somebody else since.</summary>
internal static class ProcessTable
{
    /// <summary>What changes with every boot; start times are counted from it.</summary>
    public static string BootId { get; } = ReadBootId();

    /// <summary>When a process started, or 0 when there is none of this id.</summary>
    public static long StartTicks(int pid)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                // /proc/N/stat: "N (name) S ppid ... starttime ..."; the name may hold anything, so count from its end.
                var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                return fields[0] == "Z" ? 0 : long.Parse(fields[19], CultureInfo.InvariantCulture);
            }

            using var process = Process.GetProcessById(pid);
            return process.StartTime.ToUniversalTime().Ticks;
        }
        catch (Exception e)
            when (e
                    is IOException
                        or ArgumentException
                        or InvalidOperationException
                        or UnauthorizedAccessException
                        or Win32Exception
            )
        {
            return 0;
        }
    }

    public static bool IsAlive(int pid, long startTicks) => startTicks != 0 && StartTicks(pid) == startTicks;

    private static string ReadBootId()
    {
        const string file = "/proc/sys/kernel/random/boot_id";
        return File.Exists(file) ? File.ReadAllText(file).Trim() : "";
    }
}
