using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;
using NotionStyle.Distributed.Tests.Support;

namespace NotionStyle.Browser.Tests.Support;

/// <summary>A window with a watcher: what the page complains about, and which other sites it asks.</summary>
internal sealed class BrowserWindow : IAsyncDisposable
{
    private static readonly string Screenshots = Path.Combine(Built.Root, "TestResults", "screenshots");

    private readonly IBrowserContext _context;
    private readonly WindowLook _look;
    private readonly string _axe;
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<string> _hosts = new();

    private BrowserWindow(IBrowserContext context, IPage page, WindowLook look, string axe)
    {
        _context = context;
        _look = look;
        _axe = axe;
        Page = page;
        page.SetDefaultTimeout(30_000);
        page.Console += (_, message) =>
        {
            if (message.Type is "error")
                _complaints.Enqueue(message.Text);
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Dialog += async (_, dialog) =>
        {
            _complaints.Enqueue($"dialog: {dialog.Message}");
            await dialog.DismissAsync();
        };
        page.Request += (_, request) =>
        {
            var uri = new Uri(request.Url);
            if (uri.Scheme is "http" or "https" or "ws" or "wss")
                _hosts.Enqueue(uri.Authority);
        };
    }

    public IPage Page { get; }

    public static async Task<BrowserWindow> OpenAsync(IBrowserContext context, WindowLook look, string axe) =>
        new(context, await context.NewPageAsync(), look, axe);

    /// <summary>Goes to a path and waits until the page answers to clicks.</summary>
    public async Task GoAsync(Uri dashboard, string path)
    {
        await Page.GotoAsync(new Uri(dashboard, path).ToString());
        await LiveAsync();
    }

    /// <summary>Waits until the page answers to clicks: its script has connected it.</summary>
    public Task LiveAsync() => Page.WaitForFunctionAsync("() => document.documentElement.dataset.live === 'true'");

    /// <summary>Waits until the page shows its data: nothing on it says that it is busy, and what was rendered has stayed for a moment.</summary>
    public async Task SettledAsync()
    {
        await Page.WaitForFunctionAsync("() => !document.querySelector('[aria-busy=true]')");
        await Page.EvaluateAsync(
            """
            () => new Promise(done => {
              let timer = setTimeout(finish, 400);
              const last = setTimeout(finish, 3000);
              const observer = new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(finish, 400); });
              observer.observe(document.body, { childList: true, subtree: true });
              function finish() { clearTimeout(timer); clearTimeout(last); observer.disconnect(); done(); }
            })
            """
        );
    }

    /// <summary>Keeps a picture under TestResults/screenshots.</summary>
    public async Task PictureAsync(string name)
    {
        Directory.CreateDirectory(Screenshots);
        await Page.ScreenshotAsync(
            new PageScreenshotOptions { Path = Path.Combine(Screenshots, $"{name}-{_look.Name}.png") }
        );
    }

    /// <summary>What the page shows and what it complained of, for a failure that says more than that time ran out; a picture is kept.</summary>
    public async Task<string> DescribeAsync(string failure)
    {
        await PictureAsync("failure-" + Guid.NewGuid().ToString("N")[..8]);
        var text = await Page.Locator("main").InnerTextAsync();
        return $"{failure}\n{Page.Url} complained {_complaints.Count} times: {string.Join(" | ", _complaints)}\nIt shows: {text[..Math.Min(text.Length, 600)]}";
    }

    /// <summary>The page breaks no rule of accessibility (WCAG 2.2 A and AA, and axe's best practices).</summary>
    public async Task AssertAccessibleAsync()
    {
        // Evaluated from outside the page, which the page's own policy rightly would not let in.
        await Page.EvaluateAsync(_axe);
        var found = await Page.EvaluateAsync<JsonElement>(
            """
            async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
              .map(v => `${v.id} (${v.impact}): ${v.help}: ${v.nodes.slice(0, 3).map(n => n.target.join(" ") + " " + n.html.slice(0, 160)).join(" | ")}`)
            """
        );
        var violations = found.EnumerateArray().Select(v => v.GetString()).ToArray();
        Assert.True(violations.Length == 0, $"{Page.Url} as {_look.Name}:\n{string.Join('\n', violations)}");
    }

    /// <summary>The page does not scroll sideways.</summary>
    public async Task AssertFitsAsync()
    {
        var over = await Page.EvaluateAsync<int>(
            "() => Math.max(document.documentElement.scrollWidth, document.querySelector('main').scrollWidth - document.querySelector('main').clientWidth + document.documentElement.clientWidth) - document.documentElement.clientWidth"
        );
        Assert.True(over <= 0, $"{Page.Url} as {_look.Name} is {over} px wider than the window.");
    }

    /// <summary>The page asked no other site and nothing went wrong in it.</summary>
    public void AssertQuiet(Uri dashboard)
    {
        Assert.Empty(_complaints);
        Assert.All(_hosts, host => Assert.Equal(dashboard.Authority, host));
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
