using System.Net.Sockets;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>An address under which a resource is reached.</summary>
public sealed class EndpointAnnotation : IResourceAnnotation
{
    private readonly TaskCompletionSource<AllocatedEndpoint> _allocated = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    private AllocatedEndpoint? _allocatedEndpoint;

    /// <summary>Describes an endpoint.</summary>
    public EndpointAnnotation(
        ProtocolType protocol,
        string? uriScheme = null,
        string? transport = null,
        string? name = null,
        int? port = null,
        int? targetPort = null,
        bool? isExternal = null,
        bool isProxied = true
    )
    {
        Protocol = protocol;
        UriScheme = uriScheme ?? "tcp";
        Transport = transport ?? (UriScheme is "http" or "https" ? "http" : "tcp");
        Name = name ?? UriScheme;
        ResourceName.Check("endpoint", Name);
        Port = port;
        TargetPort = targetPort;
        IsExternal = isExternal ?? false;
        IsProxied = isProxied;
    }

    /// <summary>The protocol; TCP.</summary>
    public ProtocolType Protocol { get; set; }

    /// <summary>The port callers use; null for a free one.</summary>
    public int? Port { get; set; }

    /// <summary>The port the process listens on; null for the public one, or a free one behind the forwarder.</summary>
    public int? TargetPort { get; set; }

    /// <summary>The scheme of the URL.</summary>
    public string UriScheme { get; set; }

    /// <summary>The name of the endpoint.</summary>
    public string Name { get; set; }

    /// <summary><c>http</c>, <c>http2</c> or <c>tcp</c>.</summary>
    public string Transport { get; set; }

    /// <summary>Whether it is meant for callers outside the application.</summary>
    public bool IsExternal { get; set; }

    /// <summary>Whether a forwarder may stand before the process.</summary>
    public bool IsProxied { get; set; }

    /// <summary>The variable that receives the target port.</summary>
    public string? TargetPortEnvironmentVariable { get; set; }

    /// <summary>The address, once the application starts.</summary>
    public AllocatedEndpoint? AllocatedEndpoint
    {
        get => _allocatedEndpoint;
        set
        {
            _allocatedEndpoint = value;
            if (value is not null)
                _allocated.TrySetResult(value);
        }
    }

    /// <summary>Whether the endpoint came from a launch profile, whose URLs give way to an explicit endpoint.</summary>
    internal bool FromLaunchProfile { get; init; }

    internal Task<AllocatedEndpoint> WaitForAllocationAsync(CancellationToken cancellationToken) =>
        _allocated.Task.WaitAsync(cancellationToken);
}

/// <summary>The address an endpoint got.</summary>
public sealed class AllocatedEndpoint
{
    /// <summary>Describes the address.</summary>
    public AllocatedEndpoint(EndpointAnnotation endpoint, string address, int port, string? targetPortExpression = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        Endpoint = endpoint;
        Address = address;
        Port = port;
        TargetPortExpression = targetPortExpression;
    }

    /// <summary>The endpoint.</summary>
    public EndpointAnnotation Endpoint { get; }

    /// <summary>The host name or address.</summary>
    public string Address { get; }

    /// <summary>The public port.</summary>
    public int Port { get; }

    /// <summary>The port the process listens on, when there is only one process.</summary>
    public string? TargetPortExpression { get; }

    /// <summary>The scheme of the URL.</summary>
    public string UriScheme => Endpoint.UriScheme;

    /// <summary>Address and port.</summary>
    public string EndPointString => $"{Address}:{Port}";

    /// <summary>The URL.</summary>
    public string UriString => $"{UriScheme}://{EndPointString}";
}
