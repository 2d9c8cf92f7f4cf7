using System.Threading.RateLimiting;
using NotionStyle.Blocks.Permissions;
using NotionStyle.BlockService.Errors;

namespace NotionStyle.BlockService.Notion.Wire;

/// <summary>
/// How many requests a member may send to the Notion API: a bucket of <see cref="ServiceOptions.RequestBurst" /> requests for each member that fills up at
/// <see cref="ServiceOptions.RequestsPerSecond" />. Notion's own API lets three a second pass on average; a service on one's own machine need not be that narrow.
/// </summary>
internal sealed class RateLimits(ServiceOptions options) : IDisposable
{
    private readonly PartitionedRateLimiter<Actor> _buckets = PartitionedRateLimiter.Create<Actor, Actor>(actor =>
        RateLimitPartition.GetTokenBucketLimiter(
            actor,
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = options.RequestBurst,
                TokensPerPeriod = Math.Max(1, options.RequestsPerSecond / 10),
                ReplenishmentPeriod = TimeSpan.FromSeconds(
                    Math.Max(1, options.RequestsPerSecond / 10) / (double)options.RequestsPerSecond
                ),
                QueueLimit = 0,
            }
        )
    );

    /// <summary>Takes one request out of the member's bucket.</summary>
    /// <exception cref="RefusedException">429: it is empty.</exception>
    public void Take(Actor actor)
    {
        using var lease = _buckets.AttemptAcquire(actor);
        if (lease.IsAcquired)
            return;
        throw new RefusedException(
            new Problem(
                StatusCodes.Status429TooManyRequests,
                "rate_limited",
                $"This member has sent more than {options.RequestBurst} requests at once or {options.RequestsPerSecond} a second. Send the request again after the seconds that Retry-After names."
            )
        );
    }

    /// <inheritdoc />
    public void Dispose() => _buckets.Dispose();
}
