using Microsoft.Extensions.Options;

namespace NotionStyle.Dashboard.Resources;

/// <summary>The resources of the application, from its host.</summary>
internal static class ResourceExtensions
{
    public static void AddResourceSource(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(Create);
        builder.Services.AddHostedService<ResourceConnection>();
    }

    private static IResourceSource Create(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<DashboardOptions>>().Value.ResourceService;
        if (string.IsNullOrWhiteSpace(options.Url))
            return new NoResourceSource();
        if (!Uri.TryCreate(options.Url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new DashboardException(
                $"Dashboard__ResourceService__Url '{options.Url}': must be an address such as http://127.0.0.1:5491, or empty when there is no host."
            );
        return new ResourceClient(
            address,
            options.ApiKey,
            services.GetRequiredService<ILogger<ResourceClient>>(),
            TimeProvider.System
        );
    }
}

/// <summary>Keeps the connection to the host as long as the dashboard runs.</summary>
internal sealed class ResourceConnection(IResourceSource source) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        source is ResourceClient client ? client.RunAsync(stoppingToken) : Task.CompletedTask;
}
