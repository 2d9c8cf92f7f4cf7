using Microsoft.Extensions.Diagnostics.HealthChecks;
using NotionStyle.SearchService.Elastic;
using NotionStyle.SearchService.Querying;

namespace NotionStyle.SearchService.Feed;

/// <summary>Degraded while the index is being filled, while changes wait, and while Elasticsearch is away: the service itself does what it can, and nothing else depends on it.</summary>
internal sealed class IndexHealthCheck(FeedRunner runner, ChangeApplier applier, Poller poller, QueryGate gate)
    : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            (await gate.Elastic.SendAsync(HttpMethod.Get, "_cluster/health", null, cancellationToken)).Dispose();
        }
        catch (Exception e) when (e is ElasticException or ElasticUnavailableException)
        {
            return HealthCheckResult.Degraded(e.Message);
        }

        return runner.Phase switch
        {
            IndexPhase.Waiting => HealthCheckResult.Degraded("Waiting for the block store's schema."),
            IndexPhase.CatchingUp => HealthCheckResult.Degraded(
                "The index is being filled; queries miss what is not in it yet."
            ),
            _ when applier.FailuresInARow > 0 => HealthCheckResult.Degraded("Changes wait to be applied."),
            _ when poller.FailuresInARow > 0 => HealthCheckResult.Degraded(
                "Polling fails; changes that were not handed over wait."
            ),
            _ => HealthCheckResult.Healthy("The index follows the feeds."),
        };
    }
}
