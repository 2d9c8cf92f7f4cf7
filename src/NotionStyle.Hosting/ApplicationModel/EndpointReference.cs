using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A mention of another resource's endpoint; its value is the endpoint's URL.</summary>
public sealed class EndpointReference : IValueProvider, IManifestExpressionProvider
{
    private EndpointAnnotation? _annotation;

    /// <summary>Mentions an endpoint by name; it may be declared later.</summary>
    public EndpointReference(IResourceWithEndpoints owner, string endpointName)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(endpointName);
        Resource = owner;
        EndpointName = endpointName;
    }

    /// <summary>Mentions an endpoint.</summary>
    public EndpointReference(IResourceWithEndpoints owner, EndpointAnnotation endpoint)
        : this(owner, endpoint?.Name!) => _annotation = endpoint;

    /// <summary>The resource that has the endpoint.</summary>
    public IResourceWithEndpoints Resource { get; }

    /// <summary>The endpoint's name.</summary>
    public string EndpointName { get; }

    /// <summary>Whether the resource has such an endpoint.</summary>
    public bool Exists => Find() is not null;

    /// <summary>Whether the address is known.</summary>
    public bool IsAllocated => Find()?.AllocatedEndpoint is not null;

    /// <summary>The public port. Throws before the application starts.</summary>
    public int Port => Allocated.Port;

    /// <summary>The port the process listens on, if it was given.</summary>
    public int? TargetPort => EndpointAnnotation.TargetPort;

    /// <summary>The host. Throws before the application starts.</summary>
    public string Host => Allocated.Address;

    /// <summary>The URL's scheme.</summary>
    public string Scheme => EndpointAnnotation.UriScheme;

    /// <summary>The URL. Throws before the application starts.</summary>
    public string Url => Allocated.UriString;

    /// <summary>Whether the scheme is http.</summary>
    public bool IsHttp => Scheme == "http";

    /// <summary>Whether the scheme is https.</summary>
    public bool IsHttps => Scheme == "https";

    /// <summary>The endpoint mentioned.</summary>
    public EndpointAnnotation EndpointAnnotation =>
        Find()
        ?? throw new DistributedApplicationException($"Resource '{Resource.Name}' has no endpoint '{EndpointName}'.");

    /// <inheritdoc />
    public string ValueExpression => $"{{{Resource.Name}.bindings.{EndpointName}.url}}";

    private AllocatedEndpoint Allocated =>
        EndpointAnnotation.AllocatedEndpoint
        ?? throw new InvalidOperationException(
            $"The endpoint '{EndpointName}' of '{Resource.Name}' gets its address when the application starts."
        );

    /// <summary>Mentions one part of the endpoint.</summary>
    public EndpointReferenceExpression Property(EndpointProperty property) => new(this, property);

    /// <inheritdoc />
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) =>
        Property(EndpointProperty.Url).GetValueAsync(cancellationToken);

    private EndpointAnnotation? Find() =>
        _annotation ??= Resource
            .Annotations.OfType<EndpointAnnotation>()
            .FirstOrDefault(e => string.Equals(e.Name, EndpointName, StringComparison.OrdinalIgnoreCase));
}

/// <summary>One part of an endpoint's address.</summary>
public enum EndpointProperty
{
    /// <summary>The URL.</summary>
    Url,

    /// <summary>The host name or address.</summary>
    Host,

    /// <summary>The host as an IPv4 address.</summary>
    IPV4Host,

    /// <summary>The public port.</summary>
    Port,

    /// <summary>The scheme.</summary>
    Scheme,

    /// <summary>The port the process listens on; each replica has its own.</summary>
    TargetPort,

    /// <summary>Host and port.</summary>
    HostAndPort,

    /// <summary><c>True</c> when the endpoint speaks TLS.</summary>
    TlsEnabled,
}

/// <summary>A mention of one part of an endpoint.</summary>
public sealed class EndpointReferenceExpression : IValueProvider, IManifestExpressionProvider
{
    internal EndpointReferenceExpression(EndpointReference endpoint, EndpointProperty property)
    {
        Endpoint = endpoint;
        Property = property;
    }

    /// <summary>The endpoint.</summary>
    public EndpointReference Endpoint { get; }

    /// <summary>The part.</summary>
    public EndpointProperty Property { get; }

    /// <inheritdoc />
    public string ValueExpression =>
        $"{{{Endpoint.Resource.Name}.bindings.{Endpoint.EndpointName}.{Property.ToString().ToLowerInvariant()}}}";

    /// <inheritdoc />
    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
    {
        if (Property == EndpointProperty.Scheme)
            return Endpoint.Scheme;
        if (Property == EndpointProperty.TlsEnabled)
            return Endpoint.IsHttps.ToString();
        var allocated = await Endpoint.EndpointAnnotation.WaitForAllocationAsync(cancellationToken);
        return Property switch
        {
            EndpointProperty.Host => allocated.Address,
            EndpointProperty.IPV4Host => allocated.Address == "localhost" ? "127.0.0.1" : allocated.Address,
            EndpointProperty.Port => allocated.Port.ToString(CultureInfo.InvariantCulture),
            EndpointProperty.HostAndPort => allocated.EndPointString,
            EndpointProperty.TargetPort => ReplicaScope.TargetPort(Endpoint.EndpointAnnotation)
                ?? allocated.TargetPortExpression
                ?? throw new InvalidOperationException(
                    $"Each replica of '{Endpoint.Resource.Name}' has its own target port; only it can ask for it."
                ),
            _ => allocated.UriString,
        };
    }
}

/// <summary>Says which replica's target ports are meant while that replica's environment is resolved.</summary>
internal static class ReplicaScope
{
    private static readonly AsyncLocal<IReadOnlyDictionary<EndpointAnnotation, int>?> Ports = new();

    public static void Enter(IReadOnlyDictionary<EndpointAnnotation, int> ports) => Ports.Value = ports;

    public static string? TargetPort(EndpointAnnotation endpoint) =>
        Ports.Value is { } ports && ports.TryGetValue(endpoint, out var port)
            ? port.ToString(CultureInfo.InvariantCulture)
            : null;
}
