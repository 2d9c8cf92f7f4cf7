using AngleSharp.Dom;
using Bunit;
using NotionStyle.Dashboard.Components.Pages.Traces;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Tests.Pages.Traces;

/// <summary>The waterfall: its rows, its folding and how spans are found.</summary>
public sealed class TraceDetailPageTests : TracePageTest
{
    [Fact]
    public void The_spans_are_rows_of_a_tree_in_their_order()
    {
        var page = OpenTrace(SampleTraces.Edit());

        Assert.Equal("12", page.Find("[role=treegrid]").GetAttribute("aria-rowcount"));
        var rows = Rows(page);
        Assert.Equal(11, rows.Count);
        Assert.Equal("PATCH /v1/blocks/{id}/children", Label(rows[0]));
        Assert.Equal(("1", "true"), (rows[0].GetAttribute("aria-level"), rows[0].GetAttribute("aria-expanded")));
        Assert.Equal(
            ["4", "4", "4"],
            rows.Where(r => Label(r) == "SELECT block").Select(r => r.GetAttribute("aria-level"))
        );
        var facts = page.Find(".head-facts").TextContent;
        Assert.Contains("Spans11", facts, StringComparison.Ordinal);
        Assert.Contains("Shard17", string.Concat(facts.Where(c => !char.IsWhiteSpace(c))), StringComparison.Ordinal);
    }

    [Fact]
    public void Late_clocks_and_missing_parents_are_said()
    {
        var page = OpenTrace(SampleTraces.Edit());

        var notices = page.FindAll(".notice").Select(n => n.TextContent).ToList();
        Assert.Contains(notices, n => n.StartsWith("The clock of", StringComparison.Ordinal));
        Assert.Contains(notices, n => n.StartsWith("The parent of 1 span has not come", StringComparison.Ordinal));
        Assert.DoesNotContain(notices, n => n.Contains("more spans than are shown", StringComparison.Ordinal));
    }

