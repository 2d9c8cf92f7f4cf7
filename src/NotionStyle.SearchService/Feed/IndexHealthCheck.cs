using Microsoft.Extensions.Diagnostics.HealthChecks;
using NotionStyle.SearchService.Elastic;
using NotionStyle.SearchService.Querying;

namespace NotionStyle.SearchService.Feed;

/// <summary>Degraded while the index is being filled, while changes wait, and while Elasticsearch is away: the service itself does what it can, and nothing else depends on it.</summary>
internal sealed class IndexHealthCheck(FeedRunner runner, ChangeApplier applier, Poller poller, QueryGate gate)
    : IHealthCheck
{
    /// <summary>How long Elasticsearch may take to say that it is there; less than one attempt of a query.</summary>
    public static readonly TimeSpan AnswerMaximum = TimeSpan.FromSeconds(3);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(AnswerMaximum);
        try
        {
            (await gate.Elastic.SendAsync(HttpMethod.Get, "_cluster/health", null, timeout.Token)).Dispose();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Degraded(
                $"Elasticsearch takes connections and did not answer within {AnswerMaximum.TotalSeconds:F0} s. Look at its resource."
            );
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
