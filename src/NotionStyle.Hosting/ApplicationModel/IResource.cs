namespace Aspire.Hosting.ApplicationModel;

/// <summary>A named part of the application. What it is made of stands in its annotations.</summary>
public interface IResource
{
    /// <summary>The name: unique in the application without regard to case.</summary>
    string Name { get; }

    /// <summary>Everything the builder calls have said about the resource.</summary>
    ResourceAnnotationCollection Annotations { get; }
}

/// <summary>Base of all resources.</summary>
public abstract class Resource : IResource
{
    /// <summary>Creates a resource.</summary>
    /// <param name="name">1-64 ASCII letters, digits and hyphens; begins with a letter.</param>
    protected Resource(string name)
    {
        ResourceName.Check("resource", name);
        Name = name;
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    public ResourceAnnotationCollection Annotations { get; } = [];

    /// <inheritdoc />
    public override string ToString() => $"{GetType().Name} {Name}";
}

/// <summary>One statement about a resource.</summary>
public interface IResourceAnnotation;

/// <summary>The statements about one resource, in the order they were made.</summary>
public sealed class ResourceAnnotationCollection : System.Collections.ObjectModel.Collection<IResourceAnnotation>;

/// <summary>A resource whose process takes environment variables.</summary>
public interface IResourceWithEnvironment : IResource;

/// <summary>A resource whose process takes command line arguments.</summary>
public interface IResourceWithArgs : IResource;

/// <summary>A resource that others reach over the network.</summary>
public interface IResourceWithEndpoints : IResource;

/// <summary>A resource that can be waited with: it starts after the ones it waits for.</summary>
public interface IResourceWithWaitSupport : IResource;

/// <summary>A resource whose endpoints others find by its name.</summary>
public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;

/// <summary>A resource that never runs, so nobody waits for it (a parameter).</summary>
public interface IResourceWithoutLifetime : IResource;

/// <summary>A resource that lives inside another one (a database in a server).</summary>
public interface IResourceWithParent : IResource
{
    /// <summary>The resource it lives in.</summary>
    IResource Parent { get; }
}

/// <inheritdoc cref="IResourceWithParent" />
/// <typeparam name="T">The parent's type.</typeparam>
public interface IResourceWithParent<out T> : IResourceWithParent
    where T : IResource
{
    /// <inheritdoc cref="IResourceWithParent.Parent" />
    new T Parent { get; }

    /// <inheritdoc />
    IResource IResourceWithParent.Parent => Parent;
}
