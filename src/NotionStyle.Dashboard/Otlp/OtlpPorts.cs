using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace NotionStyle.Dashboard.Otlp;

/// <summary>How telemetry is sent.</summary>
internal enum OtlpTransport
{
    /// <summary>gRPC, HTTP/2 without TLS.</summary>
    Grpc,

    /// <summary>Posts over HTTP/1.1.</summary>
    Http,
}

/// <summary>The ports on which telemetry is taken. Free ones (0 in the settings) are known once the application has started.</summary>
internal sealed class OtlpPorts
{
    private readonly Dictionary<OtlpTransport, (int Port, ListenOptions? Listener)> _ports = [];

    /// <summary>The port of OTLP over gRPC.</summary>
    public int Grpc => Port(OtlpTransport.Grpc);

    /// <summary>The port of OTLP over HTTP.</summary>
    public int Http => Port(OtlpTransport.Http);

    /// <summary>The transport of a port; null for one that is not the receiver's.</summary>
    public OtlpTransport? Of(int port) =>
        port == 0 ? null
        : port == Grpc ? OtlpTransport.Grpc
        : port == Http ? OtlpTransport.Http
        : null;

    public void Set(OtlpTransport transport, int port, ListenOptions? listener) => _ports[transport] = (port, listener);

    // Kestrel writes the port that it was given into the options of the listener.
    private int Port(OtlpTransport transport) =>
        _ports.TryGetValue(transport, out var entry) ? entry.Listener?.IPEndPoint?.Port ?? entry.Port : 0;
}
