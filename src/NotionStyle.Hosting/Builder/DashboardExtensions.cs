using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Makes one of the resources the dashboard of the application.</summary>
public static class DashboardExtensions
{
    /// <summary>
    /// Everything that sends telemetry sends it here, and is stopped before it. The host prints the first URL of the
    /// resource as soon as it is healthy. One resource of an application can be its dashboard.
    /// </summary>
    /// <param name="builder">The dashboard.</param>
    /// <param name="otlpEndpoint">Its endpoint that takes OTLP over gRPC.</param>
    /// <param name="otlpKey">What senders say in <c>x-otlp-api-key</c>.</param>
    /// <exception cref="DistributedApplicationException">There is another dashboard.</exception>
    public static IResourceBuilder<T> AsDashboard<T>(
        this IResourceBuilder<T> builder,
        string otlpEndpoint,
        IResourceBuilder<ParameterResource> otlpKey
    )
        where T : IResourceWithEnvironment, IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(otlpKey);
        if (builder.ApplicationBuilder.Resources.FirstOrDefault(r => r.IsDashboard()) is { } other)
            throw new DistributedApplicationException(
                $"'{builder.Resource.Name}' cannot be the dashboard of the application: '{other.Name}' is."
            );
        return builder.WithAnnotation(new DashboardAnnotation(builder.GetEndpoint(otlpEndpoint), otlpKey.Resource));
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
}
