using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using NotionStyle.Dashboard.Components.Pages;
using NotionStyle.Dashboard.Resources;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Tests.Pages;

/// <summary>A page rendered alone, with a fake host and a fake store.</summary>
public abstract class PageTest : BunitContext
{
    private protected FakeResourceSource Host { get; } = new();

    private protected FakeCatalog Catalog { get; } = new();

    private protected FakeMetrics Metrics { get; } = new();

    private protected FakeLogs Logs { get; } = new();

    /// <param name="others">Registers what takes the place of these fakes; nothing can be registered later.</param>
    protected PageTest(Action<IServiceCollection>? others = null)
    {
        // Waiting ends when the condition holds; only a failure takes so long.
        DefaultWaitTimeout = TimeSpan.FromSeconds(30);
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton<IResourceSource>(Host);
        Services.AddSingleton<ITelemetryCatalog>(Catalog);
        Services.AddSingleton<ILogQueries>(Logs);
        Services.AddSingleton<IMetricQueries>(Metrics);
        Services.AddSingleton<ReadErrors>();
        Services.AddSingleton(TimeProvider.System);
        Services.AddLogging();
        others?.Invoke(Services);
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    protected string Address => Services.GetRequiredService<NavigationManager>().Uri;

    /// <summary>Opens an address below the page's own, as a person would.</summary>
    protected void Open(string address) => Services.GetRequiredService<NavigationManager>().NavigateTo(address);
}
