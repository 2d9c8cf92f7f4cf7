/// <summary>The dashboard as one more resource.</summary>
internal static class DashboardExtensions
{
    /// <summary>
    /// The dashboard <c>dashboard</c>, shown by a URL that logs in. Its token is kept for the next start, so that a bookmark stays good; the key of telemetry is made
    /// anew for each run.
    /// </summary>
    public static IResourceBuilder<ProjectResource> AddDashboard(
        this IDistributedApplicationBuilder builder,
        StageOptions stage
    )
    {
        var secret = new GenerateParameterDefault { MinLength = 32, Special = false };
        var token = builder.AddParameter("dashboard-token", secret, secret: true, persist: true);
        var otlpKey = builder.AddParameter("otlp-key", secret, secret: true);

        return builder
            .AddProject<Projects.NotionStyle_Dashboard>("dashboard")
            .WithEndpoint("http", endpoint => endpoint.Port = stage.DashboardPort ?? endpoint.Port)
            .WithHttpHealthCheck("/health", endpointName: "http")
            .WithHttpEndpoint(name: "otlp-grpc", env: "Dashboard__Otlp__GrpcPort")
            .WithHttpEndpoint(name: "otlp-http", env: "Dashboard__Otlp__HttpPort")
            .WithEnvironment("Dashboard__Otlp__PrimaryApiKey", otlpKey)
            .WithEnvironment("Dashboard__Frontend__BrowserToken", token)
            .WithEnvironment("Dashboard__DataDirectory", Path.Combine(stage.DataDirectory, "dashboard"))
            .WithEnvironment("Dashboard__RunLabel", stage.Label)
            .AsDashboard("otlp-grpc", otlpKey)
            .WithUrls(async context =>
            {
                foreach (var url in context.Urls)
                    if (url.Endpoint?.EndpointName == "http")
                        url.Url = $"/login?t={await token.Resource.GetValueAsync(context.CancellationToken)}";
                    else
                        url.DisplayLocation = UrlDisplayLocation.DetailsOnly;
            });
    }
}
