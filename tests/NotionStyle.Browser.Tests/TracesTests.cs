using System.Text.RegularExpressions;
using Microsoft.Playwright;
using NotionStyle.Browser.Tests.Support;

namespace NotionStyle.Browser.Tests;

/// <summary>From an edit to its trace, its SQL and its shard, as a person goes.</summary>
[Collection(typeof(OneAtATime))]
public sealed class TracesTests(StageWithDashboard stage)
{
    [Fact]
    public async Task The_trace_of_an_edit_leads_to_its_statements_and_its_shard()
    {
        await using var window = await OpenTraceOfEditAsync();
        var page = window.Page;

        await Assertions.Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("block-service");
        await page.GetByText("INSERT transaction").Or(page.GetByText("SELECT block")).First.ClickAsync();

        var details = page.GetByRole(AriaRole.Complementary);
        await Assertions.Expect(details).ToContainTextAsync("notionstyle.shard");
        await Assertions.Expect(details.Locator("pre .keyword").First).ToBeVisibleAsync();
        await Assertions.Expect(details).ToContainTextAsync("db.response.returned_rows");
        await window.AssertAccessibleAsync();
        await window.PictureAsync("trace-with-sql");
        window.AssertQuiet(stage.Dashboard);
    }

    [Fact]
    public async Task The_slowest_requests_of_the_last_minute_are_one_click_away()
    {
        Assert.SkipWhen(stage.Browser.WhyNot is not null, stage.Browser.WhyNot ?? "");
        var traceId = await stage.EditAsync("a slow tea");
        await using var window = await stage.OpenAsync("/");
        await WaitForTraceAsync(window, traceId);
        await window.GoAsync(stage.Dashboard, "/");

        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Traces" }).First.ClickAsync();
        await window.Page.GetByText("slowest", new() { Exact = false }).First.ClickAsync();

        await window.Page.WaitForURLAsync("**/traces?**order=longest**");
        await Assertions.Expect(Rows(window.Page).First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_filter_is_in_the_address_and_goes_with_back()
    {
        Assert.SkipWhen(stage.Browser.WhyNot is not null, stage.Browser.WhyNot ?? "");
        var traceId = await stage.EditAsync("filtered tea");
        await using var window = await stage.OpenAsync("/traces");
        await WaitForTraceAsync(window, traceId);
        await window.GoAsync(stage.Dashboard, "/traces");
        await window.SettledAsync();
        var page = window.Page;

        await page.GetByRole(AriaRole.Button, new() { Name = "Add filter" }).ClickAsync();
        await page.GetByLabel("Attribute", new() { Exact = true }).FillAsync("http.route");
        await page.GetByLabel("Condition").SelectOptionAsync("Equals");
        await page.GetByLabel("Value", new() { Exact = true }).FillAsync("/no/such/route");
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page).ToHaveURLAsync(new Regex("f=http.route"), new() { Timeout = 30_000 });
        await Assertions.Expect(Rows(page)).ToHaveCountAsync(0);
        await page.GoBackAsync();
        await Assertions.Expect(Rows(page).First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_trace_is_walked_with_the_keyboard_alone()
    {
        await using var window = await OpenTraceOfEditAsync();
        var page = window.Page;

        await page.GetByRole(AriaRole.Treegrid).FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Complementary)).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.GetByRole(AriaRole.Complementary)).ToBeHiddenAsync();
    }

    private static ILocator Rows(IPage page) =>
        page.GetByRole(AriaRole.Region, new() { Name = "Traces", Exact = true }).Locator("tbody tr");

    private async Task<BrowserWindow> OpenTraceOfEditAsync()
    {
        Assert.SkipWhen(stage.Browser.WhyNot is not null, stage.Browser.WhyNot ?? "");
        var traceId = await stage.EditAsync("green tea");
        var window = await stage.OpenAsync("/traces");
        await WaitForTraceAsync(window, traceId);
        await window.GoAsync(stage.Dashboard, $"/traces/{traceId}");
        await window.SettledAsync();
        return window;
    }

    /// <summary>Telemetry comes within seconds of the request.</summary>
    private async Task WaitForTraceAsync(BrowserWindow window, string traceId)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var answer = await window.Page.APIRequest.GetAsync(
                new Uri(stage.Dashboard, $"/api/v1/traces/{traceId}").ToString(),
                new() { Headers = [new("x-api-key", stage.Token)] }
            );
            // The request's own span comes last: its statements may be there before it.
            if (answer.Ok && (await answer.TextAsync()).Contains("http.route", StringComparison.Ordinal))
                return;
            Assert.False(patience.IsCancellationRequested, $"The trace {traceId} did not come: {answer.Status}.");
            await Task.Delay(200, CancellationToken.None);
        }
    }
}
