/// <summary>What the local host has and Aspire's has not.</summary>
internal static class HostExtensions
{
    /// <summary>Makes this the dashboard of the application: everybody's telemetry goes to it, and its URL is printed as soon as it answers.</summary>
    public static IResourceBuilder<ProjectResource> AsDashboard(
        this IResourceBuilder<ProjectResource> dashboard,
        string otlpEndpoint,
        IResourceBuilder<ParameterResource> otlpKey
    ) => Aspire.Hosting.DashboardExtensions.AsDashboard(dashboard, otlpEndpoint, otlpKey);
}
