using Bunit;
using NotionStyle.Dashboard.Components.Pages.Runs;
using NotionStyle.Dashboard.Telemetry;
using NotionStyle.Dashboard.Tests.Pages.Traces;

namespace NotionStyle.Dashboard.Tests.Pages.Runs;

public sealed class RunsPageTests : TracePageTest
{
    [Fact]
    public void Runs_are_listed_and_lead_to_their_traces()
    {
        Telemetry.Runs.AddRange([Run(2, null, "stage 3, --port 1"), Run(1, 5)]);

        var page = Render<RunsPage>();

        Assert.Equal(
            ["traces?range=all&run=2", "traces?range=all&run=1"],
            page.FindAll("td a").Select(a => a.GetAttribute("href"))
        );
        var first = page.Find("tbody tr").TextContent;
        Assert.Contains("goes on", first, StringComparison.Ordinal);
        Assert.Contains("stage 3, --port 1", first, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".compared, .notice"));
    }

    [Fact]
    public void Two_chosen_runs_are_in_the_address_and_compared()
    {
        Telemetry.Runs.AddRange([Run(2), Run(1)]);
        Telemetry.Operations.AddRange([
            new("api", "slower", new(10, 0, 1_000, 10_000, 1), new(20, 3, 1_000, 20_000, 1)),
            new("api", "faster", new(1, 0, 1_000, 10_000, 1), new(1, 0, 1_000, 5_000, 1)),
            new("api", "same", new(1, 0, 1_000, 100_000, 1), new(1, 0, 1_000, 105_000, 1)),
            new("api", "from nothing", new(1, 0, 0, 0, 0), new(1, 0, 1, 1, 1)),
            new("api", "new", null, new(1, 0, 1_000, 1_000, 1)),
            new("api", "gone", new(1, 0, 1_000, 1_000, 1), null),
        ]);
        var page = Render<RunsPage>();

        page.Find("input[aria-label='Run 1 as A']").Change("on");
        Assert.Null(Telemetry.Compared);
        page.Find("input[aria-label='Run 2 as B']").Change("on");

        Assert.Equal("?a=1&b=2", Query);
        Assert.Equal((1, 2), Telemetry.Compared);
        Assert.Equal("Operations of run 1 and run 2", page.Find(".compared h2").TextContent);
        Assert.Equal(
            ["+100 %", "-50 %", "+5 %", "–", "only in B", "only in A"],
            page.FindAll(".compared tbody tr").Select(r => r.Children[^1].TextContent)
        );
        Assert.Equal("+100 %", Assert.Single(page.FindAll(".slower")).TextContent);
        Assert.Equal("-50 %", Assert.Single(page.FindAll(".faster")).TextContent);
        Assert.Equal("3 failed", page.Find(".badge.bad").TextContent);
        Assert.Contains(
            "run=1&service=api",
            page.Find(".compared td a").GetAttribute("href"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("a=9&b=1", "9")]
    [InlineData("a=x&b=1", "x")]
    [InlineData("a=-1&b=1", "-1")]
    [InlineData("a=99999999999&b=1", "99999999999")]
    [InlineData("a=1&b=%3Cimg%20src=x%3E", "<img src=x>")]
    public void A_run_that_is_not_there_is_named(string query, string wrong)
    {
        Telemetry.Runs.Add(Run(1));
        Open("/runs?" + query);

        var page = Render<RunsPage>();

        Assert.StartsWith(
            $"There is no run '{wrong}'.",
            Assert.Single(page.FindAll(".notice")).TextContent,
            StringComparison.Ordinal
        );
        Assert.Empty(page.FindAll(".compared, img"));
        Assert.Null(Telemetry.Compared);
        Assert.Single(page.FindAll("tbody tr"));
    }

    [Fact]
    public void Runs_without_requests_say_so()
    {
        Telemetry.Runs.AddRange([Run(2), Run(1)]);
        Open("/runs?a=1&b=2");

        Assert.Equal("Neither run has a request.", Render<RunsPage>().Find(".compared .empty").TextContent);
    }

    [Fact]
    public void Without_runs_and_without_a_store_the_page_says_so()
    {
        Assert.Contains("No run is stored.", Render<RunsPage>().Find(".empty").TextContent, StringComparison.Ordinal);

        Telemetry.Failure = "the disk is gone";
        var page = Render<RunsPage>();
        Assert.Contains("the disk is gone", page.Find(".notice.bad").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".empty"));
    }

    [Fact]
    public void What_is_not_shown_of_many_runs_is_said()
    {
        Telemetry.Runs.AddRange(Enumerable.Range(1, 201).Select(n => Run(n)));

        var page = Render<RunsPage>();

        Assert.Equal(200, page.FindAll("tbody tr").Count);
        Assert.Contains("The newest 200 of 201 are shown.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_and_names_are_text_and_never_markup()
    {
        Telemetry.Runs.AddRange([Run(1, null, Hostile)]);
        Telemetry.Operations.Add(new(Hostile, Hostile, null, new(1, 0, 1, 1, 1)));
        Open("/runs?a=1&b=1");

        var page = Render<RunsPage>();

        Assert.Contains(Hostile, page.Find("tbody").TextContent, StringComparison.Ordinal);
        Assert.Contains(Hostile, page.Find(".operation").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("img"));
    }

    private static Run Run(int number, long? ended = null, string label = "") =>
        new(number, new Timestamp(1), ended is { } e ? new Timestamp(e) : null, label, 0);
}
