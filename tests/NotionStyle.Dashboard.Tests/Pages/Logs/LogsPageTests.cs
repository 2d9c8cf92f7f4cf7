using Bunit;
using Microsoft.Extensions.DependencyInjection;
using NotionStyle.Dashboard.Components.Pages;
using NotionStyle.Dashboard.Components.Pages.Logs;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Tests.Pages.Logs;

public sealed class LogsPageTests : PageTest
{
    private const string Hostile = "<img src=x onerror=alert(1)>";

    [Fact]
    public void A_record_is_text_and_never_markup()
    {
        var record = Record(Hostile, severity: 17, service: Hostile) with
        {
            Scope = new InstrumentationScope(Hostile, ""),
            EventName = Hostile,
            SeverityText = Hostile,
            Attributes = new TelemetryAttributes(
                $$"""{"{{Hostile}}":"{{Hostile}}","exception.type":"{{Hostile}}","exception.stacktrace":"{{Hostile}}","{OriginalFormat}":"{{Hostile}}!"}"""
            ),
        };
        Logs.Records.Add(record);
        Open($"/structuredlogs?range=all&id={LogKey.Of(record)}");

        var page = Render<LogsPage>();

        Assert.Contains(Hostile, page.Find("tbody td.message").TextContent, StringComparison.Ordinal);
        Assert.Contains(Hostile, page.Find("aside").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("img"));
    }

    [Fact]
    public void The_address_is_the_filter()
    {
        var trace = new TraceId(77);
        Open(
            $"/structuredlogs?range=2026-01-01T00:00:00Z..2026-01-02T00:00:00Z&run=3&service=s&level=warning&q=find&f=a:eq:b&f=c:exists:off:&trace={trace}&page=3"
        );

        Render<LogsPage>();

        var asked = Logs.Asked[0];
        Assert.Equal("2026-01-01T00:00:00.000000Z", asked.Range.From.ToString());
        Assert.Equal("2026-01-02T00:00:00.000000Z", asked.Range.To.ToString());
        Assert.Equal((3, "s", 13, "find"), (asked.Run, asked.Service, asked.MinSeverity, asked.Text));
        Assert.Equal(["a:eq:b", "c:exists:off:"], asked.Attributes.Select(f => f.ToString()));
        Assert.Equal(trace, asked.TraceId);
        Assert.Equal((400, 200), (asked.Skip, asked.Take));
    }

    [Fact]
    public void What_cannot_be_read_in_an_address_is_named_and_the_rest_counts()
    {
        Logs.Records.Add(Record("here"));
        Open("/structuredlogs?range=yesterday&level=loud&f=nonsense&trace=12&span=zz&page=-4");

        var page = Render<LogsPage>();

        var notices = page.FindAll(".notice").Select(n => n.TextContent).ToList();
        Assert.Equal(5, notices.Count);
        Assert.Contains(notices, n => n.Contains("'yesterday' is no range", StringComparison.Ordinal));
        Assert.Contains(notices, n => n.Contains("'loud' is no level", StringComparison.Ordinal));
        Assert.Contains(notices, n => n.Contains("'nonsense' is no filter", StringComparison.Ordinal));
        Assert.Single(page.FindAll("tbody tr td.message"));
    }

    [Fact]
    public void A_query_that_fails_is_a_message_and_the_page_stays()
    {
        Logs.Failure = new InvalidOperationException("the disk is gone");

        var page = Render<LogsPage>();

        Assert.Contains("the disk is gone", page.Find(".notice.bad").TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.Find("input[type=search]"));
    }

