using Microsoft.Extensions.DependencyInjection;
using NotionStyle.Blocks.Postgres;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.BlockService.Caching;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Caching;

/// <summary>PostgreSQL with a service that has no Redis: what it answers is what the others should.</summary>
public sealed class CachingServices : IAsyncLifetime
{
    private const string Patient = "--Redis:AnswerMilliseconds=10000";

    private readonly PostgresService _postgres = new();

    /// <summary>The service past the cache.</summary>
    internal TestService Plain => _postgres.Service;

    public ValueTask InitializeAsync() => _postgres.InitializeAsync();

    public ValueTask DisposeAsync() => _postgres.DisposeAsync();

    /// <summary>A service over the same databases with a Redis that it has reached and waits for: what is counted does not depend on how busy the machine is.</summary>
    /// <param name="redis">The server.</param>
    /// <param name="more">Registers in place of what the service has.</param>
    /// <param name="settings">More settings.</param>
    internal async Task<TestService> StartAsync(
        RedisProcess redis,
        Action<IServiceCollection>? more = null,
        params string[] settings
    )
    {
        var service = await StartAsync(redis.Setting, more, [Patient, .. settings]);
        var link = service.Services.GetRequiredService<RedisLink>();
        await Condition.HoldsAsync("Redis is reached", () => link.IsUp);
        return service;
    }

    /// <summary>A service over the same databases with a Redis, sick or well.</summary>
    /// <param name="redis">The setting that says where Redis is.</param>
    /// <param name="more">Registers in place of what the service has.</param>
    /// <param name="settings">More settings.</param>
    internal Task<TestService> StartAsync(
        string redis,
        Action<IServiceCollection>? more = null,
        params string[] settings
    ) =>
        TestService.StartAsync(
            builder =>
            {
                builder.Services.AddPostgresBlocks(builder.Configuration);
                builder.Services.AddCaching(builder.Configuration);
                more?.Invoke(builder.Services);
            },
            [.. _postgres.Settings, redis, .. settings]
        );
}

/// <summary>The tests that share these databases, one after the other.</summary>
[CollectionDefinition(nameof(CachingCollection))]
public sealed class CachingCollection : ICollectionFixture<CachingServices>;
