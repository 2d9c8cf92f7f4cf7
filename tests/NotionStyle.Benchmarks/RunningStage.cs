using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NotionStyle.Blocks.Postgres;
using NotionStyle.Blocks.Postgres.Sharding;
using Npgsql;

namespace NotionStyle.Benchmarks;

/// <summary>A stage, started by the real AppHost, with one workspace in it; and the same servers, reached directly.</summary>
internal sealed class RunningStage : IAsyncDisposable
{
    private readonly DistributedApplication _app;

    private RunningStage(DistributedApplication app, HttpClient http, ShardServers servers, ShardRouter router)
    {
        _app = app;
        Http = http;
        Servers = servers;
        Router = router;
    }

    /// <summary>The service, with the workspace's token.</summary>
    public HttpClient Http { get; }

    /// <summary>The servers with pools of their own, set as the service's are.</summary>
    public ShardServers Servers { get; }

    public ShardRouter Router { get; }

    /// <summary>Which stage it is.</summary>
    public int Number { get; private init; }

    /// <summary>The workspace that was made last, to which the token belongs.</summary>
    public Guid SpaceId { get; private set; }

    public string Token { get; private set; } = "";

    /// <summary>The stages that there are.</summary>
    public static IReadOnlyList<int> Stages { get; } = [1, 2];

    /// <summary>Starts a stage on an empty directory; with the dashboard all telemetry is sent and stored, without it there is none.</summary>
    public static async Task<RunningStage> StartAsync(
        CancellationToken ct,
        bool withDashboard = false,
        int stage = 1,
        bool withRedis = true
    )
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.NotionStyle_AppHost>(
            [
                $"--stage={stage}",
                .. withDashboard ? Array.Empty<string>() : ["--without=dashboard"],
                .. withRedis ? Array.Empty<string>() : ["--without=redis"],
            ],
            ct
        );
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        // The rates of the Notion API are what people wait for, and not what is measured.
        builder
            .CreateResourceBuilder(builder.Resources.OfType<ProjectResource>().Single(r => r.Name == "block-service"))
            .WithEnvironment("BlockService__RequestsPerSecond", "1000000")
            .WithEnvironment("BlockService__RequestBurst", "1000000");
        var app = await builder.BuildAsync(ct);
        await app.StartAsync(ct);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("block-service", ct);
        var http = app.CreateHttpClient("block-service");

        var options = new PostgresBlocksOptions();
        var servers = new List<ShardServer>();
        foreach (var name in new[] { "shards-1", "shards-2" })
        {
            var connectionString = await app.GetConnectionStringAsync(name, ct);
            servers.Add(new ShardServer(name, NpgsqlDataSource.Create(options.Complete(connectionString!))));
        }

        var all = new ShardServers(servers);
        var router = new ShardRouter(all, NullLogger<ShardRouter>.Instance);
        await router.LoadAsync(ct);
        var running = new RunningStage(app, http, all, router) { Number = stage };
        await running.CreateWorkspaceAsync("Benchmarks", ct);
        return running;
    }

    /// <summary>What the dashboard says of itself at <c>/api/v1/statistics</c>.</summary>
    public async Task<JsonElement> DashboardStatisticsAsync(CancellationToken ct)
    {
        using var http = _app.CreateHttpClient("dashboard");
        http.DefaultRequestHeaders.Add("x-api-key", await ParameterAsync("dashboard-token", ct));
        return await http.GetFromJsonAsync<JsonElement>("/api/v1/statistics", ct);
    }

    /// <summary>Waits until search has all that PostgreSQL has, rows included that were put there past the API; says how long the filling took, null where there is nothing to fill.</summary>
    public async Task<TimeSpan?> UntilSearchHasCaughtUpAsync(CancellationToken ct)
    {
        if (Number < 2)
            return null;
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await ReindexAsync(ct);
        await AskSearchAsync("refresh", ct);
        return watch.Elapsed;
    }

    /// <summary>Builds a new index from PostgreSQL: how many documents were written, how long that took, and how long it took with the comparison.</summary>
    public async Task<(long Documents, TimeSpan Filled, TimeSpan Took)> ReindexAsync(CancellationToken ct)
    {
        var done = await AskSearchAsync("reindex", ct);
        return (
            done.GetProperty("documents").GetInt64(),
            TimeSpan.Parse(done.GetProperty("filled").GetString()!, CultureInfo.InvariantCulture),
            TimeSpan.Parse(done.GetProperty("took").GetString()!, CultureInfo.InvariantCulture)
        );
    }

    private async Task<JsonElement> AskSearchAsync(string job, CancellationToken ct)
    {
        using var http = _app.CreateHttpClient("search-service");
        http.Timeout = TimeSpan.FromMinutes(30);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            await ParameterAsync("search-token", ct)
        );
        using var response = await http.PostAsync($"/admin/{job}", null, ct);
        var text = await response.Content.ReadAsStringAsync(ct);
        return response.IsSuccessStatusCode
            ? JsonDocument.Parse(text).RootElement
            : throw new InvalidOperationException($"/admin/{job}: {(int)response.StatusCode} {text}");
    }

    public async Task<JsonElement> PostAsync(string path, object body, CancellationToken ct)
    {
        using var response = await Http.PostAsJsonAsync(path, body, ct);
        var text = await response.Content.ReadAsStringAsync(ct);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"{path}: {(int)response.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    public async ValueTask DisposeAsync()
    {
        await Servers.DisposeAsync();
        Router.Dispose();
        Http.Dispose();
        await _app.DisposeAsync();
    }

    /// <summary>Makes a workspace and goes on with its token.</summary>
    public async Task CreateWorkspaceAsync(string name, CancellationToken ct)
    {
        var admin = await ParameterAsync("admin-token", ct);
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", admin);
        var workspace = await PostAsync("/v1/workspaces", new { name, owner_name = "Benchmark" }, ct);
        SpaceId = workspace.GetProperty("id").GetGuid();
        Token = workspace.GetProperty("token").GetString()!;
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    private async Task<string?> ParameterAsync(string name, CancellationToken ct)
    {
        var model = _app.Services.GetRequiredService<DistributedApplicationModel>();
        return await model.Resources.OfType<ParameterResource>().Single(p => p.Name == name).GetValueAsync(ct);
    }
}
