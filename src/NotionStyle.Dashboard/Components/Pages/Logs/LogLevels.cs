namespace NotionStyle.Dashboard.Components.Pages.Logs;

/// <summary>The levels of log records in the words of .NET, over OTLP's numbers.</summary>
internal static class LogLevels
{
    private static readonly (string Name, string Text, int Severity)[] Levels =
    [
        ("critical", "Critical", 21),
        ("error", "Error", 17),
        ("warning", "Warning", 13),
        ("information", "Information", 9),
        ("debug", "Debug", 5),
        ("trace", "Trace", 1),
    ];

    /// <summary>What addresses call the levels, with their words, the lowest first.</summary>
    public static IEnumerable<(string Name, string Text)> Choices => Levels.Reverse().Select(l => (l.Name, l.Text));

    /// <summary>The lowest severity of a level by its name in addresses; 0 when it is none or unknown.</summary>
    public static int MinSeverity(string? name) =>
        Levels
            .Where(l => string.Equals(l.Name, name, StringComparison.OrdinalIgnoreCase))
            .Select(l => l.Severity)
            .FirstOrDefault();

    /// <summary>A severity in words.</summary>
    public static string TextOf(int severity) =>
        Levels.Where(l => severity >= l.Severity).Select(l => l.Text).FirstOrDefault() ?? "Not given";

    /// <summary>The class of a severity: error, warning or other.</summary>
    public static string ClassOf(int severity) =>
        severity >= 17 ? "error"
        : severity >= 13 ? "warning"
        : "other";
}
