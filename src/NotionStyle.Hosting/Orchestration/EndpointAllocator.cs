using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// Gives every endpoint its public port, and every process the ports it listens on. One process listens on the public
/// port itself, unless the AppHost wants another target port; several stand behind a forwarder.
/// </summary>
internal sealed class EndpointAllocator(bool randomizePorts)
{
    private readonly Ports _ports = new();

    /// <summary>What was allocated for one resource.</summary>
    public sealed record Allocation(
        IReadOnlyList<IReadOnlyDictionary<EndpointAnnotation, int>> TargetPorts,
        IReadOnlyList<(EndpointAnnotation Endpoint, int Port)> Forwarded
    );

    /// <summary>Fixed ports go first, so that no random choice takes one of them.</summary>
    public Dictionary<IResource, Allocation> Allocate(IReadOnlyList<IResource> resources)
    {
        foreach (var resource in resources)
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            if (Fixed(resource, endpoint) is { } port)
                _ports.Take(port, resource.Name, endpoint.Name);
            if (endpoint.TargetPort is { } target && target != Fixed(resource, endpoint))
                _ports.Take(target, resource.Name, endpoint.Name);
        }

        return resources.ToDictionary(resource => resource, Allocate);
    }

    private Allocation Allocate(IResource resource)
    {
        var replicas = resource.GetResourceIds().Count;
        var targets = Enumerable.Range(0, replicas).Select(_ => new Dictionary<EndpointAnnotation, int>()).ToArray();
        List<(EndpointAnnotation, int)> forwarded = [];
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            if (replicas > 1 && (endpoint.TargetPort is not null || !endpoint.IsProxied))
                throw new DistributedApplicationException(
                    $"Resource '{resource.Name}' has {replicas} replicas; its endpoint '{endpoint.Name}' must be proxied and "
                        + "leave the target port to the host."
                );
            var port = Fixed(resource, endpoint) ?? _ports.Free();
            var direct = replicas == 1 && (endpoint.TargetPort is null || endpoint.TargetPort == port);
            foreach (var target in targets)
                target[endpoint] = direct ? port : endpoint.TargetPort ?? _ports.Free();
            if (!direct)
                forwarded.Add((endpoint, port));
            // A server that listens on 127.0.0.1 alone is not called by a name that may also mean ::1.
            var address = resource is LocalEngineResource ? "127.0.0.1" : "localhost";
            var targetPort = replicas == 1 ? targets[0][endpoint].ToString(CultureInfo.InvariantCulture) : null;
            endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, address, port, targetPort);
        }

        return new Allocation(targets, forwarded);
    }

    private int? Fixed(IResource resource, EndpointAnnotation endpoint)
    {
        if (!endpoint.IsProxied)
            return endpoint.Port ?? endpoint.TargetPort;
        if (randomizePorts)
            return null;
        return endpoint.Port ?? (resource.GetResourceIds().Count == 1 ? endpoint.TargetPort : null);
    }
}
