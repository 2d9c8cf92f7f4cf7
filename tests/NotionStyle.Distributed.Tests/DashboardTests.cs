using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace NotionStyle.Distributed.Tests;

/// <summary>The dashboard as a person gets it: started with the stage by the real AppHost.</summary>
public sealed partial class DashboardTests
{
    private static readonly TimeSpan StartMaximum = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Its_URL_logs_in_it_shows_the_resources_and_the_telemetry_of_the_service_arrives()
    {
        var ct = TestContext.Current.CancellationToken;
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.NotionStyle_AppHost>(
            ["--stage", "1", "--servers", "1"],
            ct
        );
        await using var app = await builder.BuildAsync(ct);
        await app.StartAsync(ct).WaitAsync(StartMaximum, ct);
        // It waits for nobody: whoever opens it at once sees the others start.
        var dashboard = await app
            .ResourceNotifications.WaitForResourceHealthyAsync("dashboard", ct)
            .WaitAsync(StartMaximum, ct);
        Assert.DoesNotContain(dashboard.Resource.Annotations, a => a is WaitAnnotation);

        var url = Assert.Single(dashboard.Snapshot.Urls, u => !u.IsInternal).Url;
        var model = app.Services.GetRequiredService<DistributedApplicationModel>();
        var token = await model
            .Resources.OfType<ParameterResource>()
            .Single(p => p.Name == "dashboard-token")
            .GetValueAsync(ct);
        Assert.Equal($"{app.GetEndpoint("dashboard").ToString().TrimEnd('/')}/login?t={token}", url);
        // The ports of telemetry are not among those of the pages: the dashboard opens them itself.
        Assert.NotEqual(app.GetEndpoint("dashboard"), app.GetEndpoint("dashboard", "otlp-grpc"));
        Assert.NotEqual(app.GetEndpoint("dashboard"), app.GetEndpoint("dashboard", "otlp-http"));

        // The login sets a cookie and leads to the resources.
        using var browser = new HttpClient { BaseAddress = app.GetEndpoint("dashboard") };
        Assert.Contains("postgres-1", await UntilAsync(url, page => page.Contains("block-service"), ct));
        using var stranger = new HttpClient { BaseAddress = browser.BaseAddress };
        using (var refusal = await stranger.GetAsync("/", ct))
            Assert.DoesNotContain("postgres-1", await refusal.Content.ReadAsStringAsync(ct));

        await app.ResourceNotifications.WaitForResourceHealthyAsync("block-service", ct).WaitAsync(StartMaximum, ct);
        using var client = app.CreateHttpClient("block-service");
        using (await client.GetAsync("/openapi/v1.json", ct)) { }
        await UntilAsync("/", page => Spans().Match(page) is { Success: true } s && s.Groups[1].Value != "0", ct);
        await app.StopAsync(ct);

        async Task<string> UntilAsync(string address, Func<string, bool> condition, CancellationToken ct)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
            patience.CancelAfter(StartMaximum);
            while (true)
            {
                var page = await browser.GetStringAsync(address, patience.Token);
                if (condition(page))
                    return page;
                await Task.Delay(100, patience.Token);
            }
        }
    }

    /// <summary>What the frame of each page says of the store.</summary>
    [GeneratedRegex("class=\"figures\"[^>]*>([0-9.,]+k?) spans")]
    private static partial Regex Spans();
}
