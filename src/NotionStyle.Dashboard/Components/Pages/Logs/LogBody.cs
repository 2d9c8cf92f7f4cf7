using System.Text.Encodings.Web;
using System.Text.Json;

namespace NotionStyle.Dashboard.Components.Pages.Logs;

/// <summary>Lays out what a log record says.</summary>
internal static class LogBody
{
    // Longer ones are shown as they came: nobody reads them, and laying them out costs memory.
    private const int Maximum = 200_000;

    // Escaping for HTML is the page's work; here it would only hide the text.
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A JSON object or array on several lines; null when the text is none.</summary>
    public static string? PrettyJson(string text)
    {
        var trimmed = text.AsSpan().Trim();
        if (trimmed.Length is < 2 or > Maximum || (trimmed[0], trimmed[^1]) is not (('{', '}') or ('[', ']')))
            return null;
        try
        {
            using var document = JsonDocument.Parse(text);
            return JsonSerializer.Serialize(document.RootElement, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The lines of a stack trace; those of this application are told apart from those of the framework and of libraries.</summary>
    public static IEnumerable<(string Text, bool IsOwn)> Frames(string stackTrace) =>
        stackTrace
            .Split('\n')
            .Select(l => l.TrimEnd('\r'))
            .Select(l => (l, !l.TrimStart().StartsWith("at ", StringComparison.Ordinal) || IsOwn(l.TrimStart()[3..])));

    private static bool IsOwn(string method) =>
        !method.StartsWith("System.", StringComparison.Ordinal)
        && !method.StartsWith("Microsoft.", StringComparison.Ordinal)
        && !method.StartsWith("Npgsql.", StringComparison.Ordinal)
        && !method.StartsWith("Grpc.", StringComparison.Ordinal);
}
