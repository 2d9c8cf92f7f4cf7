using Bunit;
using NotionStyle.Dashboard.Components.Pages.Traces;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Tests.Pages.Traces;

public sealed class TracesPageTests : TracePageTest
{
    [Fact]
    public void The_address_is_the_filter()
    {
        Open(
            "/traces?range=2026-01-01T00:00:00Z..2026-01-02T00:00:00Z&run=3&service=s&min=20ms&max=1.5s&errors=true&q=find&f=a:eq:b&f=c:exists:off:&order=longest&page=3"
        );

        Render<TracesPage>();

        var asked = Telemetry.LastFilter;
        Assert.Equal("2026-01-01T00:00:00.000000Z", asked.Range.From.ToString());
        Assert.Equal("2026-01-02T00:00:00.000000Z", asked.Range.To.ToString());
        Assert.Equal((3, "s", true, "find"), (asked.Run, asked.Service, asked.ErrorsOnly, asked.Text));
        Assert.Equal((20_000_000, 1_500_000_000), (asked.MinDurationNano, asked.MaxDurationNano));
        Assert.Equal(["a:eq:b", "c:exists:off:"], asked.Attributes.Select(f => f.ToString()));
        Assert.Equal((TraceOrder.Longest, 200, 100), (asked.Order, asked.Skip, asked.Take));
    }

    [Fact]
    public void Each_choice_is_in_the_address_and_begins_on_the_first_page()
    {
        Telemetry.Add(SampleTraces.Edit());
        Telemetry.Runs.Add(new Run(7, new Timestamp(1), null, "", 0));
        Open("/traces?page=1");
        var page = Render<TracesPage>();

        page.Find("input[placeholder='20ms']").Change("5ms");
        Assert.Equal("?min=5ms", Query);
        page.Find("input[placeholder='1.5s']").Change("2s");
        page.Find("input[type=search]").Change("a&b");
        page.Find(".check input").Change(true);
        page.FindAll("select")
            .Single(s => s.TextContent.Contains("All services", StringComparison.Ordinal))
            .Change("block-service");
        page.FindAll("select").Single(s => s.TextContent.Contains("All runs", StringComparison.Ordinal)).Change("7");

        Assert.Equal("?min=5ms&max=2s&q=a&b&errors=true&service=block-service&run=7", Query);
        var asked = Telemetry.LastFilter;
        Assert.Equal(
            (5_000_000, "a&b", "block-service", 7),
            (asked.MinDurationNano, asked.Text, asked.Service, asked.Run)
        );
    }

    [Fact]
    public void A_column_sorts_by_a_link_that_turns_the_order()
    {
        Telemetry.Add(SampleTraces.Edit());
        Open("/traces?range=all");
        var page = Render<TracesPage>();
        Assert.Equal("descending", page.FindAll("th[aria-sort]")[0].GetAttribute("aria-sort"));
        Assert.EndsWith(
            "range=all&order=longest",
            page.FindAll("th a")[1].GetAttribute("href"),
            StringComparison.Ordinal
        );

        Open("/traces?range=all&order=longest");

        page.WaitForAssertion(() =>
            Assert.EndsWith("order=shortest", page.FindAll("th a")[1].GetAttribute("href"), StringComparison.Ordinal)
        );
    }

    [Fact]
    public void What_cannot_be_read_in_an_address_is_named_and_the_rest_counts()
    {
        Telemetry.Add(SampleTraces.Edit());
        Open("/traces?range=yesterday&run=x&min=fast&max=slow&f=nonsense&order=up&page=-4&q=PATCH");

        var page = Render<TracesPage>();

        var notices = page.FindAll(".notice").Select(n => n.TextContent).ToList();
        Assert.Equal(7, notices.Count);
        foreach (var wrong in new[] { "yesterday", "x", "fast", "slow", "nonsense", "up", "-4" })
            Assert.Contains(notices, n => n.StartsWith($"'{wrong}' is no ", StringComparison.Ordinal));
        Assert.Single(page.FindAll("tbody td.name a"));
    }

