using System.Diagnostics;
using Microsoft.Playwright;
using NotionStyle.Browser.Tests.Support;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace NotionStyle.Browser.Tests;

/// <summary>What services send is shown as text, whatever it is.</summary>
[Collection(typeof(OneAtATime))]
public sealed class HostileTests(StageWithDashboard stage)
{
    private const string Hostile = "<img src=x onerror=alert(document.domain)>\"'`</script><script>alert(1)</script>";

    [Fact]
    public async Task Names_and_values_of_spans_are_shown_as_text()
    {
        Assert.SkipWhen(stage.Browser.WhyNot is not null, stage.Browser.WhyNot ?? "");
        var traceId = Send();
        await using var window = await stage.OpenAsync($"/traces/{traceId}");
        var page = window.Page;
        await page.GetByRole(AriaRole.Treegrid).GetByText("onerror=alert").First.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Complementary)).ToContainTextAsync("onerror=alert");
        await window.GoAsync(stage.Dashboard, "/traces?range=all");
        await Assertions.Expect(page.Locator("tbody").GetByText("onerror=alert").Last).ToBeVisibleAsync();

        Assert.Equal(0, await page.Locator("img[src=x]").CountAsync());
        window.AssertQuiet(stage.Dashboard);
    }

    private string Send()
    {
        using var source = new ActivitySource("Hostile");
        using var provider = Sdk.CreateTracerProviderBuilder()
            .AddSource("Hostile")
            .ConfigureResource(resource => resource.AddService(Hostile))
            .AddOtlpExporter(options =>
            {
                options.Protocol = OtlpExportProtocol.HttpProtobuf;
                options.Endpoint = new Uri(stage.OtlpHttp, "/v1/traces");
                options.Headers = $"x-otlp-api-key={stage.OtlpKey}";
                options.ExportProcessorType = ExportProcessorType.Simple;
            })
            .Build();
        using var activity = source.StartActivity(Hostile)!;
        activity.SetTag(Hostile, Hostile);
        activity.SetTag("db.query.text", Hostile);
        activity.SetStatus(ActivityStatusCode.Error, Hostile);
        activity.AddEvent(new ActivityEvent(Hostile));
        activity.Stop();
        Assert.True(provider.ForceFlush(30_000));
        return activity.TraceId.ToHexString();
    }
}
