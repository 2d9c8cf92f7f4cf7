using System.Diagnostics;
using System.Globalization;

namespace Aspire.Hosting.Processes;

/// <summary>
/// Turns a <see cref="ProcessSpec"/> into the command line that starts it. On Linux that is
/// <c>setsid setpriv --pdeathsig S [drop] bash -c '[ "$PPID" = host ] || exit; exec "$@"' host program args</c>; each
/// step replaces the one before, so the process id stays that of the program.
/// <list type="bullet">
/// <item>setsid: the terminal's Ctrl+C reaches the host only, which then stops everything in order.</item>
/// <item>setpriv: the kernel kills the child when the host dies, whatever killed it.</item>
/// <item>bash: a host that dies between fork and setpriv would be missed; then the parent is another one already. It
/// is bash because sh may be dash, which drops variables such as <c>ConnectionStrings__my-db</c>; without bash there
/// is no check.</item>
/// </list>
/// </summary>
internal static class Launcher
{
    private const string CheckParent = "[ \"$PPID\" = \"$0\" ] || exit 143; exec \"$@\"";

    private static readonly string? SetPriv = OperatingSystem.IsLinux() ? ExecutablePath.Find("setpriv") : null;
    private static readonly string? Bash = OperatingSystem.IsLinux() ? ExecutablePath.Find("bash") : null;
    private static readonly string? SetSid = OperatingSystem.IsLinux() ? ExecutablePath.Find("setsid") : null;

    /// <summary>Whether the kernel takes care that no child outlives the host.</summary>
    public static bool HasDeathSignal => SetPriv is not null;

    /// <summary>Whether each child leads a session of its own.</summary>
    public static bool HasSessions => SetSid is not null;

    public static ProcessStartInfo Prepare(ProcessSpec spec)
    {
        List<string> command = [];
        if (SetSid is not null)
            command.Add(SetSid);
        if (SetPriv is not null)
        {
            command.AddRange([SetPriv, "--pdeathsig", SignalName(spec.DeathSignal)]);
            if (spec.Account is not null)
                command.AddRange(DropTo(spec.Account, spec.ReadEverywhere));
            var host = System.Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
            if (Bash is not null)
                command.AddRange([Bash, "-c", CheckParent, host]);
        }
        else if (spec.Account is not null)
            throw new DistributedApplicationException(
                "A process must run as another account, and 'setpriv' is missing; install it (apt install util-linux), or "
                    + "start the host as an ordinary user."
            );

        command.Add(spec.FileName);
        command.AddRange(spec.Arguments);
        var info = new ProcessStartInfo(command[0])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = spec.WorkingDirectory ?? "",
        };
        foreach (var argument in command.Skip(1))
            info.ArgumentList.Add(argument);
        foreach (var (name, value) in spec.Environment)
            info.Environment[name] = value;
        return info;
    }

    /// <summary>The arguments of setpriv that leave root behind.</summary>
    private static IEnumerable<string> DropTo(ProcessAccount account, bool readEverywhere)
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"--reuid={account.UserId}");
        yield return string.Create(CultureInfo.InvariantCulture, $"--regid={account.GroupId}");
        yield return "--clear-groups";
        if (!readEverywhere)
            yield break;
        yield return "--securebits=+no_setuid_fixup";
        yield return "--inh-caps=-all,+dac_read_search";
        yield return "--ambient-caps=-all,+dac_read_search";
        yield return "--bounding-set=-all,+dac_read_search";
    }

    private static string SignalName(ProcessSignal signal) =>
        signal switch
        {
            ProcessSignal.Interrupt => "INT",
            ProcessSignal.Quit => "QUIT",
            ProcessSignal.Terminate => "TERM",
            _ => "KILL",
        };
}
