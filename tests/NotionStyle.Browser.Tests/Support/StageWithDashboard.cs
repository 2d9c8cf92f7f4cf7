using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using NotionStyle.Distributed.Tests.Support;

namespace NotionStyle.Browser.Tests.Support;

/// <summary>Stage 1 with its dashboard, as <c>dotnet run</c> on the AppHost starts it, and a workspace with a page in it.</summary>
public sealed class StageWithDashboard : IAsyncLifetime
{
    private static readonly TimeSpan StartMaximum = TimeSpan.FromMinutes(3);

    private DistributedApplication? _app;

    /// <summary>The browser that looks at it.</summary>
    public ChromiumBrowser Browser { get; } = new();

    /// <summary>Where the dashboard is.</summary>
    public Uri Dashboard { get; private set; } = default!;

    /// <summary>Where the API is.</summary>
    public Uri Api { get; private set; } = default!;

    /// <summary>What logs in.</summary>
    public string Token { get; private set; } = "";

    /// <summary>Where telemetry is taken over HTTP, and the key for it.</summary>
    public Uri OtlpHttp { get; private set; } = default!;

    /// <summary>The key of telemetry.</summary>
    public string OtlpKey { get; private set; } = "";

    /// <summary>A client of the API with the token of the workspace.</summary>
    public HttpClient Client { get; private set; } = default!;

    /// <summary>The page that is edited.</summary>
    public string PageId { get; private set; } = "";

    /// <summary>The address that logs in.</summary>
    public string LoginUrl => new Uri(Dashboard, $"/login?t={Token}").ToString();

    public async ValueTask InitializeAsync()
    {
        await Browser.InitializeAsync();
        if (Browser.WhyNot is not null)
            return;
        var ct = TestContext.Current.CancellationToken;
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.NotionStyle_AppHost>(
            ["--stage", "1"],
            ct
        );
        _app = await builder.BuildAsync(ct);
        await _app.StartAsync(ct).WaitAsync(StartMaximum, ct);
        await _app.ResourceNotifications.WaitForResourceHealthyAsync("dashboard", ct).WaitAsync(StartMaximum, ct);
        await _app.ResourceNotifications.WaitForResourceHealthyAsync("block-service", ct).WaitAsync(StartMaximum, ct);
        Dashboard = _app.GetEndpoint("dashboard", "http");
        OtlpHttp = _app.GetEndpoint("dashboard", "otlp-http");
        Api = _app.GetEndpoint("block-service", "http");
        Token = await ParameterAsync("dashboard-token", ct);
        OtlpKey = await ParameterAsync("otlp-key", ct);
        await MakeWorkspaceAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        await Browser.DisposeAsync();
        if (_app is not null)
            await _app.DisposeAsync();
    }

    /// <summary>A window that is logged in and shows a page.</summary>
    internal async Task<BrowserWindow> OpenAsync(string path, WindowLook? look = null)
    {
        var window = await Browser.OpenAsync(look);
        await window.Page.GotoAsync(LoginUrl);
        await window.GoAsync(Dashboard, path);
        return window;
    }

    /// <summary>Appends a paragraph to the page; the trace id that the edit got.</summary>
    public async Task<string> EditAsync(string text)
    {
        var traceId = Convert.ToHexStringLower(Guid.NewGuid().ToByteArray());
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/v1/blocks/{PageId}/children");
        request.Headers.Add("traceparent", $"00-{traceId}-00f067aa0ba902b7-01");
        request.Content = JsonContent.Create(
            new
            {
                children = new[]
                {
                    new { paragraph = new { rich_text = new[] { new { text = new { content = text } } } } },
                },
            }
        );
        using var answer = await Client.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return traceId;
    }

    private async Task<string> ParameterAsync(string name, CancellationToken ct)
    {
        var model = _app!.Services.GetRequiredService<DistributedApplicationModel>();
        return (await model.Resources.OfType<ParameterResource>().Single(p => p.Name == name).GetValueAsync(ct))!;
    }

    private async Task MakeWorkspaceAsync(CancellationToken ct)
    {
        Client = new HttpClient { BaseAddress = Api };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            await _app!.AdminTokenAsync(ct)
        );
        using var made = await Client.PostAsJsonAsync("/v1/workspaces", new { name = "Tea", owner_name = "Ada" }, ct);
        var workspace = JsonNode.Parse(await made.Content.ReadAsStringAsync(ct))!;
        Assert.True(made.IsSuccessStatusCode, workspace.ToJsonString());
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            (string)workspace["token"]!
        );
        Client.DefaultRequestHeaders.Add("Notion-Version", "2025-09-03");
        using var page = await Client.PostAsJsonAsync(
            "/v1/pages",
            new
            {
                parent = new { workspace = true },
                properties = new { title = new { title = new[] { new { text = new { content = "Tea" } } } } },
            },
            ct
        );
        var body = JsonNode.Parse(await page.Content.ReadAsStringAsync(ct))!;
        Assert.True(page.IsSuccessStatusCode, body.ToJsonString());
        PageId = (string)body["id"]!;
    }
}
