using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Orchestration;

/// <summary>A check of one process.</summary>
internal sealed record NamedCheck(
    string Key,
    TimeSpan Timeout,
    Func<CancellationToken, Task<HealthCheckResult>> RunAsync
);

/// <summary>
/// Asks one process again and again whether it is well. A process that has just started is asked after 50 ms, then at
/// growing distances up to a second for half a minute, because the start of everything behind it waits for the answer
/// (Aspire begins at once with 1 s). After that the distances are Aspire's: 30 s while healthy, 1 to 5 s while not.
/// </summary>
internal sealed class HealthMonitor(ResourceNotificationService notifications, IResource resource, string id)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan SlowestStartDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StartPhase = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan HealthyDelay = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Runs until cancelled; calls back at the first healthy answer. A check that throws a
    /// <see cref="DistributedApplicationException"/> says that waiting is of no use.
    /// </summary>
    public async Task RunAsync(
        IReadOnlyList<NamedCheck> checks,
        Func<Task> onHealthy,
        CancellationToken cancellationToken
    )
    {
        var began = TimeProvider.System.GetTimestamp();
        var wasHealthy = false;
        var failures = 0;
        var startDelay = FirstDelay;
        while (!cancellationToken.IsCancellationRequested)
        {
            var reports = await Task.WhenAll(checks.Select(check => RunAsync(check, cancellationToken)));
            cancellationToken.ThrowIfCancellationRequested();
            await notifications.PublishUpdateAsync(resource, id, s => s with { HealthReports = [.. reports] });
            var healthy = reports.All(r => r.Status == HealthStatus.Healthy);
            if (healthy && !wasHealthy)
            {
                wasHealthy = true;
                await onHealthy();
            }

            if (checks.Count == 0)
                return;
            failures = healthy ? 0 : failures + 1;
            TimeSpan delay;
            if (healthy)
                delay = HealthyDelay;
            else if (!wasHealthy && TimeProvider.System.GetElapsedTime(began) < StartPhase)
            {
                delay = startDelay;
                startDelay = startDelay * 1.5 < SlowestStartDelay ? startDelay * 1.5 : SlowestStartDelay;
            }
            else
                delay = TimeSpan.FromSeconds(Math.Min(failures, 5));

            await Task.Delay(delay, cancellationToken);
        }
    }

    /// <summary>The reports before the first answers: unhealthy, because nothing is known.</summary>
    public static ImmutableArray<HealthReportSnapshot> Unknown(IReadOnlyList<NamedCheck> checks) =>
        [.. checks.Select(c => new HealthReportSnapshot(c.Key, null, null, null))];

    private static async Task<HealthReportSnapshot> RunAsync(NamedCheck check, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(check.Timeout);
        HealthCheckResult result;
        try
        {
            result = await check.RunAsync(timeout.Token);
        }
        catch (Exception e)
            when (!cancellationToken.IsCancellationRequested && e is not DistributedApplicationException)
        {
            var text = timeout.IsCancellationRequested
                ? $"no answer within {check.Timeout.TotalSeconds:0} s"
                : e.Message;
            result = HealthCheckResult.Unhealthy(text, e);
        }

        return new HealthReportSnapshot(check.Key, result.Status, result.Description, result.Exception?.Message)
        {
            LastRunAt = DateTime.UtcNow,
        };
    }
}
