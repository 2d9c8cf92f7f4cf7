using System.Text.Json.Serialization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Where a project is. The build writes one class of this kind per project reference of the AppHost.</summary>
public interface IProjectMetadata : IResourceAnnotation
{
    /// <summary>The path of the project file.</summary>
    string ProjectPath { get; }

    /// <summary>The launch settings, if they are not to be read from the project.</summary>
    LaunchSettings? LaunchSettings => null;

    /// <summary>Whether the project is built already.</summary>
    bool SuppressBuild => false;

    /// <summary>Whether it is a single C# file.</summary>
    bool IsFileBasedApp => false;
}

/// <summary>
/// What only this host knows of a project: the assembly that the build made, so that it is started
/// without <c>dotnet run</c> and its second of evaluation.
/// </summary>
public interface IBuiltProjectMetadata : IProjectMetadata
{
    /// <summary>The path of the built assembly.</summary>
    string AssemblyPath { get; }
}

/// <summary>A project's launchSettings.json.</summary>
public sealed class LaunchSettings
{
    /// <summary>The profiles by name, in the order of the file.</summary>
    [JsonPropertyName("profiles")]
    public Dictionary<string, LaunchProfile> Profiles { get; set; } = [];
}

/// <summary>One profile of launchSettings.json.</summary>
public sealed class LaunchProfile
{
    /// <summary>The kind; only <c>Project</c> is honoured.</summary>
    [JsonPropertyName("commandName")]
    public string? CommandName { get; set; }

    /// <summary>Arguments for the project.</summary>
    [JsonPropertyName("commandLineArgs")]
    public string? CommandLineArgs { get; set; }

    /// <summary>URLs separated by semicolons; each becomes an endpoint.</summary>
    [JsonPropertyName("applicationUrl")]
    public string? ApplicationUrl { get; set; }

    /// <summary>What is opened of the URL.</summary>
    [JsonPropertyName("launchUrl")]
    public string? LaunchUrl { get; set; }

    /// <summary>Variables, where nothing else set them.</summary>
    [JsonPropertyName("environmentVariables")]
    public Dictionary<string, string> EnvironmentVariables { get; set; } = [];
}