    [Fact]
    public void Without_records_the_page_says_so_and_offers_all_times()
    {
        var page = Render<LogsPage>();

        Assert.Contains("No log records meet this", page.Find(".empty").TextContent, StringComparison.Ordinal);
        Assert.Contains("range=all", page.Find(".empty a").GetAttribute("href"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_level_is_told_by_a_word_and_the_trace_by_a_link()
    {
        Logs.Records.Add(Record("boom", 17) with { TraceId = new TraceId(0xabc), SpanId = new SpanId(0xd) });
        Logs.Records.Add(Record("hm", 13));
        Logs.Records.Add(Record("fine", 0));

        var page = Render<LogsPage>();

        Assert.Equal(["Error", "Not given", "Warning"], page.FindAll("td .level").Select(l => l.TextContent).Order());
        var link = Assert.Single(page.FindAll("td.trace a"));
        Assert.Equal("traces/00000000000000000000000000000abc?span=000000000000000d", link.GetAttribute("href"));
    }

    [Fact]
    public void A_slot_of_the_chart_narrows_the_range_to_itself()
    {
        Logs.Records.AddRange([Record("first", at: -60), Record("last", at: -1)]);
        var page = Render<LogsPage>();

        page.Find(".counts button.link").Click();

        page.WaitForAssertion(() =>
            Assert.Equal(["first"], page.FindAll("td.message").Select(m => m.TextContent.Trim()))
        );
        Assert.Contains("..", Uri.UnescapeDataString(Address), StringComparison.Ordinal);
    }

    [Fact]
    public void The_details_show_exception_template_json_and_links_that_filter()
    {
        var record = Record("""{"b":[1,2],"a":"é<"}""") with
        {
            Attributes = new TelemetryAttributes(
                """{"user.id":"7","exception.type":"System.IO.IOException","exception.message":"no","exception.stacktrace":"at Own.Thing()\n   at System.IO.Read()","{OriginalFormat}":"Read {what}"}"""
            ),
        };
        Logs.Records.Add(record);
        Open($"/structuredlogs?id={LogKey.Of(record)}");

        var page = Render<LogsPage>();

        Assert.Contains("\"a\": \"é<\"", page.Find("aside pre.message").TextContent, StringComparison.Ordinal);
        Assert.Contains("System.IO.IOException no", page.Find(".exception p").TextContent, StringComparison.Ordinal);
        Assert.Equal(["   at System.IO.Read()\n"], page.FindAll(".exception pre .quiet").Select(f => f.TextContent));
        Assert.Contains("Read {what}", page.Find("aside").TextContent, StringComparison.Ordinal);
        var filter = page.Find("aside a[aria-label='Filter by user.id']").GetAttribute("href")!;
        Assert.Contains("f=user.id%3Aeq%3A7", filter, StringComparison.Ordinal);
        var resource = page.Find("aside a[aria-label='Filter by host.name']").GetAttribute("href")!;
        Assert.Contains("f=resource.host.name%3Aeq%3Ah", resource, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_to_a_record_that_is_not_in_the_list_still_opens_it()
    {
        var old = Record("long ago", at: -90_000);
        Logs.Records.AddRange([old, Record("now")]);
        Open($"/structuredlogs?range=15m&id={LogKey.Of(old)}");

        var page = Render<LogsPage>();

        Assert.Contains("long ago", page.Find("aside").TextContent, StringComparison.Ordinal);
        Assert.Equal(["now"], page.FindAll("td.message").Select(m => m.TextContent.Trim()));
    }

    [Fact]
    public void A_long_list_comes_in_parts()
    {
        Logs.Records.AddRange(Enumerable.Range(0, 450).Select(i => Record($"n{i}", at: -i - 1)));
        var page = Render<LogsPage>();
        Assert.Equal(200, page.FindAll("tbody td.message").Count);
        Assert.Contains("1 to 200 of 450", page.Find("nav.pages").TextContent, StringComparison.Ordinal);

        Open("/structuredlogs?page=3");

        page.WaitForAssertion(() => Assert.Equal(50, page.FindAll("tbody td.message").Count));
        Assert.Equal(["Newer"], page.FindAll("nav.pages a").Select(a => a.TextContent));
    }

    [Fact]
    public void Errors_are_read_once_the_logs_of_their_service_were_looked_at()
    {
        var read = Services.GetRequiredService<ReadErrors>();
        Catalog.Services.AddRange([FakeCatalog.Service("a", 5), FakeCatalog.Service("b", 2)]);
        Open("/structuredlogs?service=a&level=error&q=only some");
        using (Render<LogsPage>())
            Assert.Equal(5, read.Unread("a", 5));

        Open("/structuredlogs?service=a&level=error");
        using (Render<LogsPage>())
            Assert.Equal((0, 2), (read.Unread("a", 5), read.Unread("b", 2)));
    }

    [Theory]
    [InlineData("15m", true)]
    [InlineData("all", true)]
    [InlineData("2026-01-01..", true)]
    [InlineData("..2026-01-01T12:00:00+02:00", true)]
    [InlineData("..", false)]
    [InlineData("", false)]
    [InlineData("m", false)]
    [InlineData("0m", false)]
    [InlineData("-5m", false)]
    [InlineData("99999999999m", false)]
    [InlineData("36525d", true)]
    [InlineData("36526d", false)]
    [InlineData("1000000d", false)]
    [InlineData("5y", false)]
    [InlineData("a..b", false)]
    public void Ranges_are_read_or_refused(string text, bool isValid) =>
        Assert.Equal(isValid, RangeText.TryParse(text, DateTimeOffset.UtcNow, out _));

    private static LogRecord Record(string body, int severity = 9, string service = "s", int at = -5) =>
        new()
        {
            Time = Timestamp.From(DateTimeOffset.UtcNow.AddSeconds(at)),
            Resource = new TelemetryResource(service, "", new TelemetryAttributes("""{"host.name":"h"}""")),
            Scope = new InstrumentationScope("Logger", ""),
            Severity = severity,
            Body = body,
        };
}
