using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Makes one of the resources the dashboard of the application.</summary>
public static class DashboardExtensions
{
    /// <summary>
    /// Everything that sends telemetry sends it here, and is stopped before it. The host tells it of the resources: it
    /// serves <c>notionstyle.hosting.v1.ResourceService</c> for it and says where in two variables. It prints the first
    /// URL of the resource as soon as it is healthy. One resource of an application can be its dashboard.
    /// </summary>
    /// <param name="builder">The dashboard.</param>
    /// <param name="otlpEndpoint">Its endpoint that takes OTLP over gRPC.</param>
    /// <param name="otlpKey">What senders say in <c>x-otlp-api-key</c>.</param>
    /// <param name="resourceService">How the variables begin that say where the resource service is: <c>…__Url</c>, <c>…__ApiKey</c>.</param>
    /// <exception cref="DistributedApplicationException">There is another dashboard.</exception>
    public static IResourceBuilder<T> AsDashboard<T>(
        this IResourceBuilder<T> builder,
        string otlpEndpoint,
        IResourceBuilder<ParameterResource> otlpKey,
        string resourceService
    )
        where T : IResourceWithEnvironment, IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(otlpKey);
        if (builder.ApplicationBuilder.Resources.FirstOrDefault(r => r.IsDashboard()) is { } other)
            throw new DistributedApplicationException(
                $"'{builder.Resource.Name}' cannot be the dashboard of the application: '{other.Name}' is."
            );
        var dashboard = new DashboardAnnotation(builder.GetEndpoint(otlpEndpoint), otlpKey.Resource);
        return builder
            .WithAnnotation(dashboard)
            .WithEnvironment(async context =>
            {
                // Only a host that has started has the service.
                if (dashboard.ResourceService is not { } address)
                    return;
                context.EnvironmentVariables[$"{resourceService}__Url"] = (
                    await address.WaitAsync(context.CancellationToken)
                ).ToString();
                context.EnvironmentVariables[$"{resourceService}__ApiKey"] = dashboard.ResourceServiceKey;
            });
    }

    internal static bool IsDashboard(this IResource resource) => resource.Has<DashboardAnnotation>();

    internal static bool Has<TAnnotation>(this IResource resource)
        where TAnnotation : IResourceAnnotation => resource.Annotations.OfType<TAnnotation>().Any();

    internal static DashboardAnnotation? Dashboard(this IEnumerable<IResource> resources) =>
        resources.SelectMany(r => r.Annotations).OfType<DashboardAnnotation>().FirstOrDefault();
}

/// <summary>The resource is the dashboard of the application.</summary>
internal sealed class DashboardAnnotation(EndpointReference otlpEndpoint, ParameterResource otlpKey)
    : IResourceAnnotation
{
    public EndpointReference OtlpEndpoint { get; } = otlpEndpoint;

    public ParameterResource OtlpKey { get; } = otlpKey;

    /// <summary>What the dashboard says to the resource service; made for this run.</summary>
    public ParameterResource ResourceServiceKey { get; } =
        new(
            "resource-service-key",
            _ => new GenerateParameterDefault { MinLength = 32, Special = false }.GetDefaultValue(),
            secret: true
        );

    /// <summary>The address of the resource service, once the host has begun to start it.</summary>
    public Task<Uri>? ResourceService { get; set; }
}
