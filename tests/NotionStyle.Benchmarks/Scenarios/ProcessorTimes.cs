using System.Globalization;

namespace NotionStyle.Benchmarks.Scenarios;

/// <summary>CPU time of processes, from <c>/proc</c>.</summary>
internal static class ProcessorTimes
{
    /// <summary>Clock ticks of <c>/proc/PID/stat</c> in a second, on every Linux that .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>Seconds of a process and its children so far, those that ended included.</summary>
    public static double OfTree(int root) =>
        All().Where(p => p.Id == root || p.Parent == root).Sum(p => p.Id == root ? p.Own + p.Ended : p.Own);

    /// <summary>Seconds of this process and all below it so far, by program.</summary>
    public static Dictionary<string, double> ByProgram()
    {
        var all = All().ToDictionary(p => p.Id);
        var times = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var process in all.Values.Where(p => IsBelowThis(p, all)))
        {
            var name = process.Id == Environment.ProcessId ? "this benchmark" : NameOf(process.Id);
            times[name] = times.GetValueOrDefault(name) + process.Own + process.Ended;
        }

        return times;
    }

    private static bool IsBelowThis(Times process, Dictionary<int, Times> all)
    {
        for (var at = process; ; )
        {
            if (at.Id == Environment.ProcessId)
                return true;
            if (!all.TryGetValue(at.Parent, out at))
                return false;
        }
    }

    /// <summary>The assembly of a .NET program, else the file of the program; the processes of a PostgreSQL server rename themselves.</summary>
    private static string NameOf(int id)
    {
        try
        {
            var arguments = File.ReadAllText($"/proc/{id}/cmdline").Split('\0');
            var assembly = arguments.FirstOrDefault(a => a.EndsWith(".dll", StringComparison.Ordinal));
            var name = Path.GetFileNameWithoutExtension(assembly ?? arguments[0]);
            return name.StartsWith("postgres", StringComparison.Ordinal) ? "PostgreSQL" : name;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "ended";
        }
    }

    private static IEnumerable<Times> All()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                continue;
            if (Read(id) is { } times)
                yield return times;
        }
    }

    private static Times? Read(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            // The name may hold anything, a closing bracket and spaces too. After it: state, parent, …; utime, stime and those of children that have ended are the 12th to 15th.
            var fields = text[(text.LastIndexOf(')') + 2)..]
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(f => double.TryParse(f, CultureInfo.InvariantCulture, out var n) ? n : 0)
                .ToArray();
            return new Times(
                id,
                (int)fields[1],
                (fields[11] + fields[12]) / TicksPerSecond,
                (fields[13] + fields[14]) / TicksPerSecond
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>One process.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Parent">Its parent's.</param>
    /// <param name="Own">Seconds of its own.</param>
    /// <param name="Ended">Seconds of children that have ended.</param>
    private readonly record struct Times(int Id, int Parent, double Own, double Ended);
}
