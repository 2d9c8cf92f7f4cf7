namespace Aspire.Hosting.ApplicationModel;

/// <summary>How many processes of a project run.</summary>
public sealed class ReplicaAnnotation(int replicas = 1) : IResourceAnnotation
{
    /// <summary>The number.</summary>
    public int Replicas { get; } = replicas;
}

/// <summary>The resource starts only on command.</summary>
public sealed class ExplicitStartupAnnotation : IResourceAnnotation;

/// <summary>Names a health check of the resource.</summary>
public class HealthCheckAnnotation(string key) : IResourceAnnotation
{
    /// <summary>The key under which the check is registered.</summary>
    public string Key { get; } = key;
}

/// <summary>A health check that asks an endpoint, so that each replica can be asked by itself.</summary>
internal sealed class HttpHealthCheckAnnotation(string key, EndpointReference endpoint, string path, int status)
    : HealthCheckAnnotation(key)
{
    public EndpointReference Endpoint { get; } = endpoint;
    public string Path { get; } = path;
    public int Status { get; } = status;
}

/// <summary>A relationship to another resource, for display and for the order of stopping.</summary>
public sealed class ResourceRelationshipAnnotation(IResource resource, string type) : IResourceAnnotation
{
    /// <summary>The other resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary><c>Reference</c>, <c>WaitFor</c>, <c>Parent</c> or a name of one's own.</summary>
    public string Type { get; } = type;
}

/// <summary>What is waited for in another resource.</summary>
public enum WaitType
{
    /// <summary>That it runs and is healthy.</summary>
    WaitUntilHealthy,

    /// <summary>That it has ended with the expected exit code.</summary>
    WaitForCompletion,

    /// <summary>That it runs.</summary>
    WaitUntilStarted,
}

/// <summary>What to do when the resource waited for ends or fails.</summary>
public enum WaitBehavior
{
    /// <summary>Keep waiting: it may be started again.</summary>
    WaitOnResourceUnavailable,

    /// <summary>Fail.</summary>
    StopOnResourceUnavailable,
}

/// <summary>One resource waits for another.</summary>
public sealed class WaitAnnotation(IResource resource, WaitType waitType, int exitCode = 0) : IResourceAnnotation
{
    /// <summary>The resource waited for.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>What is waited for.</summary>
    public WaitType WaitType { get; } = waitType;

    /// <summary>The exit code expected of a completion.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>What to do when it becomes unavailable; null for the default.</summary>
    public WaitBehavior? WaitBehavior { get; init; }
}

/// <summary>Makes what is injected with a reference narrower.</summary>
[Flags]
public enum ReferenceEnvironmentInjectionFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary><c>ConnectionStrings__name</c>.</summary>
    ConnectionString = 1,

    /// <summary><c>NAME_PROPERTY</c>.</summary>
    ConnectionProperties = 2,

    /// <summary><c>services__name__endpoint__0</c>.</summary>
    ServiceDiscovery = 4,

    /// <summary><c>NAME_ENDPOINT</c>.</summary>
    Endpoints = 8,

    /// <summary>Everything; the default.</summary>
    All = ConnectionString | ConnectionProperties | ServiceDiscovery | Endpoints,
}

/// <summary>Carries <see cref="ReferenceEnvironmentInjectionFlags"/>.</summary>
public sealed class ReferenceEnvironmentInjectionAnnotation(ReferenceEnvironmentInjectionFlags flags)
    : IResourceAnnotation
{
    /// <summary>What is injected.</summary>
    public ReferenceEnvironmentInjectionFlags Flags { get; } = flags;
}
