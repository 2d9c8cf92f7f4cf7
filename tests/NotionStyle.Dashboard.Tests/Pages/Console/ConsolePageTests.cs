using Bunit;
using NotionStyle.Dashboard.Components.Pages.Console;
using NotionStyle.Dashboard.Resources;
using static NotionStyle.Dashboard.Tests.Pages.Resources.Instances;

namespace NotionStyle.Dashboard.Tests.Pages.Console;

public sealed class ConsolePageTests : PageTest
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public ConsolePageTests() => Host.Show(Running("a", "a-1"), Running("b", "b-1"), Running("b", "b-2"));

    [Fact]
    public void All_resources_are_shown_together_in_the_order_of_time_with_their_names()
    {
        Host.Print(Line("b-1", 1, 2, "second"), Line("a-1", 1, 1, "first"));

        var page = Page();

        page.WaitForAssertion(() => Assert.Equal(["first", "second"], Texts(page)));
        Assert.Equal(["a-1", "b-1"], page.FindAll(".who").Select(w => w.TextContent));
    }

    [Fact]
    public void One_resource_shows_the_lines_of_its_processes_only()
    {
        Host.Print(Line("a-1", 1, 1, "other"), Line("b-2", 1, 2, "mine"), Line("b-1", 1, 3, "mine too"));

        var page = Page("b");

        page.WaitForAssertion(() => Assert.Equal(["mine", "mine too"], Texts(page)));
    }

    [Fact]
    public void Lines_come_live_rest_while_paused_and_are_there_afterwards()
    {
        var page = Page("a");
        Host.Print(Line("a-1", 1, 1, "one"));
        page.WaitForAssertion(() => Assert.Equal(["one"], Texts(page)));

        Button(page, "Pause").Click();
        Host.Print(Line("a-1", 2, 2, "two"));
        Assert.Equal(["one"], Texts(page));
        Assert.Contains("paused", page.Find(".summary").TextContent, StringComparison.Ordinal);

        Button(page, "Pause").Click();
        page.WaitForAssertion(() => Assert.Equal(["one", "two"], Texts(page)));

        Button(page, "Clear").Click();
        Assert.Empty(Texts(page));
        Host.Print(Line("a-1", 3, 3, "three"));
        page.WaitForAssertion(() => Assert.Equal(["three"], Texts(page)));
    }

    [Fact]
    public void A_line_is_text_and_never_markup()
    {
        Host.Print(Line("a-1", 1, 1, "<img src=x onerror=alert(1)>\u001b[31m<script>alert(2)</script>"));

        var page = Page("a");

        page.WaitForAssertion(() =>
            Assert.Equal(["<img src=x onerror=alert(1)><script>alert(2)</script>"], Texts(page))
        );
        Assert.Empty(page.FindAll("img, script"));
    }

    [Fact]
    public void A_search_marks_matches_counts_them_and_can_leave_the_rest_out()
    {
        Host.Print(Line("a-1", 1, 1, "red apple"), Line("a-1", 2, 2, "pear"), Line("a-1", 3, 3, "Apple pie"));
        Open("/consolelogs/a?q=apple");
        var page = Page("a");

        page.WaitForAssertion(() => Assert.Equal(["apple", "Apple"], page.FindAll("mark").Select(m => m.TextContent)));
        Assert.Equal(3, Texts(page).Count);
        Assert.Equal("1 of 2", page.Find(".matches .quiet").TextContent);
        page.Find("button[aria-label='Next match']").Click();
        Assert.Equal("2 of 2", page.Find(".matches .quiet").TextContent);

        Button(page, "Only matches").Click();
        page.WaitForAssertion(() => Assert.Equal(["red apple", "Apple pie"], Texts(page)));
        Assert.Contains("only=matches", Address, StringComparison.Ordinal);
    }

    [Fact]
    public void Standard_error_can_be_shown_alone()
    {
        Host.Print(Line("a-1", 1, 1, "fine"), Line("a-1", 2, 2, "broken") with { IsError = true });
        Open("/consolelogs/a?errors=true");

        var page = Page("a");

        page.WaitForAssertion(() =>
            Assert.Equal(["standard error: broken"], page.FindAll(".row").Select(r => r.TextContent[12..]))
        );
    }

    [Theory]
    [InlineData("utc", "12:00:01.000Z")]
    [InlineData("off", null)]
    public void Times_are_shown_as_asked(string time, string? expected)
    {
        Host.Print(Line("a-1", 1, 1, "x"));
        Open($"/consolelogs/a?time={time}");

        var page = Page("a");

        page.WaitForAssertion(() => Assert.Single(Texts(page)));
        Assert.Equal(expected, page.FindAll(".time").SingleOrDefault()?.TextContent);
    }

    [Fact]
    public void No_more_than_the_maximum_is_kept_and_the_page_says_so()
    {
        Host.Print([.. Enumerable.Range(1, 2_000).Select(n => Line("a-1", n, n, $"line {n}"))]);
        var page = Page("a");
        page.WaitForAssertion(() => Assert.Contains("2,000 lines", Summary(page), StringComparison.Ordinal));

        Host.Print([.. Enumerable.Range(2_001, ConsolePage.Maximum).Select(n => Line("a-1", n, n, $"line {n}"))]);

        page.WaitForAssertion(() =>
            Assert.Contains("2,000 older ones were left out: 10,000 are kept", Summary(page), StringComparison.Ordinal)
        );

        static string Summary(IRenderedComponent<ConsolePage> page) => page.Find(".summary").TextContent;
    }

    [Fact]
    public void A_console_that_fails_leaves_its_lines_and_says_why()
    {
        Host.Print(Line("a-1", 1, 1, "last words"));
        var page = Page("a");
        page.WaitForAssertion(() => Assert.Single(Texts(page)));

        Host.FailConsole(new IOException("the host hung up"));

        page.WaitForAssertion(() =>
            Assert.Contains("the host hung up", page.Find(".notice.bad").TextContent, StringComparison.Ordinal)
        );
        Assert.Equal(["last words"], Texts(page));
    }

    [Fact]
    public async Task A_page_that_is_left_follows_nothing_any_more()
    {
        var page = Page();
        page.WaitForAssertion(() => Assert.Equal(1, Host.Watchers));

        await DisposeComponentsAsync();

        await Host.Unwatched.Task.WaitAsync(TimeSpan.FromSeconds(30), Xunit.TestContext.Current.CancellationToken);
        Assert.Equal(0, Host.Watchers);
    }

    [Fact]
    public void A_resource_that_is_not_there_is_named() =>
        Assert.Contains(
            "There is no resource “gone”",
            Page("gone").Find(".empty").TextContent,
            StringComparison.Ordinal
        );

    // Wrapped lines are all drawn; unwrapped ones only as far as they are in sight, which a test has no eyes for.
    private IRenderedComponent<ConsolePage> Page(string? resource = null)
    {
        var path = new Uri(Address);
        Open($"{path.AbsolutePath}{(path.Query.Length > 0 ? path.Query + "&" : "?")}wrap=true");
        return Render<ConsolePage>(p => p.Add(c => c.Resource, resource));
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<ConsolePage> page, string text) =>
        page.FindAll(".toolbar button").Single(b => b.TextContent.Trim() == text);

    private static List<string> Texts(IRenderedComponent<ConsolePage> page) =>
        [.. page.FindAll(".lines .text").Select(t => t.TextContent)];

    private static ConsoleLine Line(string id, int number, int second, string text) =>
        new(id, number, Start.AddSeconds(second), text, false);
}
