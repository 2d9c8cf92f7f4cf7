using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NotionStyle.Dashboard.Resources;
using NotionStyle.Dashboard.Telemetry;
using NotionStyle.Dashboard.Tests.Pages;

namespace NotionStyle.Dashboard.Tests.Preview;

/// <summary>Serves the pages with made-up data, to be looked at: run it with <c>--explicit only --filter-class *PagesPreview</c>; the address is at PREVIEW_URL or a free port.</summary>
public sealed class PagesPreview(ITestOutputHelper output)
{
    [Fact(Explicit = true)]
    public async Task Serve_the_pages_until_it_is_stopped()
    {
        var stopped = TestContext.Current.CancellationToken;
        var directory = Directory.CreateTempSubdirectory("preview");
        try
        {
            var host = new FakeResourceSource();
            await using var app = DashboardApp.Build(
                [
                    "--applicationName=NotionStyle.Dashboard",
                    $"--urls={Environment.GetEnvironmentVariable("PREVIEW_URL") ?? "http://127.0.0.1:0"}",
                    $"--Dashboard:DataDirectory={directory.FullName}",
                ],
                // When everything is registered, so that these are the last and count.
                builder =>
                    builder.Host.ConfigureContainer<IServiceCollection>(services =>
                    {
                        services.AddSingleton<IResourceSource>(host);
                        services.AddSingleton<ITelemetryCatalog>(SampleResources.Catalog());
                        services.AddSingleton<ILogQueries>(SampleLogs.All());
                        services.AddSingleton<IMetricQueries>(SampleMetrics.All());
                    })
            );
            host.Show([.. SampleResources.All()]);
            host.Print([.. SampleResources.Console()]);
            await app.StartAsync(stopped);
            output.WriteLine($"The preview listens at {string.Join(' ', app.Urls)}");
            await Task.Delay(Timeout.Infinite, stopped);
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested) { }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
