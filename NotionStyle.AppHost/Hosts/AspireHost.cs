/// <summary>What the local host has and Aspire's has not.</summary>
internal static class HostExtensions
{
    /// <summary>
    /// Changes nothing: telemetry and resources go to Aspire's own dashboard. Ours shows what that one lacks, and takes what is sent to
    /// it on purpose.
    /// </summary>
    public static IResourceBuilder<ProjectResource> AsDashboard(
        this IResourceBuilder<ProjectResource> dashboard,
        string otlpEndpoint,
        IResourceBuilder<ParameterResource> otlpKey
    ) => dashboard;
}
