namespace Aspire.Hosting.ApplicationModel;

/// <summary>The ids of a resource's processes; they are given before the first of them starts.</summary>
internal sealed class ResourceInstancesAnnotation(IReadOnlyList<string> ids) : IResourceAnnotation
{
    public IReadOnlyList<string> Ids { get; } = ids;
}

internal static class ResourceInstances
{
    /// <summary>The ids of the resource's processes, or its name when it has none.</summary>
    public static IReadOnlyList<string> GetResourceIds(this IResource resource) =>
        resource.Annotations.OfType<ResourceInstancesAnnotation>().LastOrDefault()?.Ids ?? [resource.Name];

    public static string TypeName(this IResource resource) =>
        resource switch
        {
            ProjectResource => "Project",
            ExecutableResource => "Executable",
            ParameterResource => "Parameter",
            ConnectionStringResource => "ConnectionString",
            _ => resource.GetType().Name,
        };

    public static bool HasName(this IResource resource, string name) =>
        string.Equals(resource.Name, name, StringComparison.OrdinalIgnoreCase);
}
