using Bunit;
using NotionStyle.Dashboard.Components.Pages.Traces;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Tests.Pages.Traces;

/// <summary>The details of a span, opened by the address of its trace.</summary>
public sealed class SpanDetailsTests : TracePageTest
{
    [Fact]
    public void A_statement_shows_its_text_its_rows_and_its_shard()
    {
        var formatter = JSInterop.SetupModule("./sql.js");
        formatter.Mode = JSRuntimeMode.Loose;

        var page = OpenSpan(SampleTraces.Edit(), 7);

        var statement = page.Find("section[aria-label=Statement]");
        Assert.Equal(SampleTraces.Statement, statement.QuerySelector("pre code")!.TextContent);
        Assert.Equal(
            ["14 ms", "42 rows", "shard 17", "on db-2"],
            statement.QuerySelectorAll(".sql-facts li").Select(li => li.TextContent.Trim())
        );
        Assert.Equal(
            "traces?range=all&f=notionstyle.shard%3Aeq%3A17",
            statement.QuerySelector(".sql-facts a")!.GetAttribute("href")
        );
        // The browser lays it out and colours it.
        Assert.Equal(SampleTraces.Statement, formatter.VerifyInvoke("show").Arguments[1]);
        var same = statement.QuerySelectorAll("a")[^1].GetAttribute("href")!;
        Assert.Contains(SampleTraces.Statement, Uri.UnescapeDataString(same), StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_span_without_a_statement_says_so()
    {
        var span = SampleTraces.Span(
            1,
            null,
            "query",
            0,
            10,
            attributes: SampleTraces.Attributes(("db.system", "redis"))
        );

        var page = OpenSpan(Of(span), 1);

        Assert.Contains(
            "does not tell its statement",
            page.Find("section[aria-label=Statement]").TextContent,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_failure_shows_its_message_its_exception_and_its_logs()
    {
        Telemetry.Logs.Add(
            new LogRecord
            {
                TraceId = SampleTraces.TraceOf(1),
                SpanId = SampleTraces.SpanOf(6),
                Time = SampleTraces.Origin,
                Resource = SampleTraces.Blocks,
                Scope = new InstrumentationScope("Logger", ""),
                Severity = 17,
                Body = "could not write",
            }
        );

        var page = OpenSpan(SampleTraces.Edit(), 6);

        Assert.Equal("40001: could not serialize access", page.Find("aside .notice.bad").TextContent);
        var events = page.Find("section[aria-label=Events]").TextContent;
        Assert.Contains("Npgsql.PostgresException", events, StringComparison.Ordinal);
        Assert.Contains("Store.ApplyAsync()", events, StringComparison.Ordinal);
        Assert.Contains(
            "could not write",
            page.Find("section[aria-label=Logs] li.bad").TextContent,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Links_lead_to_other_traces_and_back()
    {
        var from = SampleTraces.Span(1, null, "retry", 0, 1, trace: 9) with
        {
            Links = [new SpanLink(SampleTraces.TraceOf(1), SampleTraces.SpanOf(4), TelemetryAttributes.None)],
        };
        Telemetry.Linked.Add(from);

        var page = OpenSpan(SampleTraces.Edit(), 4);

        Assert.Equal(
            $"traces/{SampleTraces.TraceOf(2)}?span={SampleTraces.SpanOf(1)}",
            page.Find("section[aria-label=Links] a").GetAttribute("href")
        );
        var back = $"traces/{from.TraceId}?span={from.SpanId}";
        Assert.Equal(back, page.Find("section[aria-label='Linked from'] a").GetAttribute("href"));
        Assert.Equal(back, page.Find("section[aria-label='Linked from other traces'] a").GetAttribute("href"));
    }

    [Fact]
    public void Whatever_a_span_says_is_text_and_never_markup()
    {
        var hostile = SampleTraces.Attributes(
            (Hostile, Hostile),
            ("db.system.name", Hostile),
            ("db.query.text", Hostile),
            ("notionstyle.shard", Hostile),
            ("notionstyle.server", Hostile),
            ("exception.type", Hostile),
            ("exception.stacktrace", Hostile)
        );
        var span = SampleTraces.Span(
            1,
            null,
            Hostile,
            0,
            10,
            SampleTraces.Resource(Hostile, Hostile),
            attributes: hostile
        ) with
        {
            Scope = new InstrumentationScope(Hostile, Hostile),
            Status = SpanStatus.Error,
            StatusMessage = Hostile,
            TraceState = Hostile,
            Events =
            [
                new SpanEvent(SampleTraces.Origin, Hostile, hostile),
                new SpanEvent(SampleTraces.Origin, "exception", hostile),
            ],
            Links = [new SpanLink(SampleTraces.TraceOf(2), SampleTraces.SpanOf(2), hostile)],
        };
        Telemetry.Linked.Add(span);

        var page = OpenSpan(Of(span), 1);

        Assert.Equal(Hostile, page.Find("h1").TextContent);
        Assert.Equal(Hostile, page.Find(".row .label").TextContent);
        Assert.Equal(Hostile, page.Find("aside h2").TextContent);
        Assert.Equal(Hostile, page.Find("aside pre code").TextContent);
        Assert.Empty(page.FindAll("img, [onerror]"));
    }

    [Fact]
    public void A_span_that_the_trace_has_not_opens_nothing()
    {
        Assert.Empty(OpenSpan(SampleTraces.Edit(), 77).FindAll("aside"));
    }

    [Fact]
    public void The_details_close_and_the_address_forgets_them()
    {
        var page = OpenSpan(SampleTraces.Edit(), 7);

        page.Find("aside button[aria-label='Close the details']").Click();

        Assert.Empty(page.FindAll("aside"));
        Assert.Equal("", Query);
    }

    private static Trace Of(Span span) => new(span.TraceId, [span], false, new Dictionary<SpanId, int>());

    private IRenderedComponent<TraceDetailPage> OpenSpan(Trace trace, int span)
    {
        Telemetry.Add(trace);
        Open($"/traces/{trace.TraceId}?span={SampleTraces.SpanOf(span)}");
        return Render<TraceDetailPage>(p => p.Add(c => c.Id, trace.TraceId.ToString()));
    }
}
