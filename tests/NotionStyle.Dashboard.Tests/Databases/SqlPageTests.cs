using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using NotionStyle.Dashboard.Components.Pages;
using NotionStyle.Dashboard.Databases;

namespace NotionStyle.Dashboard.Tests.Databases;

public sealed class SqlPageTests : BunitContext
{
    private const string Read = "SELECT id FROM shardNNN.block WHERE space_id = $1 AND id = ANY($2)";
    private const string Hostile = "SELECT '<img src=x onerror=alert(1)>'";

    private readonly SampleStatistics _statistics = new()
    {
        Statements =
        [
            new ServerStatements(
                "shards-1",
                null,
                null,
                100,
                [
                    new StatementFigures(Read, 10, 60, 20, 100, 99, 1, 5),
                    new StatementFigures("COMMIT", 1_000, 30, 1, 0, 0, 0, 1),
                ]
            ),
            new ServerStatements("shards-2", null, null, 100, [new StatementFigures(Read, 30, 80, 10, 20, 0, 0, 7)]),
        ],
    };

    public SqlPageTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton<IStatementStatistics>(_statistics);
        SetRendererInfo(new RendererInfo("Server", true));
    }

    [Fact]
    public void Statements_of_all_servers_are_summed_and_the_most_time_comes_first()
    {
        var page = Open("/sql");
        Assert.Equal(
            [Read, "70 %", "140 ms", "40", "3.5 ms", "3", "99 %"],
            page.FindAll("tbody tr")[0].Children.Select(c => c.TextContent)
        );
        Assert.Equal(
            ["COMMIT", "15 %", "30 ms", "1,000", "30 µs", "0", "-"],
            page.FindAll("tbody tr")[1].Children.Select(c => c.TextContent)
        );
    }

    [Theory]
    [InlineData("/sql?sort=calls", "COMMIT")]
    [InlineData("/sql?sort=mean", Read)]
    [InlineData("/sql?sort=rows", Read)]
    [InlineData("/sql?sort=nonsense", Read)]
    [InlineData("/sql?q=commit", "COMMIT")]
    public void The_address_says_the_order_and_the_text(string address, string first) =>
        Assert.Equal(first, Open(address).Find("tbody tr td").TextContent);

    [Fact]
    public void One_server_by_itself_has_its_own_shares()
    {
        var page = Open("/sql?server=shards-2");
        Assert.Equal("80 %", Assert.Single(page.FindAll("tbody tr")).Children[1].TextContent);
    }

    [Fact]
    public void A_statement_opens_with_its_text_and_its_traces()
    {
        var address = Open("/sql").Find("tbody a").GetAttribute("href")!;
        var details = Open(address).Find("aside");
        Assert.Equal(Read, details.QuerySelector("pre")!.TextContent);
        Assert.Equal(
            "/traces?f=" + Uri.EscapeDataString("db.query.text:has:.block WHERE space_id ="),
            details.QuerySelector(".actions a")!.GetAttribute("href")
        );
        Assert.Contains("3.5 ms on average, 20 ms at most", details.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Hostile_and_missing_texts_are_shown_as_what_they_are()
    {
        _statistics.Statements =
        [
            new ServerStatements(
                "shards-1",
                null,
                null,
                1,
                [new StatementFigures(Hostile, 1, 1, 1, 1, 1, 1, 1), new StatementFigures(null, 1, 0.5, 1, 1, 1, 1, 1)]
            ),
        ];
        var page = Open("/sql?id=unknown");
        Assert.Empty(page.FindAll("img"));
        Assert.Equal([Hostile, "(text not known)"], page.FindAll(".statement").Select(c => c.TextContent));
        Assert.Empty(page.FindAll("aside .actions a"));
        Assert.Contains("pg_read_all_stats", page.Find("aside").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_without_the_extension_says_the_remedy_and_the_others_are_there()
    {
        _statistics.Statements =
        [
            _statistics.Statements[0],
            new ServerStatements("shards-2", "Run CREATE EXTENSION pg_stat_statements.", null, 0, []),
        ];
        var page = Open("/sql");
        Assert.Equal("shards-2: Run CREATE EXTENSION pg_stat_statements.", page.Find(".notice").TextContent);
        Assert.Equal(2, page.FindAll("tbody tr").Count);
    }

    [Fact]
    public void Comments_before_a_statement_do_not_hide_it_in_the_list()
    {
        const string text = "-- Why it is so.\n  -- And more.\nCREATE TABLE shardNNN.x (\n  id uuid -- the key\n)";
        _statistics.Statements =
        [
            new ServerStatements("shards-1", null, null, 1, [new StatementFigures(text, 1, 1, 1, 1, 1, 1, 1)]),
        ];
        Assert.Equal("CREATE TABLE shardNNN.x ( id uuid -- the key )", Open("/sql").Find(".statement").TextContent);
    }

    [Fact]
    public void Nothing_is_said_in_words()
    {
        _statistics.Statements = [];
        Assert.Contains(
            "ConnectionStrings:shards-1",
            Open("/sql").Find(".empty").TextContent,
            StringComparison.Ordinal
        );
        _statistics.Statements = [new ServerStatements("shards-1", null, null, 0, [])];
        Assert.Equal("No statement has been counted yet.", Open("/sql").Find(".empty").TextContent);
        Assert.Equal("No statement has “<b>” in it.", Open("/sql?q=%3Cb%3E").Find(".empty").TextContent);
    }

    private IRenderedComponent<Sql> Open(string address)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<Sql>();
    }
}
