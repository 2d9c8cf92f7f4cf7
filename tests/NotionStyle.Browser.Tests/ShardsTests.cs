using Microsoft.Playwright;
using NotionStyle.Browser.Tests.Support;

namespace NotionStyle.Browser.Tests;

/// <summary>The heat map of the shards.</summary>
[Collection(typeof(OneAtATime))]
public sealed class ShardsTests(StageWithDashboard stage)
{
    [Fact]
    public async Task The_heat_map_changes_with_the_edits()
    {
        Assert.SkipWhen(stage.Browser.WhyNot is not null, stage.Browser.WhyNot ?? "");
        await using var window = await stage.OpenAsync("/shards?by=edits");
        var page = window.Page;
        var cells = page.GetByRole(
            AriaRole.Button,
            new() { NameRegex = new("^shard \\d+", System.Text.RegularExpressions.RegexOptions.IgnoreCase) }
        );
        await Assertions.Expect(cells).ToHaveCountAsync(480);
        var before = await cells.EvaluateAllAsync<string[]>("cells => cells.map(c => c.getAttribute('aria-label'))");

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        string[] after;
        do
        {
            if (patience.IsCancellationRequested)
                Assert.Fail(await window.DescribeAsync("No cell changed although the page was edited."));
            for (var i = 0; i < 20; i++)
                await stage.EditAsync($"tea {i}");
            after = await cells.EvaluateAllAsync<string[]>("cells => cells.map(c => c.getAttribute('aria-label'))");
        } while (after.SequenceEqual(before));

        await window.PictureAsync("shards-after-edits");
        window.AssertQuiet(stage.Dashboard);
    }
}
