using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using NotionStyle.Dashboard.Components.Pages;
using NotionStyle.Dashboard.Databases;

namespace NotionStyle.Dashboard.Tests.Databases;

public sealed class ShardsPageTests : BunitContext
{
    private const string Hostile = "<script>alert(1)</script>\" onclick=\"alert(2)";

    private readonly SampleStatistics _statistics = new();

    public ShardsPageTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton<IShardStatistics>(_statistics);
        SetRendererInfo(new RendererInfo("Server", true));
    }

    [Fact]
    public void Every_shard_is_a_button_with_a_name_that_says_all()
    {
        var page = Open("/shards");
        var cells = page.FindAll("button.cell");
        Assert.Equal(Enumerable.Range(0, 480).Select(n => $"{n}"), cells.Select(c => c.TextContent));
        Assert.Equal("shard 17: 18 KiB, 0 edits/s", cells[17].GetAttribute("aria-label"));
        Assert.Equal("shard 100: 101 KiB, 1 edits/s, p99 10 ms", cells[100].GetAttribute("aria-label"));
        Assert.Equal(
            ["Shards on shards-1", "Shards on shards-2"],
            page.FindAll("[role=group]").Select(g => g.GetAttribute("aria-label"))
        );
        // Tab reaches one cell of each server; the arrows lead on.
        Assert.Equal(["0", "240"], page.FindAll("button.cell[tabindex='0']").Select(c => c.TextContent));
    }

    [Fact]
    public void The_colours_follow_what_the_address_asks_for_and_the_legend_says_what_they_mean()
    {
        var page = Open("/shards");
        Assert.Contains("l1", page.FindAll("button.cell")[0].ClassList);
        Assert.Contains("l6", page.FindAll("button.cell")[479].ClassList);
        Assert.Equal(8, page.FindAll(".legend li").Count);
        Assert.EndsWith("to 480 KiB", page.FindAll(".legend li")[6].TextContent.Trim(), StringComparison.Ordinal);

        page.Find("select").Change("latency");
        Assert.EndsWith(
            "/shards?by=latency",
            Services.GetRequiredService<NavigationManager>().Uri,
            StringComparison.Ordinal
        );
        page = Open("/shards?by=latency");
        Assert.Contains("l0", page.FindAll("button.cell")[471].ClassList);
        Assert.Contains("l6", page.FindAll("button.cell")[470].ClassList);
        Assert.Equal("470", page.Find(".table tbody td a").TextContent);
    }

    [Fact]
    public void A_click_shows_the_tables_and_the_way_to_the_traces()
    {
        var page = Open("/shards");
        page.FindAll("button.cell")[17].Click();
        Assert.EndsWith(
            "/shards?shard=17",
            Services.GetRequiredService<NavigationManager>().Uri,
            StringComparison.Ordinal
        );

        page = Open("/shards?shard=17");
        var details = page.Find("aside");
        Assert.Equal("Shard 17", details.GetAttribute("aria-label"));
        Assert.Equal(
            "/traces?f=notionstyle.shard%3Aeq%3A17",
            details.QuerySelector(".actions a")!.GetAttribute("href")
        );
        Assert.Equal(
            ["block", "12,000", "8 KiB", "16 KiB", "0 B", "3", "never", "now"],
            details.QuerySelectorAll("tbody tr > *").Select(c => c.TextContent)
        );
        Assert.Equal("17", Assert.Single(page.FindAll("button.cell[aria-pressed=true]")).TextContent);
    }

    [Theory]
    [InlineData("/shards?shard=480")]
    [InlineData("/shards?shard=-1")]
    [InlineData("/shards?shard=x&by=%3Cb%3E&server=nowhere")]
    public void A_parameter_that_makes_no_sense_does_no_harm(string address)
    {
        var page = Open(address);
        Assert.Empty(page.FindAll("aside"));
        Assert.Empty(page.FindAll("[role=alert]"));
    }

    [Fact]
    public void A_server_that_is_down_says_so_and_the_others_are_there()
    {
        var all = SampleStatistics.Of480(2);
        _statistics.Overview = all with
        {
            Shards = [.. all.Shards.Select(s => s.Server == "shards-2" ? s with { Bytes = null, Rows = null } : s)],
            Servers =
            [
                all.Servers[0],
                all.Servers[1] with
                {
                    Problem = "The server cannot be reached: connection refused",
                },
            ],
        };
        var page = Open("/shards");
        Assert.Equal("The server cannot be reached: connection refused", page.Find(".notice").TextContent);
        Assert.Equal(240, page.FindAll("button.cell.unknown").Count);
        Assert.Equal(
            "shard 241: size not known, 0 edits/s",
            page.FindAll("button.cell")[241].GetAttribute("aria-label")
        );
    }

    [Fact]
    public void Without_servers_the_page_says_how_to_name_one()
    {
        _statistics.Overview = new ShardOverview(
            [],
            [],
            TimeSpan.FromMinutes(5),
            "This dashboard stores no telemetry."
        );
        var page = Open("/shards");
        Assert.Contains("ConnectionStrings:shards-1", page.Find(".empty").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_is_said_and_the_page_stays()
    {
        _statistics.Failure = new InvalidOperationException("no such thing");
        Assert.Contains("no such thing", Open("/shards").Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Hostile_names_are_text()
    {
        _statistics.Overview = _statistics.Overview with
        {
            Shards = [new ShardFigures(0, Hostile, 1, 1, null)],
            Servers = [new ServerFigures(Hostile, Hostile, 1, 1, 1, null)],
            TelemetryProblem = Hostile,
        };
        _statistics.Tables = shard => new ShardTables(shard, Hostile, Hostile, [SampleStatistics.Table(Hostile, 1)]);
        var page = Open("/shards?shard=0");
        Assert.Empty(page.FindAll("script, [onclick]"));
        Assert.Equal(Hostile, page.Find("aside tbody th").TextContent);
        Assert.Equal(Hostile, page.Find("section h2").TextContent);
    }

    private IRenderedComponent<Shards> Open(string address)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<Shards>();
    }
}
