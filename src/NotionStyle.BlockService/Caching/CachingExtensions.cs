using NotionStyle.Blocks.Ports;
using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Caching;

/// <summary>Uses Redis, when there is one.</summary>
internal static class CachingExtensions
{
    /// <summary>From stage 2 on: finished pages, whom tokens stand for, and rate limits in Redis. Without a configured Redis nothing changes.</summary>
    /// <exception cref="StartupException">A setting cannot be used.</exception>
    public static void AddCaching(this IServiceCollection services, IConfiguration configuration)
    {
        if (RedisOptions.Read(configuration) is not { } options)
            return;
        services.AddSingleton(options);
        services.AddSingleton<CacheMetrics>();
        services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter(CacheMetrics.MeterName));
        services.AddSingleton<RedisLink>();
        services.AddHostedService(s => s.GetRequiredService<RedisLink>());
        services.AddSingleton<PageCache>();
        services.AddSingleton<ITokenCache, TokenLeases>();
        services.AddSingleton<IRateLimits, RedisRateLimits>();
        services.AddHealthChecks().AddCheck<RedisHealthCheck>(RedisOptions.Name);
    }
}
