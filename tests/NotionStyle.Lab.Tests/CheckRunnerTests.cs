using System.Text.Json;
using NotionStyle.Lab.Check;
using NotionStyle.Lab.Check.Host;
using NotionStyle.Lab.Terminal;
using NotionStyle.Lab.Tests.Support;

namespace NotionStyle.Lab.Tests;

public sealed class CheckRunnerTests
{
    [Fact]
    public async Task A_check_that_fails_does_not_end_the_others()
    {
        var report = await RunAsync(
            new Fake("first", CheckNeeds.Nothing, () => "1 thing"),
            new Fake("second", CheckNeeds.Nothing, () => throw new LabException("a reason\nof two lines")),
            new Fake("third", CheckNeeds.Nothing, () => throw new InvalidOperationException("unforeseen")),
            new Fake("fourth", CheckNeeds.Nothing, () => "done")
        );

        Assert.Equal(2, report.Passed);
        Assert.Equal(2, report.Failed);
        Assert.False(report.IsWell);
        Assert.StartsWith("  ok   first (1 thing; ", report.Results[0].Line);
        Assert.Equal("  FAIL second: a reason of two lines", report.Results[1].Line);
        Assert.Equal("  FAIL third: InvalidOperationException: unforeseen", report.Results[2].Line);
        Assert.Equal("check stage 1: 2 passed, 2 failed", report.LastLine);
    }

    /// <summary>"Could not tell" is never a pass.</summary>
    [Fact]
    public async Task A_check_that_cannot_be_made_has_failed()
    {
        var report = await RunAsync(
            new Fake("needs a stage", CheckNeeds.Stage, () => "never"),
            new Fake("needs input", CheckNeeds.Input, () => "never")
        );

        Assert.Equal(0, report.Passed);
        Assert.All(report.Results, r => Assert.Contains("not made, because the stage is not up", r.Line));
    }

    [Fact]
    public async Task No_checks_are_no_health() => Assert.False((await RunAsync()).IsWell);

    [Fact]
    public async Task The_report_for_machines_is_one_object()
    {
        var report = await RunAsync(new Fake("first", CheckNeeds.Nothing, () => "1 thing"));

        using var json = JsonDocument.Parse(report.ToJson());

        var root = json.RootElement;
        Assert.Equal("check", root.GetProperty("object").GetString());
        Assert.Equal(1, root.GetProperty("passed").GetInt32());
        Assert.Equal(0, root.GetProperty("failed").GetInt32());
        var check = Assert.Single(root.GetProperty("checks").EnumerateArray());
        Assert.Equal("first", check.GetProperty("name").GetString());
        Assert.Equal("1 thing", check.GetProperty("detail").GetString());
        Assert.True(check.GetProperty("passed").GetBoolean());
    }

    [Fact]
    public void Every_check_has_a_name_of_its_own()
    {
        var names = StageChecks.For(1).Select(c => c.Name).ToList();

        Assert.Equal(names.Count, names.Distinct().Count());
    }

    [Fact]
    public async Task A_condition_that_never_comes_is_a_failure_with_its_reason()
    {
        var failure = await Assert.ThrowsAsync<LabException>(() =>
            StageHost.UntilAsync(
                () => Task.FromResult(false),
                TimeSpan.FromMilliseconds(1),
                () => "it is not there",
                TestContext.Current.CancellationToken
            )
        );

        Assert.Contains("it is not there", failure.Message);
    }

    private static async Task<CheckReport> RunAsync(params ICheck[] checks)
    {
        var host = StageHost.Create("/nowhere/NotionStyle.AppHost.dll", 1);
        try
        {
            await using (host)
            {
                using var context = new CheckContext(
                    1,
                    Sources.Of(("a.md", "text")),
                    host,
                    new LabTerminal(TextWriter.Null, TextWriter.Null, isInteractive: false)
                );
                var told = new List<CheckResult>();
                var results = await CheckRunner.RunAsync(
                    checks,
                    context,
                    told.Add,
                    TestContext.Current.CancellationToken
                );
                Assert.Equal(results, told);
                return new CheckReport(1, "input", results, TimeSpan.FromSeconds(1));
            }
        }
        finally
        {
            host.Remove();
        }
    }

    private sealed class Fake(string name, CheckNeeds needs, Func<string> run) : ICheck
    {
        public string Name => name;
        public CheckNeeds Needs => needs;

        public Task<string> RunAsync(CheckContext context, CancellationToken ct) => Task.FromResult(run());
    }
}
