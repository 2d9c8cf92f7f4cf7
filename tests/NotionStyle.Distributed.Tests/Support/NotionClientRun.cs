using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.Testing;

namespace NotionStyle.Distributed.Tests.Support;

/// <summary>The suite in tests/clients/notion, run once, all its files at the same time, against one started stage 1.</summary>
public sealed class NotionClientRun : IAsyncLifetime
{
    private static readonly TimeSpan StartMaximum = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan RunMaximum = TimeSpan.FromMinutes(6);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private IReadOnlyList<JsTest> _tests = [];
    private string _output = "";

    public static string Folder { get; } = Path.Combine(Built.Root, "tests", "clients", "notion");

    /// <summary>Why nothing was run; null when it was.</summary>
    internal string? WhyNot { get; private set; }

    public async ValueTask InitializeAsync()
    {
        var ct = TestContext.Current.CancellationToken;
        WhyNot = await NodeProgram.WhyNotAsync(ct) ?? await NodeProgram.RestoreAsync(Folder, ct);
        if (WhyNot is not null)
            return;
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.NotionStyle_AppHost>(
            ["--stage", "1", "--without", "dashboard"],
            ct
        );
        await using var app = await builder.BuildAsync(ct);
        await app.StartAsync(ct).WaitAsync(StartMaximum, ct);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("block-service", ct).WaitAsync(StartMaximum, ct);
        await RunAsync(app, ct);
        await app.StopAsync(ct);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The results of one file; the whole output stands for a file that left none.</summary>
    internal IReadOnlyList<JsTest> ResultsOf(string file)
    {
        JsTest[] results = [.. _tests.Where(t => t.File == file)];
        Assert.True(results.Length > 0, $"{file} left no results. The run says:\n{_output}");
        return results;
    }

    private async Task RunAsync(DistributedApplication app, CancellationToken ct)
    {
        var report = Path.GetTempFileName();
        try
        {
            var run = await ProgramRun.OfAsync(
                new("node", ["run.js", "--report", report])
                {
                    WorkingDirectory = Folder,
                    Patience = RunMaximum,
                    Environment = new Dictionary<string, string>
                    {
                        ["NOTION_BASE_URL"] = app.GetEndpoint("block-service").ToString(),
                        ["NOTIONSTYLE_ADMIN_TOKEN"] = await app.AdminTokenAsync(ct),
                        ["NOTIONSTYLE_FIXTURES"] = Built.Fixtures,
                    },
                },
                ct
            );
            _output = run.Text;
            var lines = await File.ReadAllLinesAsync(report, ct);
            _tests = [.. lines.Select(line => JsonSerializer.Deserialize<JsTest>(line, Json)!)];
        }
        finally
        {
            File.Delete(report);
        }
    }
}

/// <summary>A test of the suite, as its reporter wrote it.</summary>
internal sealed record JsTest(string? File, string Name, string Outcome, string? Message, string? Reason);
