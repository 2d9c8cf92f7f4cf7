using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Starts this resource only when the other one is healthy and its ready handlers have finished.</summary>
    public static IResourceBuilder<T> WaitFor<T>(
        this IResourceBuilder<T> builder,
        IResourceBuilder<IResource> dependency
    )
        where T : IResourceWithWaitSupport => builder.Wait(dependency.Resource, WaitType.WaitUntilHealthy, null);

    /// <summary>Starts this resource only when the other one is healthy and its ready handlers have finished.</summary>
    public static IResourceBuilder<T> WaitFor<T>(
        this IResourceBuilder<T> builder,
        IResourceBuilder<IResource> dependency,
        WaitBehavior waitBehavior
    )
        where T : IResourceWithWaitSupport =>
        builder.Wait(dependency.Resource, WaitType.WaitUntilHealthy, waitBehavior);

    /// <summary>Starts this resource only when the other one runs.</summary>
    public static IResourceBuilder<T> WaitForStart<T>(
        this IResourceBuilder<T> builder,
        IResourceBuilder<IResource> dependency
    )
        where T : IResourceWithWaitSupport => builder.Wait(dependency.Resource, WaitType.WaitUntilStarted, null);

    /// <summary>Starts this resource only when the other one has ended with an exit code.</summary>
    public static IResourceBuilder<T> WaitForCompletion<T>(
        this IResourceBuilder<T> builder,
        IResourceBuilder<IResource> dependency,
        int exitCode = 0
    )
        where T : IResourceWithWaitSupport =>
        builder.Wait(dependency.Resource, WaitType.WaitForCompletion, null, exitCode);

    /// <summary>Does not start the resource with the application; the start command does.</summary>
    public static IResourceBuilder<T> WithExplicitStart<T>(this IResourceBuilder<T> builder)
        where T : IResource =>
        builder.WithAnnotation(new ExplicitStartupAnnotation(), ResourceAnnotationMutationBehavior.Replace);

    /// <summary>Uses a health check that is registered with the builder's services.</summary>
    public static IResourceBuilder<T> WithHealthCheck<T>(this IResourceBuilder<T> builder, string key)
        where T : IResource
    {
        if (builder.Resource.Annotations.OfType<HealthCheckAnnotation>().Any(a => a.Key == key))
            throw new DistributedApplicationException(
                $"Resource '{builder.Resource.Name}' already has a health check with the key '{key}'."
            );
        return builder.WithAnnotation(new HealthCheckAnnotation(key));
    }

    /// <summary>The resource is healthy while a GET on its endpoint answers as expected; each replica is asked.</summary>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(
        this IResourceBuilder<T> builder,
        string? path = null,
        int? statusCode = null,
        string? endpointName = null
    )
        where T : IResourceWithEndpoints
    {
        var endpoint = endpointName is not null
            ? builder.GetEndpoint(endpointName)
            : builder
                .Resource.Annotations.OfType<EndpointAnnotation>()
                .Where(e => e.UriScheme is "http" or "https")
                .OrderByDescending(e => e.UriScheme == "https")
                .Select(e => new EndpointReference(builder.Resource, e))
                .FirstOrDefault();
        if (endpoint is null || !endpoint.Exists)
            throw new DistributedApplicationException(
                $"Resource '{builder.Resource.Name}' has no http endpoint '{endpointName ?? "http"}' to check; declare it "
                    + "before WithHttpHealthCheck."
            );
        path ??= "/";
        statusCode ??= 200;
        var status = statusCode.Value.ToString(CultureInfo.InvariantCulture);
        var key = $"{builder.Resource.Name}_{endpoint.EndpointName}_{path}_{status}_check";
        builder
            .ApplicationBuilder.Services.AddHealthChecks()
            .Add(
                new HealthCheckRegistration(
                    key,
                    services => new HttpHealthCheck(
                        services.GetRequiredService<IHttpClientFactory>(),
                        () => new Uri(new Uri(endpoint.Url), path),
                        statusCode.Value
                    ),
                    failureStatus: null,
                    tags: null
                )
            );
        return builder.WithAnnotation(new HttpHealthCheckAnnotation(key, endpoint, path, statusCode.Value));
    }

    /// <summary>Calls back when the resource begins its life. Not awaited.</summary>
    public static IResourceBuilder<T> OnInitializeResource<T>(
        this IResourceBuilder<T> builder,
        Func<T, InitializeResourceEvent, CancellationToken, Task> callback
    )
        where T : IResource => builder.On(callback);

    /// <summary>Calls back when the endpoints have their addresses.</summary>
    public static IResourceBuilder<T> OnResourceEndpointsAllocated<T>(
        this IResourceBuilder<T> builder,
        Func<T, ResourceEndpointsAllocatedEvent, CancellationToken, Task> callback
    )
        where T : IResourceWithEndpoints => builder.On(callback);

    /// <summary>Calls back when the connection string can be asked for.</summary>
    public static IResourceBuilder<T> OnConnectionStringAvailable<T>(
        this IResourceBuilder<T> builder,
        Func<T, ConnectionStringAvailableEvent, CancellationToken, Task> callback
    )
        where T : IResourceWithConnectionString => builder.On(callback);

    /// <summary>Calls back before the resource starts, and before it waits for others.</summary>
    public static IResourceBuilder<T> OnBeforeResourceStarted<T>(
        this IResourceBuilder<T> builder,
        Func<T, BeforeResourceStartedEvent, CancellationToken, Task> callback
    )
        where T : IResource => builder.On(callback);

    /// <summary>Calls back when the resource is healthy; those that wait for it wait for the callback too.</summary>
    public static IResourceBuilder<T> OnResourceReady<T>(
        this IResourceBuilder<T> builder,
        Func<T, ResourceReadyEvent, CancellationToken, Task> callback
    )
        where T : IResource => builder.On(callback);

    /// <summary>Calls back when the resource has stopped.</summary>
    public static IResourceBuilder<T> OnResourceStopped<T>(
        this IResourceBuilder<T> builder,
        Func<T, ResourceStoppedEvent, CancellationToken, Task> callback
    )
        where T : IResource => builder.On(callback);

    /// <summary>Calls back before anything starts.</summary>
    public static T OnBeforeStart<T>(this T builder, Func<BeforeStartEvent, CancellationToken, Task> callback)
        where T : IDistributedApplicationBuilder
    {
        builder.Eventing.Subscribe(callback);
        return builder;
    }

    private static IResourceBuilder<T> On<T, TEvent>(
        this IResourceBuilder<T> builder,
        Func<T, TEvent, CancellationToken, Task> callback
    )
        where T : IResource
        where TEvent : IDistributedApplicationResourceEvent
    {
        builder.ApplicationBuilder.Eventing.Subscribe<TEvent>(
            builder.Resource,
            (@event, cancellationToken) => callback(builder.Resource, @event, cancellationToken)
        );
        return builder;
    }

    private static IResourceBuilder<T> Wait<T>(
        this IResourceBuilder<T> builder,
        IResource dependency,
        WaitType type,
        WaitBehavior? behavior,
        int exitCode = 0
    )
        where T : IResourceWithWaitSupport
    {
        if (ReferenceEquals(builder.Resource, dependency))
            throw new DistributedApplicationException($"Resource '{dependency.Name}' cannot wait for itself.");
        if (builder.Resource is IResourceWithParent { Parent: var parent } && ReferenceEquals(parent, dependency))
            throw new DistributedApplicationException(
                $"Resource '{builder.Resource.Name}' cannot wait for '{dependency.Name}', in which it lives."
            );
        if (type != WaitType.WaitForCompletion && dependency is IResourceWithParent { Parent: var server })
            builder.Wait(server, type, behavior);
        builder.WithRelationship(dependency, "WaitFor");
        return builder.WithAnnotation(new WaitAnnotation(dependency, type, exitCode) { WaitBehavior = behavior });
    }
}
