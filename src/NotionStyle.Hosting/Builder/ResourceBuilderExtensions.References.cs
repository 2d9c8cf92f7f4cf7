using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Injects a connection string as <c>ConnectionStrings__name</c>, and its parts as <c>NAME_PART</c>.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder,
        IResourceBuilder<IResourceWithConnectionString> source,
        string? connectionName = null,
        bool optional = false
    )
        where TDestination : IResourceWithEnvironment
    {
        var resource = source.Resource;
        var name = connectionName ?? resource.Name;
        builder.WithRelationship(resource, "Reference");
        return builder.WithEnvironment(async context =>
        {
            var flags = Flags(builder.Resource);
            var value = await resource.GetConnectionStringAsync(context.CancellationToken);
            if (string.IsNullOrEmpty(value))
            {
                if (optional)
                    return;
                throw new DistributedApplicationException(
                    $"The connection string of '{resource.Name}', which '{context.Resource.Name}' refers to, is empty."
                );
            }

            if (flags.HasFlag(ReferenceEnvironmentInjectionFlags.ConnectionString))
                context.EnvironmentVariables[
                    resource.ConnectionStringEnvironmentVariable ?? $"ConnectionStrings__{name}"
                ] = value;
            if (!flags.HasFlag(ReferenceEnvironmentInjectionFlags.ConnectionProperties))
                return;
            var prefix = EnvironmentName(name).ToUpperInvariant();
            foreach (var (property, expression) in resource.GetConnectionProperties())
                context.EnvironmentVariables[$"{prefix}_{property.ToUpperInvariant()}"] = expression;
        });
    }

    /// <summary>Injects all endpoints of a resource for service discovery.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder,
        IResourceBuilder<IResourceWithServiceDiscovery> source
    )
        where TDestination : IResourceWithEnvironment =>
        builder.WithEndpointsOf(source.Resource, source.Resource.Name, alias: false, _ => true);

    /// <summary>Injects all endpoints of a resource for service discovery under another name.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder,
        IResourceBuilder<IResourceWithServiceDiscovery> source,
        string name
    )
        where TDestination : IResourceWithEnvironment =>
        builder.WithEndpointsOf(source.Resource, name, alias: true, _ => true);

    /// <summary>Injects one endpoint for service discovery.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder,
        EndpointReference endpointReference
    )
        where TDestination : IResourceWithEnvironment =>
        builder.WithEndpointsOf(
            endpointReference.Resource,
            endpointReference.Resource.Name,
            alias: false,
            endpoint => string.Equals(endpoint.Name, endpointReference.EndpointName, StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>Injects a fixed address for service discovery.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder,
        string name,
        Uri uri
    )
        where TDestination : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (!uri.IsAbsoluteUri)
            throw new InvalidOperationException($"The address of '{name}' must be absolute: {uri}");
        return builder.WithEnvironment(context =>
        {
            var flags = Flags(builder.Resource);
            if (flags.HasFlag(ReferenceEnvironmentInjectionFlags.ServiceDiscovery))
                context.EnvironmentVariables[$"services__{name}__default__0"] = uri.ToString();
            if (flags.HasFlag(ReferenceEnvironmentInjectionFlags.Endpoints))
                context.EnvironmentVariables[EnvironmentName(name)] = uri.ToString();
        });
    }

    /// <summary>Narrows what references inject into this resource.</summary>
    public static IResourceBuilder<T> WithReferenceEnvironment<T>(
        this IResourceBuilder<T> builder,
        ReferenceEnvironmentInjectionFlags flags
    )
        where T : IResourceWithEnvironment =>
        builder.WithAnnotation(
            new ReferenceEnvironmentInjectionAnnotation(flags),
            ResourceAnnotationMutationBehavior.Replace
        );

    /// <summary>Shows this resource below another one.</summary>
    public static IResourceBuilder<T> WithParentRelationship<T>(
        this IResourceBuilder<T> builder,
        IResourceBuilder<IResource> parent
    )
        where T : IResource => builder.WithRelationship(parent.Resource, "Parent");

    /// <summary>Shows this resource below another one.</summary>
    public static IResourceBuilder<T> WithParentRelationship<T>(this IResourceBuilder<T> builder, IResource parent)
        where T : IResource => builder.WithRelationship(parent, "Parent");

    /// <summary>Records a relationship of any kind, for display.</summary>
    public static IResourceBuilder<T> WithRelationship<T>(
        this IResourceBuilder<T> builder,
        IResource resource,
        string type
    )
        where T : IResource => builder.WithAnnotation(new ResourceRelationshipAnnotation(resource, type));

    private static IResourceBuilder<T> WithEndpointsOf<T>(
        this IResourceBuilder<T> builder,
        IResourceWithEndpoints source,
        string name,
        bool alias,
        Func<EndpointAnnotation, bool> which
    )
        where T : IResourceWithEnvironment
    {
        builder.WithRelationship(source, "Reference");
        return builder.WithEnvironment(context =>
        {
            var flags = Flags(builder.Resource);
            var counts = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var endpoint in source.Annotations.OfType<EndpointAnnotation>().Where(which))
            {
                var reference = new EndpointReference(source, endpoint);
                // The http family goes by its scheme, so that "https+http://name" finds it; others by their name.
                var key = endpoint.UriScheme is "http" or "https" ? endpoint.UriScheme : endpoint.Name;
                var index = counts.GetValueOrDefault(key);
                counts[key] = index + 1;
                if (flags.HasFlag(ReferenceEnvironmentInjectionFlags.ServiceDiscovery))
                    context.EnvironmentVariables[$"services__{name}__{key}__{index}"] = reference;
                if (!flags.HasFlag(ReferenceEnvironmentInjectionFlags.Endpoints))
                    continue;
                var prefix = alias ? EnvironmentName(name) : EnvironmentName(name).ToUpperInvariant();
                context.EnvironmentVariables[$"{prefix}_{EnvironmentName(endpoint.Name).ToUpperInvariant()}"] =
                    reference;
            }
        });
    }

    private static ReferenceEnvironmentInjectionFlags Flags(IResource resource) =>
        resource.Annotations.OfType<ReferenceEnvironmentInjectionAnnotation>().LastOrDefault()?.Flags
        ?? ReferenceEnvironmentInjectionFlags.All;

    /// <summary>Everything outside [A-Za-z0-9_] becomes '_'; a digit cannot begin a name.</summary>
    private static string EnvironmentName(string name)
    {
        var text = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '_'));
        return text.Length > 0 && char.IsAsciiDigit(text[0]) ? "_" + text : text;
    }
}
