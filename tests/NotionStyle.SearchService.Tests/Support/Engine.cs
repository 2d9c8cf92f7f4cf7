using Microsoft.AspNetCore.Builder;
using NotionStyle.Engines.Elasticsearch;

namespace NotionStyle.SearchService.Tests.Support;

/// <summary>The Elasticsearch engine of this repository on a port and a directory of its own.</summary>
public sealed class Engine : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _directory;

    private Engine(WebApplication app, string directory) => (_app, _directory) = (app, directory);

    public string ConnectionString => $"http://elastic:secret@{new Uri(_app.Urls.First()).Authority}";

    public static async Task<Engine> StartAsync()
    {
        var directory = Directory.CreateTempSubdirectory("notionstyle-search-").FullName;
        var app = EngineApp.Create(
            [
                $"--{EngineOptions.Section}:DataDirectory={directory}",
                $"--{EngineOptions.Section}:Port=0",
                $"--{EngineOptions.Section}:Password=secret",
                "--Logging:LogLevel:Default=Warning",
            ],
            _ => { }
        );
        await app.StartAsync();
        return new Engine(app, directory);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
