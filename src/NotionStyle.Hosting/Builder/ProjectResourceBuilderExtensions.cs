using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.LocalProjects;

namespace Aspire.Hosting;

/// <summary>How a project is added.</summary>
public sealed class ProjectResourceOptions
{
    /// <summary>The launch profile to use.</summary>
    public string? LaunchProfileName { get; set; }

    /// <summary>Uses no launch profile.</summary>
    public bool ExcludeLaunchProfile { get; set; }

    /// <summary>Makes no endpoints of the project's Kestrel settings (this host never does).</summary>
    public bool ExcludeKestrelEndpoints { get; set; }
}

/// <summary>Adds .NET projects.</summary>
public static class ProjectResourceBuilderExtensions
{
    /// <summary>Adds a project that the AppHost references, with its first launch profile.</summary>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(
        this IDistributedApplicationBuilder builder,
        string name
    )
        where TProject : IProjectMetadata, new() =>
        builder.Add<TProject>(name, new TProject(), new ProjectResourceOptions());

    /// <summary>Adds a project that the AppHost references, with the launch profile named; null for none.</summary>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(
        this IDistributedApplicationBuilder builder,
        string name,
        string? launchProfileName
    )
        where TProject : IProjectMetadata, new() =>
        builder.Add<TProject>(name, new TProject(), Profile(launchProfileName));

    /// <summary>Adds a project that the AppHost references.</summary>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(
        this IDistributedApplicationBuilder builder,
        string name,
        Action<ProjectResourceOptions> configure
    )
        where TProject : IProjectMetadata, new()
    {
        var options = new ProjectResourceOptions();
        configure(options);
        return builder.Add<TProject>(name, new TProject(), options);
    }

    /// <summary>Adds a project by the path of its project file; it must be built already.</summary>
    public static IResourceBuilder<ProjectResource> AddProject(
        this IDistributedApplicationBuilder builder,
        string name,
        string projectPath
    ) => builder.Add(name, new ProjectByPath(builder.AppHostDirectory, projectPath), new ProjectResourceOptions());

    /// <summary>Adds a project by path, with the launch profile named; null for none.</summary>
    public static IResourceBuilder<ProjectResource> AddProject(
        this IDistributedApplicationBuilder builder,
        string name,
        string projectPath,
        string? launchProfileName
    ) => builder.Add(name, new ProjectByPath(builder.AppHostDirectory, projectPath), Profile(launchProfileName));

    /// <summary>
    /// Runs several processes behind one public port per endpoint. With one process there is nothing in between: it
    /// listens on the public port itself, so that what is measured there is the service and not a hop. With more,
    /// the host forwards TCP connections to the healthy ones in turn.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithReplicas(
        this IResourceBuilder<ProjectResource> builder,
        int replicas
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(replicas, 1);
        return builder.WithAnnotation(new ReplicaAnnotation(replicas), ResourceAnnotationMutationBehavior.Replace);
    }

    private static ProjectResourceOptions Profile(string? name) =>
        new() { LaunchProfileName = name, ExcludeLaunchProfile = name is null };

    private static IResourceBuilder<ProjectResource> Add<TProject>(
        this IDistributedApplicationBuilder builder,
        string name,
        TProject metadata,
        ProjectResourceOptions options
    )
        where TProject : IProjectMetadata
    {
        if (!File.Exists(metadata.ProjectPath))
            throw new DistributedApplicationException($"Project file '{metadata.ProjectPath}' was not found.");
        var project = builder.AddResource(new ProjectResource(name)).WithAnnotation<IProjectMetadata>(metadata);
        project.WithEnvironment("LOGGING__CONSOLE__FORMATTERNAME", "simple");
        project.WithEnvironment("DOTNET_SYSTEM_CONSOLE_ALLOW_ANSI_COLOR_REDIRECTION", "true");
        project.WithEnvironment("OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY", "in_memory");
        project.WithOtlpExporter();
        if (LaunchProfileChoice.Choose(builder.Configuration, metadata, options) is { } profile)
            project.WithLaunchProfile(profile);
        return project;
    }
}
