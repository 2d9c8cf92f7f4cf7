using Aspire.Hosting.ConsoleOutput;

namespace Aspire.Hosting;

/// <summary>
/// Failures that concern the user may leave the AppHost's top-level statements before there is anything that could
/// catch them. They get the same treatment there: one line, exit code 1, no stack trace.
/// </summary>
internal static class LastChance
{
    private static int _installed;

    public static void Install()
    {
        if (Interlocked.Exchange(ref _installed, 1) != 0)
            return;
        AppDomain.CurrentDomain.UnhandledException += (_, e) =>
        {
            if (e.ExceptionObject is not DistributedApplicationException failure)
                return;
            HostConsole.WriteFailureLine(failure.Message);
            System.Environment.Exit(1);
        };
    }
}
