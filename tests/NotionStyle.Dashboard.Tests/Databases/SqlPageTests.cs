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
        Assert.Equal(
            "CREATE TABLE shardNNN.x ( id uuid -- the key )",
            Open("/sql?ddl=true").Find(".statement").TextContent
        );
    }

    [Theory]
    [InlineData("CREATE TABLE shardNNN.block (id uuid)")]
    [InlineData("-- Why it is so.\n/* and\nmore */ alter table shardNNN.block ADD x int")]
    [InlineData("DROP INDEX shardNNN.x")]
    [InlineData("DO $1")]
    [InlineData("GRANT USAGE ON SCHEMA shardNNN TO a")]
    public void Changes_of_schemas_are_left_out_until_they_are_asked_for(string text)
    {
        Count(
            new StatementFigures(text, 480, 300, 20, 0, 0, 0, 480),
            new StatementFigures(Read, 1, 100, 1, 1, 1, 1, 1)
        );
        var page = Open("/sql");
        Assert.Equal([Read], page.FindAll(".statement").Select(c => c.TextContent));
        Assert.Equal("100 %", page.Find("tbody tr").Children[1].TextContent);
        Assert.Contains("(without 1 that change schemas)", page.Find(".summary").TextContent, StringComparison.Ordinal);

        page.Find("input[type=checkbox]").Change(true);
        var address = Services.GetRequiredService<NavigationManager>().Uri;
        Assert.EndsWith("/sql?ddl=true", address, StringComparison.Ordinal);
        page = Open(address);
        Assert.Equal(2, page.FindAll(".statement").Count);
        Assert.Equal("75 %", page.Find("tbody tr").Children[1].TextContent);
        Assert.DoesNotContain("without", page.Find(".summary").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("COMMIT")]
    [InlineData("COPY shardNNN.block FROM STDIN")]
    [InlineData("SELECT created FROM x")]
    [InlineData("WITH created AS (SELECT 1) SELECT 1")]
    [InlineData("VACUUM shardNNN.block")]
    public void What_changes_no_schema_is_there(string text)
    {
        Count(new StatementFigures(text, 1, 1, 1, 1, 1, 1, 1));
        Assert.Equal(text, Open("/sql").Find(".statement").TextContent);
    }

    [Fact]
    public void When_only_changes_of_schemas_were_counted_the_page_says_so_and_leads_to_them()
    {
        Count(new StatementFigures("CREATE TABLE x ()", 1, 1, 1, 1, 1, 1, 1));
        var empty = Open("/sql?q=x").Find(".empty");
        Assert.Contains("No statement has “x” in it.", empty.TextContent, StringComparison.Ordinal);
        empty = Open("/sql").Find(".empty");
        Assert.Contains("Nothing but changes of schemas", empty.TextContent, StringComparison.Ordinal);
        Assert.Single(Open(empty.QuerySelector("a")!.GetAttribute("href")!).FindAll(".statement"));
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
        Assert.Equal("No statement has been counted yet.", Open("/sql").Find(".empty").TextContent.Trim());
        Assert.Equal("No statement has “<b>” in it.", Open("/sql?q=%3Cb%3E").Find(".empty").TextContent.Trim());
    }

    private void Count(params StatementFigures[] statements) =>
        _statistics.Statements = [
            new ServerStatements("shards-1", null, null, statements.Sum(s => s.TotalMilliseconds), statements),
        ];

    private IRenderedComponent<Sql> Open(string address)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<Sql>();
    }
}
