using System.Diagnostics;
using NotionStyle.Engines.Elasticsearch.Tests.Support;

namespace NotionStyle.Engines.Elasticsearch.Tests.Server;

/// <summary>Clients that nobody here wrote, against a started engine. Their tests are in tests/clients.</summary>
public sealed class ClientSuiteTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly string Clients = Path.Combine(FindRoot(), "tests", "clients");

    [Fact]
    public async Task The_javascript_client_is_content()
    {
        var folder = Path.Combine(Clients, "elasticsearch");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            var (restored, text) = await RunAsync(
                "npm",
                ["ci", "--ignore-scripts", "--no-audit", "--no-fund"],
                folder,
                null
            );
            Assert.SkipWhen(
                restored != 0,
                $"The packages of {folder} cannot be had; run 'npm ci' there. npm says: {text}"
            );
        }

        await DriveAsync("node", ["--test"], folder);
    }

    [Fact]
    public async Task The_python_client_is_content()
    {
        var folder = Path.Combine(Clients, "elasticsearch-python");
        // Debian's own Python has Debian's packages, whatever else is on PATH.
        var (found, _) = await RunAsync("/usr/bin/python3", ["-c", "import elasticsearch"], folder, null);
        Assert.SkipWhen(found != 0, "python3-elasticsearch is not installed: apt install python3-elasticsearch");
        await DriveAsync("/usr/bin/python3", ["suite.py"], folder);
    }

    private static async Task DriveAsync(string program, string[] arguments, string folder)
    {
        using var data = new TestFolder();
        await using var engine = await RunningEngine.StartAsync(data.Path, "Password=secret");
        var (code, output) = await RunAsync(program, arguments, folder, engine.Address);
        Assert.True(code == 0, output);
    }

    private static async Task<(int Code, string Output)> RunAsync(
        string program,
        string[] arguments,
        string folder,
        Uri? engine
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ELASTICSEARCH_URL"] = engine?.ToString();
        start.Environment["ELASTICSEARCH_PASSWORD"] = "secret";
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return (-1, e.Message);
        }

        using (process)
        using (var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken))
        {
            patience.CancelAfter(Patience);
            try
            {
                var output = process.StandardOutput.ReadToEndAsync(patience.Token);
                var errors = process.StandardError.ReadToEndAsync(patience.Token);
                await process.WaitForExitAsync(patience.Token);
                return (process.ExitCode, await output + await errors);
            }
            finally
            {
                if (!process.HasExited)
                    process.Kill(entireProcessTree: true);
            }
        }
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "NotionStyle.sln")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
