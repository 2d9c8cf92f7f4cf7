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

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        string[] edited;
        do
        {
            if (patience.IsCancellationRequested)
                Assert.Fail(await window.DescribeAsync("No cell shows the edits."));
            for (var i = 0; i < 20; i++)
                await stage.EditAsync($"tea {i}");
            var names = await cells.EvaluateAllAsync<string[]>("cells => cells.map(c => c.getAttribute('aria-label'))");
            edited = [.. names.Where(n => n.Contains("p99", StringComparison.Ordinal))];
        } while (edited.Length == 0);

        // One workspace is edited, which is on one shard.
        Assert.Matches(@"^shard \d+: .*, 0*[1-9.][0-9.]* edits/s, p99 .*s$", Assert.Single(edited));
        Assert.Matches("^to ", await page.Locator(".legend li").Nth(1).InnerTextAsync());
        await window.PictureAsync("shards-after-edits");
        window.AssertQuiet(stage.Dashboard);
    }
}
