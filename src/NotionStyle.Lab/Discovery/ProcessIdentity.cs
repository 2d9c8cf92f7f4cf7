using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace NotionStyle.Lab.Discovery;

/// <summary>A process named beyond doubt: an id alone may have gone to another process since.</summary>
/// <param name="Pid">The process id.</param>
/// <param name="StartTicks">When it started: on Linux in clock ticks since boot, elsewhere in ticks of UTC, as the host writes it.</param>
internal readonly record struct ProcessIdentity(int Pid, long StartTicks)
{
    public bool IsAlive => StartTicks != 0 && StartTicksOf(Pid) == StartTicks;

    /// <summary>When a process started; 0 when there is none of this id, or only its remains.</summary>
    public static long StartTicksOf(int pid)
    {
        try
        {
            if (OperatingSystem.IsLinux())
                return ReadStat(pid) is { } stat && stat.State != 'Z' ? stat.StartTicks : 0;
            using var process = Process.GetProcessById(pid);
            return process.StartTime.ToUniversalTime().Ticks;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return 0;
        }
    }

    /// <summary>A process and all that it started, as far as they are alive. Only Linux tells; elsewhere the process alone.</summary>
    public static IReadOnlyList<ProcessIdentity> TreeOf(int pid)
    {
        var tree = new List<ProcessIdentity>();
        if (StartTicksOf(pid) is var ticks and not 0)
            tree.Add(new ProcessIdentity(pid, ticks));
        if (!OperatingSystem.IsLinux())
            return tree;
        var children = new Dictionary<int, List<ProcessIdentity>>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                continue;
            if (ReadStat(id) is not { State: not 'Z' } stat)
                continue;
            if (!children.TryGetValue(stat.ParentPid, out var siblings))
                children[stat.ParentPid] = siblings = [];
            siblings.Add(new ProcessIdentity(id, stat.StartTicks));
        }

        var open = new Queue<int>([pid]);
        while (open.TryDequeue(out var parent))
        {
            foreach (var child in children.GetValueOrDefault(parent) ?? [])
            {
                tree.Add(child);
                open.Enqueue(child.Pid);
            }
        }

        return tree;
    }

    /// <summary>Reads <c>/proc/N/stat</c>: <c>N (name) S ppid … starttime …</c>. The name may hold anything, so fields count from its end.</summary>
    private static (char State, int ParentPid, long StartTicks)? ReadStat(int pid)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (
                fields[0][0],
                int.Parse(fields[1], CultureInfo.InvariantCulture),
                long.Parse(fields[19], CultureInfo.InvariantCulture)
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
