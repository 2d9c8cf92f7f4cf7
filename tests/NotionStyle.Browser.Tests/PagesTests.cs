using NotionStyle.Browser.Tests.Support;

namespace NotionStyle.Browser.Tests;

/// <summary>Every page, at both widths and in both themes.</summary>
[Collection(typeof(OneAtATime))]
public sealed class PagesTests(StageWithDashboard stage)
{
    private static readonly (string Name, string Path)[] Pages =
    [
        ("resources", "/"),
        ("graph", "/?view=graph"),
        ("resource", "/?resource=block-service"),
        ("console", "/consolelogs/block-service"),
        ("logs", "/structuredlogs"),
        ("traces", "/traces"),
        ("metrics", "/metrics"),
        ("shards", "/shards"),
        ("shard", "/shards?shard=17"),
        ("sql", "/sql"),
        ("runs", "/runs"),
        ("store", "/store"),
    ];

    public static TheoryData<string, string, string> PagesAndLooks
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var (name, path) in Pages)
            foreach (var look in WindowLook.All)
                data.Add(name, path, look.Name);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(PagesAndLooks))]
    public async Task A_page_is_accessible_fits_and_asks_no_other_site(string name, string path, string look)
    {
        Assert.SkipWhen(stage.Browser.WhyNot is not null, stage.Browser.WhyNot ?? "");
        await stage.EditAsync("green tea");
        await using var window = await stage.OpenAsync(path, WindowLook.All.Single(l => l.Name == look));
        await window.SettledAsync();

        await window.PictureAsync(name);

        await window.AssertAccessibleAsync();
        await window.AssertFitsAsync();
        Assert.Equal(1, await window.Page.Locator("h1").CountAsync());
        window.AssertQuiet(stage.Dashboard);
    }
}
