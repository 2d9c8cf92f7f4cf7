using Microsoft.Playwright;
using NotionStyle.Browser.Tests.Support;

namespace NotionStyle.Browser.Tests;

/// <summary>Who gets in.</summary>
[Collection(typeof(OneAtATime))]
public sealed class AccessTests(StageWithDashboard stage)
{
    [Fact]
    public async Task The_printed_address_logs_in_and_without_it_there_is_the_login()
    {
        await using var window = await stage.Browser.OpenAsync();
        var page = window.Page;

        await page.GotoAsync(new Uri(stage.Dashboard, "/traces").ToString());
        Assert.Contains("/login", page.Url, StringComparison.Ordinal);
        await window.AssertAccessibleAsync();
        await window.PictureAsync("login");

        await page.GotoAsync(stage.LoginUrl);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Resources");
        Assert.DoesNotContain(stage.Token, page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_token_is_told_so()
    {
        await using var window = await stage.Browser.OpenAsync();
        await window.Page.GotoAsync(new Uri(stage.Dashboard, "/login").ToString());

        await window.Page.GetByLabel("token", new() { Exact = false }).FillAsync("not the token at all");
        await window.Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(window.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        Assert.Contains("/login", window.Page.Url, StringComparison.Ordinal);
    }
}
