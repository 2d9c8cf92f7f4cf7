using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <summary>Adds Redis servers.</summary>
public static class RedisBuilderExtensions
{
    /// <summary>The class that the build writes for an AppHost that refers to the engine's project.</summary>
    private const string EngineProject = "Projects.NotionStyle_Engines_Redis";

    /// <summary>
    /// Adds a Redis server that keeps nothing over a restart. It listens on 127.0.0.1 alone and asks for a password. The program is that of <c>Redis:Executable</c>, else
    /// <c>redis-server</c> on PATH, else Garnet, whose project the AppHost's project file refers to.
    /// </summary>
    public static IResourceBuilder<RedisResource> AddRedis(
        this IDistributedApplicationBuilder builder,
        string name,
        int? port = null,
        IResourceBuilder<ParameterResource>? password = null
    )
    {
        var secret = password?.Resource ?? builder.CreateDefaultPasswordParameter($"{name}-password", special: false);
        var server = new RedisResource(name, secret);
        builder
            .Services.AddHealthChecks()
            .Add(
                new HealthCheckRegistration(
                    $"{name}_check",
                    _ => new RedisHealthCheck(server),
                    failureStatus: null,
                    tags: null
                )
            );
        var resource = builder
            .AddResource(server)
            .WithEndpoint(port: port, name: RedisResource.EndpointName, scheme: "redis")
            .WithHealthCheck($"{name}_check");
        if (builder.AppHostAssembly?.GetType(EngineProject) is { } engine)
            resource.WithAnnotation(new RedisEngineAnnotation((IProjectMetadata)Activator.CreateInstance(engine)!));
        return resource;
    }
}
