using System.Net.Sockets;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.LocalProjects;

/// <summary>A launch profile with its name.</summary>
internal sealed record NamedLaunchProfile(string Name, LaunchProfile Profile);

/// <summary>
/// Which profile of launchSettings.json counts: the one asked for, else the AppHost's default or own profile if the
/// project has one of that name, else the first of the kind Project.
/// </summary>
internal static class LaunchProfileChoice
{
    private static readonly JsonSerializerOptions Json = new()
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    public static NamedLaunchProfile? Choose(
        IConfiguration configuration,
        IProjectMetadata metadata,
        ProjectResourceOptions options
    )
    {
        if (options.ExcludeLaunchProfile || Read(metadata) is not { } settings)
            return null;
        if (options.LaunchProfileName is { } asked)
            return settings.Profiles.TryGetValue(asked, out var profile)
                ? new(asked, profile)
                : throw new DistributedApplicationException(
                    $"Project '{metadata.ProjectPath}' has no launch profile '{asked}'."
                );
        foreach (
            var name in new[]
            {
                configuration["AppHost:DefaultLaunchProfileName"],
                configuration["DOTNET_LAUNCH_PROFILE"],
            }
        )
            if (name is not null && settings.Profiles.TryGetValue(name, out var profile))
                return new(name, profile);
        var (first, found) = settings.Profiles.FirstOrDefault(p => p.Value.CommandName == "Project");
        return found is null ? null : new(first, found);
    }

    public static IResourceBuilder<ProjectResource> WithLaunchProfile(
        this IResourceBuilder<ProjectResource> project,
        NamedLaunchProfile named
    )
    {
        var profile = named.Profile;
        foreach (var url in (profile.ApplicationUrl ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var uri = new Uri(
                url.Trim()
                    .Replace("*", "localhost", StringComparison.Ordinal)
                    .Replace("+", "localhost", StringComparison.Ordinal)
            );
            var taken = project.Resource.Annotations.OfType<EndpointAnnotation>().Count(e => e.UriScheme == uri.Scheme);
            project.WithAnnotation(
                new EndpointAnnotation(
                    ProtocolType.Tcp,
                    uri.Scheme,
                    name: taken == 0 ? uri.Scheme : $"{uri.Scheme}{taken + 1}",
                    port: uri.Port == 0 ? null : uri.Port
                )
                {
                    FromLaunchProfile = true,
                }
            );
        }

        project.WithAnnotation(new LaunchProfileAnnotation(named));
        return string.IsNullOrEmpty(profile.CommandLineArgs)
            ? project
            : project.WithArgs(profile.CommandLineArgs.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static LaunchSettings? Read(IProjectMetadata metadata)
    {
        if (metadata.LaunchSettings is { } given)
            return given;
        var file = Path.Combine(Path.GetDirectoryName(metadata.ProjectPath)!, "Properties", "launchSettings.json");
        if (!File.Exists(file))
            return null;
        try
        {
            return JsonSerializer.Deserialize<LaunchSettings>(File.ReadAllBytes(file), Json);
        }
        catch (JsonException e)
        {
            throw new DistributedApplicationException($"'{file}' cannot be read: {e.Message}", e);
        }
    }
}

/// <summary>The launch profile of a project; its variables count only where nothing else set them.</summary>
internal sealed class LaunchProfileAnnotation(NamedLaunchProfile named) : IResourceAnnotation
{
    public NamedLaunchProfile Named { get; } = named;
}
