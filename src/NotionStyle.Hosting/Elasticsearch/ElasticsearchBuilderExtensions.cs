using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Elasticsearch;
using Aspire.Hosting.LocalData;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <summary>Adds Elasticsearch servers.</summary>
public static class ElasticsearchBuilderExtensions
{
    /// <summary>The class that the build writes for an AppHost that refers to the engine's project.</summary>
    private const string EngineProject = "Projects.NotionStyle_Engines_Elasticsearch";

    /// <summary>
    /// Adds an Elasticsearch server. It listens on 127.0.0.1 alone and asks for the password of the user <c>elastic</c>. The program is that of <c>Elasticsearch:HomeDirectory</c>,
    /// else <c>elasticsearch</c> on PATH, else the engine of this repository, which the AppHost's project file refers to.
    /// </summary>
    public static IResourceBuilder<ElasticsearchResource> AddElasticsearch(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource>? password = null,
        int? port = null
    )
    {
        var secret = password?.Resource ?? builder.CreateDefaultPasswordParameter($"{name}-password", special: false);
        var server = new ElasticsearchResource(name, secret);
        builder
            .Services.AddHealthChecks()
            .Add(
                new HealthCheckRegistration(
                    $"{name}_check",
                    services => new ElasticsearchHealthCheck(
                        services.GetRequiredService<IHttpClientFactory>(),
                        server.ConnectionStringExpression.GetValueAsync
                    ),
                    failureStatus: null,
                    tags: null
                )
            );
        var resource = builder
            .AddResource(server)
            .WithEndpoint(port: port, name: ElasticsearchResource.EndpointName, scheme: "http")
            .WithHealthCheck($"{name}_check")
            .WithOtlpExporter();
        if (builder.AppHostAssembly?.GetType(EngineProject) is { } engine)
            resource.WithAnnotation(
                new ElasticsearchEngineAnnotation((IProjectMetadata)Activator.CreateInstance(engine)!)
            );
        return resource;
    }

    /// <summary>Keeps the data in <c>volumes/name</c> of the data directory.</summary>
    public static IResourceBuilder<ElasticsearchResource> WithDataVolume(
        this IResourceBuilder<ElasticsearchResource> builder,
        string? name = null
    ) =>
        builder.WithAnnotation(
            new ElasticsearchDataAnnotation(
                Path.Combine(builder.ApplicationBuilder.Data().Root, "volumes", name ?? builder.Resource.Name)
            ),
            ResourceAnnotationMutationBehavior.Replace
        );

    /// <summary>Keeps the data in the folder given; a relative one is below the AppHost's.</summary>
    public static IResourceBuilder<ElasticsearchResource> WithDataBindMount(
        this IResourceBuilder<ElasticsearchResource> builder,
        string source
    ) =>
        builder.WithAnnotation(
            new ElasticsearchDataAnnotation(
                Path.GetFullPath(Path.Combine(builder.ApplicationBuilder.AppHostDirectory, source))
            ),
            ResourceAnnotationMutationBehavior.Replace
        );
}
