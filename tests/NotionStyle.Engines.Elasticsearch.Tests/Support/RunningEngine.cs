using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace NotionStyle.Engines.Elasticsearch.Tests.Support;

/// <summary>An engine in this process, on a port of its own.</summary>
internal sealed class RunningEngine : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningEngine(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.First());
        Client = new EngineClient(Address);
    }

    public EngineClient Client { get; }

    public Uri Address { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<RunningEngine> StartAsync(string data, params string[] settings)
    {
        string[] args =
        [
            $"--Elasticsearch:DataDirectory={data}",
            "--Elasticsearch:Port=0",
            .. settings.Select(s => $"--Elasticsearch:{s}"),
        ];
        var app = EngineApp.Create(args, builder => builder.Logging.ClearProviders());
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new RunningEngine(app);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync(TestContext.Current.CancellationToken);
        await _app.DisposeAsync();
    }
}
