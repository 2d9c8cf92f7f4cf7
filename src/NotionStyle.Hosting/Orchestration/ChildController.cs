using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// A resource that lives in another one, such as a database in a server: it copies the state and the times of its
/// parent, and has a health of its own once the parent's ready handlers (which create it) have finished.
/// </summary>
internal sealed class ChildController(IResourceWithParent resource, HostContext host)
    : ResourceController(resource, host)
{
    protected override async Task LiveAsync(CancellationToken stopping)
    {
        var parent = resource.Parent.GetResourceIds()[0];
        var checks = Host.HealthChecks.Of(Resource, null);
        var monitored = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var monitor = Task.CompletedTask;
        var running = false;
        Task? readyFor = null; // the parent's run for which the ready handlers here have run
        try
        {
            await foreach (var change in Host.Notifications.WatchAsync(stopping))
            {
                if (change.ResourceId != parent || change.Snapshot.State is null)
                    continue;
                // What is reported here may be over already; what counts is how it is now.
                var snapshot = Host.Notifications.TryGetCurrentState(parent, out var current)
                    ? current.Snapshot
                    : change.Snapshot;
                var runs = snapshot.State?.Text == KnownResourceStates.Running;
                if (!runs && running)
                {
                    await monitored.CancelAsync();
                    await monitor;
                    monitored.Dispose();
                    monitored = CancellationTokenSource.CreateLinkedTokenSource(stopping);
                }

                var begins = runs && !running && snapshot.Ready is not null;
                running = runs && (running || begins);
                await CopyAsync(snapshot, keepReports: running && !begins, checks);
                if (!begins)
                    continue;
                var token = monitored.Token;
                var run = snapshot.Ready!;
                monitor = MonitorAsync(
                    run,
                    checks,
                    async () =>
                    {
                        if (readyFor == run)
                            return;
                        readyFor = run;
                        await PublishReadyAsync(token);
                    },
                    token
                );
            }
        }
        finally
        {
            await monitored.CancelAsync();
            await monitor;
            monitored.Dispose();
        }
    }

    private async Task MonitorAsync(
        Task parentReady,
        IReadOnlyList<NamedCheck> checks,
        Func<Task> onHealthy,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await parentReady.WaitAsync(cancellationToken);
            await new HealthMonitor(Host.Notifications, Resource, Resource.Name).RunAsync(
                checks,
                onHealthy,
                cancellationToken
            );
        }
        catch (OperationCanceledException) { }
        catch (Exception e)
        {
            Host.Loggers.Write(Resource.Name, e.Message, true);
            await SetAsync(KnownResourceStates.FailedToStart, e.Message);
        }
    }

    private Task CopyAsync(CustomResourceSnapshot parent, bool keepReports, IReadOnlyList<NamedCheck> checks) =>
        Host.Notifications.PublishUpdateAsync(
            Resource,
            s =>
                s with
                {
                    HealthReports = keepReports ? s.HealthReports : HealthMonitor.Unknown(checks),
                    State = parent.State,
                    Detail = parent.Detail,
                    StartTimeStamp = parent.StartTimeStamp,
                    StopTimeStamp = parent.StopTimeStamp,
                    ExitCode = parent.ExitCode,
                }
        );
}
