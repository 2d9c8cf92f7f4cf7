using NotionStyle.Lab.Commands;
using NotionStyle.Lab.Terminal;

namespace NotionStyle.Lab.Tests.Support;

/// <summary>A run of the command line, in a folder, against a fake service.</summary>
internal sealed record LabRun(int ExitCode, string Output, string Error)
{
    public static async Task<LabRun> InAsync(
        TempFolder folder,
        FakeService? service,
        IReadOnlyDictionary<string, string>? variables,
        params string[] args
    )
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var context = new LabContext(
            new LabTerminal(output, error, isInteractive: false),
            folder.Path,
            name => variables?.GetValueOrDefault(name),
            () => service ?? (HttpMessageHandler)new Unplugged()
        );
        var exitCode = await LabProgram.RunAsync(args, context, TestContext.Current.CancellationToken);
        return new LabRun(exitCode, output.ToString().TrimEnd(), error.ToString().TrimEnd());
    }

    /// <summary>Nothing is there.</summary>
    private sealed class Unplugged : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct) =>
            throw new HttpRequestException("Connection refused");
    }
}
