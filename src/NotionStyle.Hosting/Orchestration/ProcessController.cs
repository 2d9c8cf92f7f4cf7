using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>A resource with processes: what comes before them, then the processes side by side.</summary>
internal sealed class ProcessController : ResourceController
{
    private readonly IReadOnlyList<IResource> _children;
    private readonly bool _isJob;

    public ProcessController(
        IResource resource,
        HostContext host,
        IReadOnlyList<IReadOnlyDictionary<EndpointAnnotation, int>> targetPorts,
        IReadOnlyList<IResource> children,
        bool isJob
    )
        : base(resource, host)
    {
        _children = children;
        _isJob = isJob;
        Instances =
        [
            .. resource.GetResourceIds().Select((id, n) => new ProcessInstance(resource, id, targetPorts[n], host)),
        ];
    }

    public IReadOnlyList<ProcessInstance> Instances { get; }

    /// <summary>The ports behind an endpoint, those of healthy processes; of all running ones when none is.</summary>
    public IReadOnlyList<int> Targets(EndpointAnnotation endpoint)
    {
        var healthy = Instances.Where(i => i.IsHealthy).Select(i => i.TargetPorts[endpoint]).ToArray();
        return healthy.Length > 0
            ? healthy
            : [.. Instances.Where(i => i.IsRunning).Select(i => i.TargetPorts[endpoint])];
    }

    protected override async Task LiveAsync(CancellationToken stopping)
    {
        await Host.Notifications.PublishUpdateAsync(
            Resource,
            s => s with { ExitCode = null, StartTimeStamp = null, StopTimeStamp = null, Ready = null }
        );
        foreach (var resource in _children.Prepend(Resource).OfType<IResourceWithConnectionString>())
            await Host.Eventing.PublishAsync(new ConnectionStringAvailableEvent(resource, Host.Services), stopping);
        await SetAsync(KnownResourceStates.Starting);
        await Host.Eventing.PublishAsync(new BeforeResourceStartedEvent(Resource, Host.Services), stopping);
        var waits = Resource.Annotations.OfType<WaitAnnotation>().Select(w => w.Resource.Name).Distinct().ToArray();
        if (waits.Length > 0)
        {
            await SetAsync(KnownResourceStates.Waiting, $"for {string.Join(", ", waits)}");
            await Host.Notifications.WaitForDependenciesAsync(Resource, stopping);
            await SetAsync(KnownResourceStates.Starting);
        }

        var unready = Instances.Count;
        async Task OnHealthyAsync()
        {
            if (Interlocked.Decrement(ref unready) == 0)
                await PublishReadyAsync(stopping);
        }

        await Task.WhenAll(Instances.Select(i => i.RunAsync(_isJob, OnHealthyAsync, () => Force, stopping)));
    }
}