    [Theory]
    [InlineData("9999-01-01..")]
    [InlineData("..0001-01-01")]
    [InlineData("99999999999d")]
    [InlineData("2026-01-02..2026-01-01")]
    public void A_range_that_cannot_be_is_no_failure_of_the_page(string range)
    {
        Open("/traces?range=" + range);

        var page = Render<TracesPage>();

        Assert.Contains($"'{range}' is no range of time", page.Find(".notice").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".notice.bad"));
    }

    [Fact]
    public void A_trace_is_text_and_never_markup()
    {
        var span = SampleTraces.Span(1, null, Hostile, 0, 1_000, SampleTraces.Resource(Hostile));
        Telemetry.Add(new Trace(span.TraceId, [span], false, new Dictionary<SpanId, int>()));
        Telemetry.Runs.Add(new Run(7, new Timestamp(1), null, Hostile, 0));
        Open("/traces?q=" + Uri.EscapeDataString(Hostile));

        var page = Render<TracesPage>();

        Assert.Equal(Hostile, page.Find("td.name a").TextContent);
        Assert.Equal(Hostile, page.Find("input[type=search]").GetAttribute("value"));
        Assert.Empty(page.FindAll("img"));
    }

    [Fact]
    public void A_row_tells_of_errors_services_a_missing_root_and_a_missing_name()
    {
        Telemetry.Add(SampleTraces.Edit());
        var orphan = SampleTraces.Span(2, 1, "", 0, 10, trace: 5);
        Telemetry.Add(new Trace(orphan.TraceId, [orphan], false, new Dictionary<SpanId, int>()));
        Open("/traces?order=longest");

        var page = Render<TracesPage>();

        List<AngleSharp.Dom.IElement> rows = [.. page.FindAll("td.name").Select(cell => cell.ParentElement!)];
        Assert.Equal("traces/" + SampleTraces.TraceOf(1), rows[0].QuerySelector("a")!.GetAttribute("href"));
        Assert.Contains("1 error", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Equal(3, rows[0].QuerySelectorAll("ul.services li").Length);
        Assert.Contains("(no name)", rows[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("no root", rows[1].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_query_that_fails_is_a_message_and_the_page_stays()
    {
        Telemetry.Failure = "the disk is gone";
        Open("/traces?run=3");

        var page = Render<TracesPage>();

        Assert.Contains("the disk is gone", page.Find(".notice.bad").TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.Find("input[type=search]"));
        Assert.Contains(page.FindAll("option[selected]"), o => o.TextContent == "3");
    }

    [Theory]
    [InlineData("/traces", "There are no traces here in this time.", true)]
    [InlineData("/traces?range=all", "There are no traces here yet.", false)]
    [InlineData("/traces?q=x", "There are no traces here that meet the filters.", true)]
    public void Without_traces_the_page_says_why_and_what_to_do(string address, string text, bool isNarrow)
    {
        Open(address);

        var empty = Render<TracesPage>().Find(".empty");

        Assert.Contains(text, empty.TextContent, StringComparison.Ordinal);
        Assert.Equal(isNarrow ? "traces?range=all" : null, empty.QuerySelector("a")?.GetAttribute("href"));
    }

    [Fact]
    public void A_long_list_comes_in_pages_and_past_its_end_is_a_way_back()
    {
        for (var i = 1; i <= 250; i++)
            Telemetry.Add(
                new Trace(
                    SampleTraces.TraceOf(i),
                    [SampleTraces.Span(1, null, "n", i, 1, trace: i)],
                    false,
                    new Dictionary<SpanId, int>()
                )
            );
        Open("/traces?page=3");
        var page = Render<TracesPage>();
        Assert.Equal(50, page.FindAll("td.name").Count);
        Assert.Contains("Page 3 of 3", page.Find("nav.pages").TextContent, StringComparison.Ordinal);
        Assert.Equal(["Previous"], page.FindAll("nav.pages a").Select(a => a.TextContent));

        Open("/traces?page=9");

        page.WaitForAssertion(() =>
            Assert.Contains(
                "Page 9 is past the end: there are 3.",
                page.Find(".empty").TextContent,
                StringComparison.Ordinal
            )
        );
        Assert.EndsWith("/traces", page.Find(".empty a").GetAttribute("href"), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_traces_that_are_ticked_can_be_compared_and_a_third_takes_the_place_of_the_first()
    {
        for (var i = 1; i <= 3; i++)
            Telemetry.Add(SampleTraces.Edit(i));
        var page = Render<TracesPage>();

        foreach (var at in new[] { 0, 1, 2 })
            page.FindAll("td.tick input")[at].Change(true);

        var shown = page.FindAll("td.name a").Select(a => a.GetAttribute("href")!["traces/".Length..]).ToList();
        Assert.Equal($"traces/compare?a={shown[1]}&b={shown[2]}", page.Find(".ticked a").GetAttribute("href"));
    }

    [Fact]
    public void A_slot_of_the_durations_narrows_the_list_to_itself()
    {
        Telemetry.Add(SampleTraces.Edit());
        Telemetry.Histogram = new LatencyHistogram([new LatencySlot(1_000_000, 2_000_000, 3, 1)], 1, 2, 3);
        var page = Render<TracesPage>();

        page.Find(".slots button").Click();

        var asked = Telemetry.LastFilter;
        Assert.Equal((1_000_000, 1_999_999), (asked.MinDurationNano, asked.MaxDurationNano));
        Assert.Contains("min=1ms", Query, StringComparison.Ordinal);
    }
}
