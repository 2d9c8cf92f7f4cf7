using Bunit;
using NotionStyle.Dashboard.Components.Kit;
using NotionStyle.Dashboard.Components.Pages.Metrics;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Tests.Pages.Metrics;

public sealed class MetricsPageTests : PageTest
{
    private const string Hostile = "<img src=x onerror=alert(1)>";

    public MetricsPageTests() => Metrics.Draw = Chart;

    [Fact]
    public void What_a_service_calls_its_instruments_is_text_and_never_markup()
    {
        Add(Hostile, Hostile, Hostile, unit: Hostile, dimension: Hostile);
        Open(
            $"/metrics?i={Uri.EscapeDataString(new ChartSpec(null, Hostile, Hostile) { GroupBy = Hostile }.ToString())}"
        );

        var page = Render<MetricsPage>();

        Assert.Equal($"{Hostile} by {Hostile}", page.Find("section.metric h2").TextContent);
        Assert.Contains(Hostile, page.Find(".tree").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("img"));
    }

    [Fact]
    public void Without_a_choice_the_highlights_are_shown_as_far_as_they_are_measured()
    {
        Add("block-service", "Microsoft.AspNetCore.Hosting", "http.server.request.duration", "s", "http.route");
        Add("block-service", "System.Runtime", "dotnet.gc.last_collection.heap.size", "By", "gc.heap.generation");
        Add("block-service", "Other", "something.else");

        var page = Render<MetricsPage>();

        Assert.Equal(
            ["http.server.request.duration", "http.server.request.duration", "dotnet.gc.last_collection.heap.size"],
            Names(page)
        );
        Assert.Equal(["http.route", "http.route", "gc.heap.generation"], Metrics.Asked.Select(q => q.GroupBy));
        Assert.Contains("highlights", page.Find(".summary").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_instruments_stand_on_one_page_each_as_its_address_says()
    {
        Add("a", "M", "one", dimension: "k");
        Add("a", "M", "two");
        Open(
            "/metrics?run=4&service=a&range=2026-01-01T00:00:00Z..2026-01-01T01:00:00Z&i=M/one;g=k;d=k=x;d=k=y&i=M/two;table"
        );

        var page = Render<MetricsPage>();

        Assert.Equal(2, page.FindAll("section.metric").Count);
        var one = Metrics.Asked[0];
        Assert.Equal(("a", "M", "one", 4, "k"), (one.Service, one.Meter, one.Instrument, one.Run, one.GroupBy));
        Assert.Equal(["x", "y"], one.Dimensions["k"]);
        Assert.Equal("2026-01-01T00:00:00.000000Z", one.Range.From.ToString());
        Assert.Single(page.FindAll("section.metric .values"));
        Assert.Single(page.FindAll("section.metric [role=img]"));
    }

    [Fact]
    public void A_click_in_the_tree_adds_and_removes_and_charts_can_be_moved()
    {
        Add("a", "M", "one");
        Add("a", "M", "two");
        Open("/metrics?i=M/one");
        var page = Render<MetricsPage>();

        Open(page.FindAll(".tree li a").Single(a => a.TextContent == "two").GetAttribute("href")!);
        page.WaitForAssertion(() => Assert.Equal(["one", "two"], Names(page)));
        Open(page.Find("a[aria-label='Move two forward']").GetAttribute("href")!);
        page.WaitForAssertion(() => Assert.Equal(["two", "one"], Names(page)));
        Open(page.Find("a[aria-label='Remove two']").GetAttribute("href")!);
        page.WaitForAssertion(() => Assert.Equal(["one"], Names(page)));
        Assert.Equal(
            "true",
            page.FindAll(".tree li a").Single(a => a.TextContent == "one").GetAttribute("aria-current")
        );
    }

    [Fact]
    public void Of_two_services_with_the_same_instrument_the_chosen_one_is_drawn()
    {
        Add("a", "M", "one");
        Add("b", "M", "one");
        Open("/metrics?i=M/none");
        var page = Render<MetricsPage>();

        Open(page.FindAll(".tree li a")[1].GetAttribute("href")!);

        page.WaitForAssertion(() => Assert.Equal("b", Metrics.Asked[^1].Service));
        Assert.Equal([null, "true"], page.FindAll(".tree li a").Select(a => a.GetAttribute("aria-current")));
    }

    [Fact]
    public void A_chart_that_fails_says_so_and_the_others_stay()
    {
        Add("a", "M", "one");
        Add("a", "M", "two");
        Metrics.Draw = q => q.Instrument == "one" ? throw new InvalidOperationException("too much") : Chart(q);
        Open("/metrics?i=M/one&i=M/two&i=M/gone");

        var page = Render<MetricsPage>();

        Assert.Contains("too much", Assert.Single(page.FindAll(".notice.bad")).TextContent, StringComparison.Ordinal);
        Assert.Single(page.FindAll("section.metric [role=img]"));
        Assert.Contains("no such instrument", page.FindAll("section.metric")[2].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_read_and_what_is_too_much_is_named()
    {
        Add("a", "M", "one");
        var many = string.Concat(Enumerable.Range(0, 14).Select(i => $"&i=M/one;d=n={i}"));
        Open($"/metrics?range=soon&i=nonsense{many}");

        var page = Render<MetricsPage>();

        var notices = page.FindAll(".notice").Select(n => n.TextContent).ToList();
        Assert.Contains(notices, n => n.Contains("'nonsense' is no chart", StringComparison.Ordinal));
        Assert.Contains(notices, n => n.Contains("'soon' is no range", StringComparison.Ordinal));
        Assert.Equal(2, notices.Count(n => n.Contains("at most 12 charts", StringComparison.Ordinal)));
        Assert.Equal(12, page.FindAll("section.metric").Count);
    }

    [Fact]
    public void Nothing_measured_is_said()
    {
        var page = Render<MetricsPage>();

        Assert.Contains("Nothing was measured yet", page.Find("p.empty").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exemplar_opens_its_trace_by_a_link_and_by_its_point()
    {
        Add("a", "M", "one", "s");
        var exemplar = new Exemplar(new Timestamp(5_000_000_000), 0.25, new TraceId(0xabc), new SpanId(0xd));
        Metrics.Draw = q => Chart(q)! with { Exemplars = [exemplar] };
        Open("/metrics?i=M/one");
        var page = Render<MetricsPage>();

        var link = page.Find(".exemplars a");
        Assert.Equal("250 ms", link.TextContent);
        const string Target = "traces/00000000000000000000000000000abc?span=000000000000000d";
        Assert.Equal(Target, link.GetAttribute("href"));

        page.InvokeAsync(() => page.FindComponent<Chart>().Instance.SelectAsync("Single measurements", 0, null));
        page.WaitForAssertion(() => Assert.EndsWith(Target, Address, StringComparison.Ordinal));
    }

    [Fact]
    public void A_group_and_a_condition_that_are_chosen_go_into_the_address()
    {
        Add("a", "M", "one", dimension: "http.route");
        Open("/metrics?i=M/one");
        var page = Render<MetricsPage>();

        page.FindAll(".controls select")[0].Change("http.route");
        page.WaitForAssertion(() => Assert.Equal("http.route", Metrics.Asked[^1].GroupBy));
        page.FindAll(".controls select")[1].Change("http.route=%2Fv1%2Fpages");
        page.WaitForAssertion(() => Assert.Equal(["/v1/pages"], Metrics.Asked[^1].Dimensions["http.route"]));
        Open(page.Find(".chips a").GetAttribute("href")!);
        page.WaitForAssertion(() => Assert.Empty(Metrics.Asked[^1].Dimensions));
    }

    private static IEnumerable<string> Names(IRenderedComponent<MetricsPage> page) =>
        page.FindAll("section.metric h2").Select(h => h.TextContent.Split(' ')[0]);

    private void Add(string service, string meter, string name, string unit = "", string? dimension = null) =>
        Metrics.Instruments.Add(
            new Instrument(
                service,
                meter,
                name,
                "",
                unit,
                InstrumentKind.Gauge,
                1,
                dimension is null ? [] : [new(dimension, ["/v1/pages", Hostile])]
            )
        );

    private MetricChart? Chart(MetricQuery query) =>
        Metrics.Instruments.Find(i => i.Meter == query.Meter && i.Name == query.Instrument) is { } instrument
            ? new MetricChart(
                instrument,
                [new Timestamp(1_000_000_000), new Timestamp(2_000_000_000)],
                [new MetricCurve(query.GroupBy is null ? "" : Hostile, "value", [1, 2])],
                [],
                false
            )
            : null;
}
