using Bunit;
using NotionStyle.Dashboard.Components.Pages.Traces;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Tests.Pages.Traces;

public sealed class TraceComparePageTests : TracePageTest
{
    [Fact]
    public void The_steps_of_two_traces_stand_side_by_side_with_the_largest_difference_first()
    {
        var edit = SampleTraces.Edit();
        Telemetry.Add(edit);
        Telemetry.Add(
            new Trace(
                SampleTraces.TraceOf(2),
                [
                    .. edit
                        .Spans.Where(s => s.Name != "authorize")
                        .Select(s => s.ParentSpanId is null ? s with { DurationNano = s.DurationNano * 3 } : s),
                    SampleTraces.Span(50, 1, "wait", 0, 5_000),
                ],
                false,
                new Dictionary<SpanId, int>()
            )
        );

        var page = Compare(1, 2);

        var rows = page.FindAll("tbody tr").ToList();
        Assert.Contains("PATCH /v1/blocks/{id}/children", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Equal("+96 ms", rows[0].QuerySelector(".slower")!.TextContent);
        Assert.Equal(
            "only in B",
            rows.Single(r => r.QuerySelector(".step")!.TextContent.Contains("wait", StringComparison.Ordinal))
                .QuerySelector(".badge")!
                .TextContent
        );
        Assert.Equal(
            "only in A",
            rows.Single(r => r.QuerySelector(".step")!.TextContent.Contains("authorize", StringComparison.Ordinal))
                .QuerySelector(".badge")!
                .TextContent
        );
        Assert.Contains("×3", page.Find("tbody").TextContent, StringComparison.Ordinal);
        Assert.Contains("1 failed", page.Find("tbody").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".notice"));
    }

    [Fact]
    public void A_truncated_trace_says_so()
    {
        Telemetry.Add(SampleTraces.Edit());
        Telemetry.Add(SampleTraces.Edit(2) with { IsTruncated = true });

        Assert.Equal(
            "B has more spans than are compared here: the first 11.",
            Assert.Single(Compare(1, 2).FindAll(".notice")).TextContent
        );
    }

    [Theory]
    [InlineData("", "A trace is missing in the address.")]
    [InlineData("?a=00000000000000000000000000abcdef", "There is no trace '00000000000000000000000000abcdef'.")]
    [InlineData("?a=%3Cimg%20src=x%3E", "There is no trace '<img src=x>'.")]
    public void A_trace_that_is_not_there_is_named_with_a_way_to_choose_one(string query, string text)
    {
        Open("/traces/compare" + query);

        var page = Render<TraceComparePage>();

        var notices = page.FindAll(".notice");
        Assert.Equal(2, notices.Count);
        Assert.StartsWith(text, notices[0].TextContent, StringComparison.Ordinal);
        Assert.Equal("traces?range=all", notices[0].QuerySelector("a")!.GetAttribute("href"));
        Assert.Empty(page.FindAll("img, table"));
    }

    [Fact]
    public void Names_are_text_and_never_markup()
    {
        var span = SampleTraces.Span(1, null, Hostile, 0, 10, SampleTraces.Resource(Hostile));
        Telemetry.Add(new Trace(span.TraceId, [span], false, new Dictionary<SpanId, int>()));

        var page = Compare(1, 1);

        Assert.Equal(Hostile, page.Find("h2 a").TextContent);
        Assert.Empty(page.FindAll("img"));
    }

    [Fact]
    public void A_failure_is_a_message()
    {
        Telemetry.Failure = "the disk is gone";

        Assert.Contains("the disk is gone", Compare(1, 2).Find(".notice.bad").TextContent, StringComparison.Ordinal);
    }

    private IRenderedComponent<TraceComparePage> Compare(int a, int b)
    {
        Open($"/traces/compare?a={SampleTraces.TraceOf(a)}&b={SampleTraces.TraceOf(b)}");
        return Render<TraceComparePage>();
    }
}