    [Fact]
    public void A_truncated_trace_says_so()
    {
        var page = OpenTrace(SampleTraces.Edit() with { IsTruncated = true });

        Assert.Contains(
            "The trace has more spans than are shown here: the first 11.",
            page.Find(".notice").TextContent,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_folded_span_hides_what_is_below_it_and_the_address_keeps_that()
    {
        var page = OpenTrace(SampleTraces.Edit());

        page.Find("button.fold").Click();

        Assert.Equal($"?x={SampleTraces.SpanOf(1)}", Query);
        Assert.Equal(["PATCH /v1/blocks/{id}/children", "late child"], Rows(page).Select(Label));
        Assert.Equal("false", Rows(page)[0].GetAttribute("aria-expanded"));
        Assert.Contains("+9", Rows(page)[0].TextContent, StringComparison.Ordinal);

        page.Find("button.fold").Click();
        Assert.Equal("", Query);
        Assert.Equal(11, Rows(page).Count);
    }

    [Theory]
    [InlineData("depth=1", 2)]
    [InlineData("depth=2", 5)]
    [InlineData("depth=nonsense&x=zz", 11)]
    public void The_address_says_what_is_folded(string query, int rows) =>
        Assert.Equal(rows, Rows(OpenTrace(SampleTraces.Edit(), query)).Count);

    [Fact]
    public void Arrows_move_and_fold_and_Enter_opens_the_details()
    {
        var page = OpenTrace(SampleTraces.Edit());
        void Press(string key) => page.Find("[role=treegrid]").KeyDown(key);

        Press("ArrowDown");
        Press("ArrowLeft");
        Assert.Equal(2, Rows(page).Count);
        Press("ArrowRight");
        Press("ArrowRight");
        Press("Enter");

        Assert.Contains($"span={SampleTraces.SpanOf(2)}", Query, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Equal("authorize", page.Find("aside h2").TextContent));
        Press("Escape");
        Assert.Empty(page.FindAll("aside"));
    }

    [Fact]
    public void Finding_counts_steps_and_opens_what_hides_a_match()
    {
        var page = OpenTrace(SampleTraces.Edit(), "depth=1");

        page.Find(".find input").Input("select BLOCK");

        Assert.Equal("1 of 3", page.Find(".matches").TextContent);
        Assert.Equal(3, page.FindAll(".row.found").Count);
        page.Find("button[aria-label='Next match']").Click();
        Assert.Equal("2 of 3", page.Find(".matches").TextContent);
        page.Find(".find input").KeyDown("Enter");
        page.Find(".find input").KeyDown("Enter");
        Assert.Equal("1 of 3", page.Find(".matches").TextContent);
        page.Find("button[aria-label='Previous match']").Click();
        Assert.Equal("3 of 3", page.Find(".matches").TextContent);

        page.Find(".find input").Change("select BLOCK");
        Assert.Equal("?depth=1&q=select BLOCK", Query);
        page.Find(".find input").Input("nowhere");
        Assert.Equal("Nothing found", page.Find(".matches").TextContent);
        Assert.True(page.Find("button[aria-label='Next match']").HasAttribute("disabled"));
    }

    [Fact]
    public void The_address_says_what_is_found_and_names_a_filter_that_is_none()
    {
        var page = OpenTrace(SampleTraces.Edit(), "q=block&f=notionstyle.shard:eq:17&f=status:eq:error&f=nonsense");

        Assert.Equal("1 of 1", page.Find(".matches").TextContent);
        Assert.Contains("'nonsense' is no filter", page.Find(".notice").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_large_trace_only_the_rows_near_the_visible_ones_are_there()
    {
        var page = OpenTrace(SampleTraces.Large(3_000));

        Assert.Equal("3001", page.Find("[role=treegrid]").GetAttribute("aria-rowcount"));
        Assert.Equal(WaterfallGrid.Window, Rows(page).Count);
        Assert.Single(page.FindAll(".overview"));

        page.Find("[role=treegrid]").KeyDown("End");
        Assert.Equal("3001", Rows(page)[^1].GetAttribute("aria-rowindex"));
    }

    [Fact]
    public void A_trace_that_is_not_there_is_looked_for_again_on_demand()
    {
        var trace = SampleTraces.Edit();
        Open($"/traces/{trace.TraceId}");
        var page = Render<TraceDetailPage>(p => p.Add(c => c.Id, trace.TraceId.ToString()));
        Assert.Contains(
            $"There is no trace {trace.TraceId}.",
            page.Find(".empty").TextContent,
            StringComparison.Ordinal
        );

        Telemetry.Add(trace);
        page.Find(".empty button").Click();

        Assert.Equal(11, Rows(page).Count);
    }

    [Fact]
    public void A_failure_is_a_message_with_a_way_to_load_again()
    {
        Telemetry.Failure = "the disk is gone";
        var page = OpenTrace(SampleTraces.Edit());
        Assert.Contains("the disk is gone", page.Find(".notice.bad").TextContent, StringComparison.Ordinal);

        Telemetry.Failure = null;
        page.Find(".notice.bad button").Click();
        Assert.Equal(11, Rows(page).Count);

        Telemetry.Failure = "gone again";
        page.FindAll(".actions button").Single(b => b.TextContent == "Reload").Click();
        Assert.Contains("gone again", page.Find(".notice.bad").TextContent, StringComparison.Ordinal);
        Assert.Equal(11, Rows(page).Count);
    }

    [Fact]
    public void What_is_no_id_is_named_and_the_trace_of_before_comes_back()
    {
        var trace = SampleTraces.Edit();
        var page = OpenTrace(trace);

        page.Render(p => p.Add(c => c.Id, Hostile));
        Assert.Contains(
            $"'{Hostile}' is no id of a trace",
            page.Find(".notice.bad").TextContent,
            StringComparison.Ordinal
        );
        Assert.Empty(page.FindAll("img"));
        page.Render(p => p.Add(c => c.Id, trace.TraceId.ToString()));

        Assert.Equal(11, Rows(page).Count);
    }

    private IRenderedComponent<TraceDetailPage> OpenTrace(Trace trace, string query = "")
    {
        Telemetry.Add(trace);
        Open($"/traces/{trace.TraceId}?{query}");
        return Render<TraceDetailPage>(p => p.Add(c => c.Id, trace.TraceId.ToString()));
    }

    private static List<IElement> Rows(IRenderedComponent<TraceDetailPage> page) =>
        [.. page.FindAll("[role=row]:not(.head)")];

    private static string Label(IElement row) => row.QuerySelector(".label")!.TextContent;
}
