namespace Aspire.Hosting.LocalProjects;

/// <summary>A project that was added by its path.</summary>
internal sealed class ProjectByPath(string appHostDirectory, string path) : IProjectMetadata
{
    public string ProjectPath { get; } = Path.GetFullPath(Path.Combine(appHostDirectory, path));
}

/// <summary>Finds what the build made of a project.</summary>
internal static class ProjectAssembly
{
    public static string Find(string resource, IProjectMetadata metadata)
    {
        var path = metadata is IBuiltProjectMetadata built ? built.AssemblyPath : Newest(metadata.ProjectPath);
        if (path is null || !File.Exists(path))
            throw new DistributedApplicationException(
                $"The project of '{resource}' is not built; run: dotnet build {metadata.ProjectPath}"
            );
        return path;
    }

    private static string? Newest(string projectPath)
    {
        var bin = Path.Combine(Path.GetDirectoryName(projectPath)!, "bin");
        var file = Path.GetFileNameWithoutExtension(projectPath) + ".dll";
        return Directory.Exists(bin)
            ? Directory
                .EnumerateFiles(bin, file, SearchOption.AllDirectories)
                .Where(f => File.Exists(Path.ChangeExtension(f, ".runtimeconfig.json")))
                .MaxBy(File.GetLastWriteTimeUtc)
            : null;
    }
}
