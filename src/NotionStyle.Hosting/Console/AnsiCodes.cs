using System.Text.RegularExpressions;

namespace Aspire.Hosting.ConsoleOutput;

/// <summary>The colours that processes print: right on a terminal, noise in a file.</summary>
internal static partial class AnsiCodes
{
    public static string Remove(string text) =>
        text.Contains('\u001b', StringComparison.Ordinal) ? Pattern().Replace(text, "") : text;

    [GeneratedRegex("\u001b\\[[0-9;]*[A-Za-z]")]
    private static partial Regex Pattern();
}
