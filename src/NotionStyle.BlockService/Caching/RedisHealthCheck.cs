using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace NotionStyle.BlockService.Caching;

/// <summary>Says degraded while Redis is away or refuses what it is asked, and what that means for callers.</summary>
internal sealed class RedisHealthCheck(RedisLink redis, RedisOptions options) : IHealthCheck
{
    private string Meanwhile =>
        options.FailOpen
            ? "pages are read from PostgreSQL, and rates are limited by each instance."
            : "pages are read from PostgreSQL, and a request to the Notion API whose rate cannot be limited is refused with 503 (Redis__RateLimitsWithout=closed).";

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) => Task.FromResult(Look());

    private HealthCheckResult Look()
    {
        if (!redis.IsUp)
            return HealthCheckResult.Degraded($"Redis is away: {Meanwhile}");
        return redis.Refusal is { } refusal
            ? HealthCheckResult.Degraded(
                $"Redis refuses what it is asked ({refusal}). For what it refuses, {Meanwhile}"
            )
            : HealthCheckResult.Healthy();
    }
}
