using Microsoft.Playwright;
using NotionStyle.Distributed.Tests.Support;

namespace NotionStyle.Browser.Tests.Support;

/// <summary>The Chromium of the machine, and the accessibility rules; started once for all tests.</summary>
public sealed class ChromiumBrowser : IAsyncLifetime
{
    private static readonly string[] Programs =
    [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ];

    private static readonly string AxeFolder = Path.Combine(Built.Root, "tests", "NotionStyle.Browser.Tests", "axe");

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private string _axe = "";

    /// <summary>Why there is nothing to look with; null when there is.</summary>
    public string? WhyNot { get; private set; }

    public async ValueTask InitializeAsync()
    {
        var ct = TestContext.Current.CancellationToken;
        if (Find() is not { } program)
        {
            WhyNot = "No Chromium is in PATH. Install it (Debian: apt-get install chromium) and run dotnet test again.";
            return;
        }

        WhyNot = await NodeProgram.WhyNotAsync(ct) ?? await NodeProgram.RestoreAsync(AxeFolder, ct);
        if (WhyNot is not null)
            return;
        _axe = await File.ReadAllTextAsync(Path.Combine(AxeFolder, "node_modules", "axe-core", "axe.min.js"), ct);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = program,
                // Root needs the first; without the others the browser calls its maker.
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                ],
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>A new window of a person who has not been here before.</summary>
    internal async Task<BrowserWindow> OpenAsync(WindowLook? look = null)
    {
        Assert.SkipWhen(WhyNot is not null, WhyNot ?? "");
        look ??= WindowLook.Wide;
        var context = await _browser!.NewContextAsync(
            new BrowserNewContextOptions
            {
                ViewportSize = new ViewportSize { Width = look.Width, Height = look.Height },
                ColorScheme = look.IsDark ? ColorScheme.Dark : ColorScheme.Light,
                ReducedMotion = ReducedMotion.Reduce,
            }
        );
        return await BrowserWindow.OpenAsync(context, look, _axe);
    }

    private static string? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => Programs.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
}

/// <summary>The size and the theme of a window.</summary>
internal sealed record WindowLook(string Name, int Width, int Height, bool IsDark)
{
    public static WindowLook Wide { get; } = new("wide-light", 1280, 900, false);
    public static WindowLook WideDark { get; } = new("wide-dark", 1280, 900, true);
    public static WindowLook Narrow { get; } = new("narrow-light", 390, 844, false);
    public static WindowLook NarrowDark { get; } = new("narrow-dark", 390, 844, true);

    public static IReadOnlyList<WindowLook> All { get; } = [Wide, WideDark, Narrow, NarrowDark];
}
