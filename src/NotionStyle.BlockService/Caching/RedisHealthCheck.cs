using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace NotionStyle.BlockService.Caching;

/// <summary>Says degraded while Redis is away: everything works, and is slower.</summary>
internal sealed class RedisHealthCheck(RedisLink redis) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) =>
        Task.FromResult(
            redis.IsUp
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Degraded(
                    "Redis is away: pages are read from PostgreSQL, and rates are limited by each instance."
                )
        );
}
