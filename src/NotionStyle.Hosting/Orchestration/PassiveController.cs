using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>A resource with nothing to run: a parameter, a connection string of the user's, one of the AppHost's own.</summary>
internal sealed class PassiveController(IResource resource, HostContext host) : ResourceController(resource, host)
{
    protected override async Task LiveAsync(CancellationToken stopping)
    {
        switch (Resource)
        {
            case ParameterResource parameter:
                try
                {
                    await parameter.GetValueAsync(stopping);
                    await SetAsync(KnownResourceStates.Running);
                }
                catch (MissingParameterValueException e)
                {
                    await SetAsync(KnownResourceStates.ValueMissing, e.Message);
                }

                break;
            case ConnectionStringResource connection:
                await SetAsync(KnownResourceStates.Waiting);
                await Host.Notifications.WaitForDependenciesAsync(Resource, stopping);
                await connection.ConnectionStringExpression.GetValueAsync(stopping);
                await Host.Eventing.PublishAsync(
                    new ConnectionStringAvailableEvent(connection, Host.Services),
                    stopping
                );
                await RunAsync(stopping);
                break;
            default:
                // Whoever made this kind of resource publishes its states, from InitializeResource on.
                await Host.Eventing.PublishAsync(new BeforeResourceStartedEvent(Resource, Host.Services), stopping);
                if (Resource.Annotations.OfType<WaitAnnotation>().Any())
                    await Host.Notifications.WaitForDependenciesAsync(Resource, stopping);
                await Host.Notifications.WaitForResourceAsync(Resource.Name, cancellationToken: stopping);
                await MonitorAsync(stopping);
                break;
        }
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        var checks = Host.HealthChecks.Of(Resource, null);
        await Host.Notifications.PublishUpdateAsync(
            Resource,
            s =>
                s with
                {
                    HealthReports = HealthMonitor.Unknown(checks),
                    State = KnownResourceStates.Running,
                    StartTimeStamp = DateTime.UtcNow,
                    Urls = Host.Urls.Of(Resource),
                }
        );
        await MonitorAsync(stopping);
    }

    private Task MonitorAsync(CancellationToken stopping) =>
        new HealthMonitor(Host.Notifications, Resource, Resource.Name).RunAsync(
            Host.HealthChecks.Of(Resource, null),
            () => PublishReadyAsync(stopping),
            stopping
        );
}
