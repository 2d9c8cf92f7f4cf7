using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace NotionStyle.Dashboard.Tests.Access;

/// <summary>The whole dashboard on free ports, asked as a browser or a program would.</summary>
internal sealed class RunningDashboard : IAsyncDisposable
{
    public const string Token = "a-token-of-the-tests";
    public const string Key = "a-key-of-the-tests";

    private readonly bool _ownsDirectory;

    private RunningDashboard(WebApplication app, string directory, bool ownsDirectory)
    {
        (App, DataDirectory, _ownsDirectory) = (app, directory, ownsDirectory);
        Pages = new Uri(app.Urls.First());
        Client = Browser();
    }

    public WebApplication App { get; }

    public string DataDirectory { get; }

    public Uri Pages { get; }

    /// <summary>Follows no redirect and keeps no cookie.</summary>
    public HttpClient Client { get; }

    public static async Task<RunningDashboard> StartAsync(
        Action<DashboardStart>? configure = null,
        string? directory = null
    )
    {
        var start = new DashboardStart();
        configure?.Invoke(start);
        var ownsDirectory = directory is null;
        directory ??= Directory.CreateTempSubdirectory("notionstyle-access-").FullName;
        var app = Build(directory, start);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new RunningDashboard(app, directory, ownsDirectory);
    }

    public static WebApplication Build(string directory, DashboardStart start)
    {
        var app = DashboardApp.Build(
            ["--applicationName=NotionStyle.Dashboard"],
            builder =>
            {
                builder.WebHost.UseUrls(start.Url);
                builder.Configuration.AddInMemoryCollection(
                    new Dictionary<string, string?>
                    {
                        ["Dashboard:DataDirectory"] = directory,
                        ["Dashboard:Otlp:GrpcPort"] = "0",
                        ["Dashboard:Otlp:HttpPort"] = "0",
                        ["Dashboard:Frontend:BrowserToken"] = Token,
                        ["Dashboard:Frontend:ApiKey"] = Key,
                    }
                );
                builder.Configuration.AddInMemoryCollection(start.Settings);
                builder.Logging.ClearProviders();
                // When everything is registered, so that these are the last and count.
                builder.Host.ConfigureContainer<IServiceCollection>(services => start.Services?.Invoke(services));
            }
        );
        start.Endpoints?.Invoke(app);
        return app;
    }

    /// <summary>The cookie that the token gives, as a browser sends it back.</summary>
    public async Task<string> LoginAsync()
    {
        using var answer = await GetAsync($"/login?t={Token}");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, null, headers);

    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? content,
        params (string Name, string Value)[] headers
    )
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        return Client.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken
        );
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        if (_ownsDirectory)
            Directory.Delete(DataDirectory, recursive: true);
    }

    private HttpClient Browser() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Pages };
}

/// <summary>What is different from a usual start.</summary>
internal sealed class DashboardStart
{
    public string Url { get; set; } = "http://127.0.0.1:0";

    public Dictionary<string, string?> Settings { get; } = [];

    public Action<IServiceCollection>? Services { get; set; }

    public Action<WebApplication>? Endpoints { get; set; }
}
