/// <summary>What the local host has and Aspire's has not.</summary>
internal static class HostExtensions
{
    /// <summary>Makes this the dashboard of the application: everybody's telemetry goes to it, and the host tells it of the resources.</summary>
    public static IResourceBuilder<ProjectResource> AsDashboard(
        this IResourceBuilder<ProjectResource> dashboard,
        string otlpEndpoint,
        IResourceBuilder<ParameterResource> otlpKey
    ) => dashboard.AsDashboard(otlpEndpoint, otlpKey, resourceService: "Dashboard__ResourceService");
}
