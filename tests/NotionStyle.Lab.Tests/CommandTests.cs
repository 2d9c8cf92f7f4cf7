using System.Text.Json;
using NotionStyle.Lab.Commands;
using NotionStyle.Lab.Discovery;
using NotionStyle.Lab.Tests.Support;

namespace NotionStyle.Lab.Tests;

public sealed class CommandTests
{
    private static readonly Dictionary<string, string> Remote = new()
    {
        ["NOTIONSTYLE_URL"] = "http://fake",
        ["NOTIONSTYLE_TOKEN"] = FakeService.Token,
    };

    [Theory]
    [InlineData("frob", "'frob'")]
    [InlineData("import", "import")]
    [InlineData("import a --concurrency 0", "--concurrency must be a whole number from 1 to 64; it is '0'.")]
    [InlineData("import a --concurrency many", "'many'")]
    [InlineData("check --stage 1", "--input")]
    [InlineData("check --stage 6 --input a", "--stage must be a whole number from 1 to")]
    [InlineData("export page", "export")]
    [InlineData("load --seconds", "--seconds")]
    public async Task Misuse_is_one_line_and_exit_code_2(string line, string told)
    {
        using var folder = new TempFolder();

        var run = await LabRun.InAsync(folder, null, null, line.Split(' '));

        Assert.Equal(LabProgram.Misused, run.ExitCode);
        Assert.Contains(told, run.Error);
        Assert.Contains("--help", run.Error);
        AssertOneLine(run);
    }

    [Theory]
    [InlineData("import nothing", "nothing")]
    [InlineData("import odd.txt", "odd.txt")]
    [InlineData("import empty", "no Markdown file")]
    [InlineData("check --input nothing", "nothing")]
    [InlineData("status", "dotnet run --project NotionStyle.AppHost")]
    [InlineData("search x", "dotnet run --project NotionStyle.AppHost")]
    [InlineData("search x --url http://fake", "--token")]
    [InlineData("search x --url nonsense --token t", "nonsense")]
    [InlineData("load --edits 0 --reads 0", "--edits")]
    public async Task What_cannot_be_done_is_one_line_with_the_remedy_and_exit_code_1(string line, string told)
    {
        using var folder = new TempFolder();
        folder.Write("odd.txt", "");
        folder.Write("empty/x.png", "");

        var run = await LabRun.InAsync(
            folder,
            new FakeService(),
            line.StartsWith("import empty", StringComparison.Ordinal) ? Remote : null,
            line.Split(' ')
        );

        Assert.Equal(LabProgram.Failed, run.ExitCode);
        Assert.Contains(told, run.Error);
        AssertOneLine(run);
    }

    [Fact]
    public async Task A_token_that_is_not_valid_is_said_so()
    {
        using var folder = new TempFolder();

        var run = await LabRun.InAsync(
            folder,
            new FakeService(),
            null,
            "search",
            "x",
            "--url",
            "http://fake",
            "--token",
            "wrong"
        );

        Assert.Equal(LabProgram.Failed, run.ExitCode);
        Assert.Contains("The token is not valid", run.Error);
        AssertOneLine(run);
    }

    [Fact]
    public async Task Without_a_workspace_import_makes_one_on_the_running_host_and_remembers_it()
    {
        using var folder = new TempFolder();
        var service = new FakeService();
        folder.Write("NotionStyle.sln", "");
        folder.Write(
            ".data/host.json",
            DiscoveryTests.HostJson(
                new ProcessIdentity(Environment.ProcessId, ProcessIdentity.StartTicksOf(Environment.ProcessId))
            )
        );
        folder.Write(".data/secrets.json", $$"""{"Parameters:admin-token": "{{FakeService.AdminToken}}"}""");
        folder.Write("docs/a.md", "# A\n\nSome text, and [b](b.md).");
        folder.Write("docs/b.md", "# B");

        var first = await LabRun.InAsync(folder, service, null, "import", "docs");
        var second = await LabRun.InAsync(folder, service, null, "import", "docs", "--json");

        Assert.Equal(0, first.ExitCode);
        Assert.Contains("made workspace \"docs\"", first.Error);
        Assert.StartsWith("imported 2 files as 3 pages and 4 blocks", first.Output);
        Assert.Equal(0, second.ExitCode);
        Assert.Equal("", second.Error);
        Assert.Equal(1, service.Requests["/v1/workspaces"]);
        using var json = JsonDocument.Parse(second.Output);
        Assert.Equal(4, json.RootElement.GetProperty("blocks").GetInt32());
        Assert.Empty(service.Problems());
    }

    [Fact]
    public async Task What_is_exported_is_what_was_imported()
    {
        using var folder = new TempFolder();
        var service = new FakeService();
        var texts = new Dictionary<string, string>
        {
            ["README.md"] = "# Top\n\nSee [the guide](guide/first%20steps.md#go) and [deep](guide/deep/x.md).\n",
            ["guide/first steps.md"] =
                "# First\n\n- one\n  - two\n\n```rust\nfn main() {}\n```\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n",
            ["guide/deep/x.md"] = "## No title\n\n![a picture](../img/p.png)\n\n[up](../first%20steps.md)\n",
        };
        foreach (var (path, text) in texts)
            folder.Write("in/" + path, text);
        folder.Write("in/guide/img/p.png", "PNG");

        var import = await LabRun.InAsync(folder, service, Remote, "import", "in");
        var export = await LabRun.InAsync(folder, service, Remote, "export", "Top", "out");

        Assert.Equal(0, import.ExitCode);
        Assert.Equal(
            "",
            export.Error.Replace(
                "images and other files are named by the paths that they were imported with; their bytes are not stored yet",
                "",
                StringComparison.Ordinal
            )
        );
        Assert.Equal(0, export.ExitCode);
        foreach (var (path, text) in texts)
            Assert.Equal(
                text,
                await File.ReadAllTextAsync(folder["out/" + path], TestContext.Current.CancellationToken)
            );
        Assert.Equal(3, Directory.GetFiles(folder["out"], "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task Nothing_is_exported_over_what_is_there()
    {
        using var folder = new TempFolder();
        folder.Write("out/mine.md", "mine");

        var run = await LabRun.InAsync(folder, new FakeService(), Remote, "export", "Top", "out");

        Assert.Equal(LabProgram.Failed, run.ExitCode);
        Assert.Contains("is not empty", run.Error);
    }

    [Fact]
    public async Task A_page_that_is_not_there_is_told_with_those_that_are()
    {
        using var folder = new TempFolder();
        var service = new FakeService();
        folder.Write("in/a.md", "text");
        await LabRun.InAsync(folder, service, Remote, "import", "in");

        var run = await LabRun.InAsync(folder, service, Remote, "export", "Nope", "out");

        Assert.Equal(LabProgram.Failed, run.ExitCode);
        Assert.Contains("Root pages: in.", run.Error);
    }

    private static void AssertOneLine(LabRun run)
    {
        Assert.Equal("", run.Output);
        Assert.DoesNotContain('\n', run.Error);
        Assert.DoesNotContain("   at ", run.Error);
    }
}
