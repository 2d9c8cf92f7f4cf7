using NotionStyle.Lab.Client;
using NotionStyle.Lab.Discovery;
using NotionStyle.Lab.Terminal;

namespace NotionStyle.Lab.Commands;

/// <summary>What commands get from outside: tests put something else in its place.</summary>
/// <param name="Terminal">Where they write.</param>
/// <param name="CurrentDirectory">Where they look from.</param>
/// <param name="Variable">Reads an environment variable.</param>
/// <param name="Handler">Makes the bottom of an HTTP client.</param>
internal sealed record LabContext(
    LabTerminal Terminal,
    string CurrentDirectory,
    Func<string, string?> Variable,
    Func<HttpMessageHandler> Handler
)
{
    public static LabContext OfProcess() =>
        new(
            LabTerminal.OfConsole(),
            Directory.GetCurrentDirectory(),
            Environment.GetEnvironmentVariable,
            ApiTransport.DefaultHandler
        );

    public DataFolder Data(string? given) => DataFolder.Locate(given, CurrentDirectory);
}
