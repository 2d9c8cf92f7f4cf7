using Aspire.Hosting;
using Aspire.Hosting.Testing;
using NotionStyle.Blocks.Postgres;

namespace NotionStyle.BlockService.Tests.Support;

/// <summary>The service over two databases of a PostgreSQL server that the local host starts for these tests.</summary>
public sealed class PostgresService : IAsyncLifetime
{
    private static readonly TimeSpan StartMaximum = TimeSpan.FromSeconds(60);
    private DistributedApplication? _app;
    private TestService? _service;

    internal TestService Service => _service!;

    /// <summary>The settings that name the databases, for a service of a test's own.</summary>
    internal IReadOnlyList<string> Settings { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        var builder = DistributedApplicationTestingBuilder.Create();
        var server = builder.AddPostgres("postgres").WithArgs("-c", "max_locks_per_transaction=256");
        server.AddDatabase("shards-1");
        server.AddDatabase("shards-2");
        _app = await builder.BuildAsync();
        using var timeout = new CancellationTokenSource(StartMaximum);
        await _app.StartAsync(timeout.Token);
        var settings = new List<string>();
        foreach (var name in new[] { "shards-1", "shards-2" })
        {
            await _app.ResourceNotifications.WaitForResourceHealthyAsync(name, timeout.Token);
            settings.Add($"--ConnectionStrings:{name}={await _app.GetConnectionStringAsync(name, timeout.Token)}");
        }

        Settings = settings;
        _service = await TestService.StartAsync(
            builder => builder.Services.AddPostgresBlocks(builder.Configuration),
            [.. settings]
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
            await _service.DisposeAsync();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
    }
}
