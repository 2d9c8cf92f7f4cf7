using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace NotionStyle.Dashboard.Otlp;

/// <summary>
/// Opens the two ports of the receiver on loopback, and beside them the addresses of the pages. Kestrel forgets the addresses of the environment (ASPNETCORE_URLS) as soon as
/// one port is opened by code, and the pages must not get OTLP's protocols, so that the addresses are taken over here.
/// </summary>
internal static class OtlpListeners
{
    private const string DefaultUrl = "http://localhost:5000";

    /// <summary>Takes the addresses out of the configuration; Kestrel would warn of them otherwise.</summary>
    public static IReadOnlyList<BindingAddress> TakeAddresses(WebApplicationBuilder builder, OtlpOptions options)
    {
        var configuration = builder.Configuration;
        var urls = Split(configuration[WebHostDefaults.ServerUrlsKey]).ToList();
        if (urls.Count == 0)
        {
            urls.AddRange(Split(configuration[WebHostDefaults.HttpPortsKey]).Select(port => $"http://*:{port}"));
            urls.AddRange(Split(configuration[WebHostDefaults.HttpsPortsKey]).Select(port => $"https://*:{port}"));
        }

        if (urls.Count == 0 && !configuration.GetSection("Kestrel:Endpoints").GetChildren().Any())
            urls.Add(DefaultUrl);
        // A host that starts several endpoints of a process tells it all of them: the receiver's are opened as such, not as pages.
        var pages = urls.Select(Parse).Where(a => a.Port == 0 || !IsReceiver(a.Port, options)).ToList();
        if (urls.Count > 0 && pages.Count == 0)
            throw new DashboardException(
                $"The addresses '{string.Join(';', urls)}' are all ports of OTLP, so that none is left for the pages. Name one more in ASPNETCORE_URLS, or other ports in Dashboard:Otlp."
            );
        if (options.GrpcPort == options.HttpPort && options.GrpcPort != 0)
            throw new DashboardException(
                $"Dashboard:Otlp:GrpcPort and HttpPort are both {options.GrpcPort}. OTLP over gRPC needs a port of its own; 0 takes a free one."
            );
        // A list of nothing, and not nothing: for that the host would take the addresses that it read when it was made, and Kestrel warn that it overrides them.
        builder.WebHost.UseSetting(WebHostDefaults.ServerUrlsKey, ";");
        builder.WebHost.UseSetting(WebHostDefaults.HttpPortsKey, "");
        builder.WebHost.UseSetting(WebHostDefaults.HttpsPortsKey, "");
        return pages;
    }

    public static void Open(
        KestrelServerOptions kestrel,
        IReadOnlyList<BindingAddress> pages,
        OtlpOptions options,
        OtlpPorts ports
    )
    {
        // The pages come first: what asks the server for its addresses gets theirs first.
        foreach (var address in pages)
            OpenPages(kestrel, address);
        OpenReceiver(kestrel, OtlpTransport.Grpc, options.GrpcPort, HttpProtocols.Http2, ports);
        OpenReceiver(kestrel, OtlpTransport.Http, options.HttpPort, HttpProtocols.Http1, ports);
    }

    private static void OpenReceiver(
        KestrelServerOptions kestrel,
        OtlpTransport transport,
        int port,
        HttpProtocols protocols,
        OtlpPorts ports
    )
    {
        if (port == 0)
            // One free port on both loopbacks cannot be asked for, so that a free one is on 127.0.0.1 alone.
            kestrel.Listen(
                IPAddress.Loopback,
                0,
                listener =>
                {
                    listener.Protocols = protocols;
                    ports.Set(transport, 0, listener);
                }
            );
        else
        {
            // 127.0.0.1 and [::1], or the one of them that the machine has.
            kestrel.ListenLocalhost(port, listener => listener.Protocols = protocols);
            ports.Set(transport, port, null);
        }
    }

    private static void OpenPages(KestrelServerOptions kestrel, BindingAddress address)
    {
        Action<ListenOptions> configure =
            address.Scheme == Uri.UriSchemeHttps ? listener => listener.UseHttps() : _ => { };
        if (address.IsUnixPipe)
            kestrel.ListenUnixSocket(address.UnixPipePath, configure);
        else if (address.Host == "localhost" && address.Port == 0)
            kestrel.Listen(IPAddress.Loopback, 0, configure);
        else if (address.Host == "localhost")
            kestrel.ListenLocalhost(address.Port, configure);
        else if (IPAddress.TryParse(address.Host, out var ip))
            kestrel.Listen(ip, address.Port, configure);
        else
            kestrel.ListenAnyIP(address.Port, configure);
    }

    private static BindingAddress Parse(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            if (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
                return address;
        }
        catch (FormatException) { }

        throw new DashboardException($"'{url}' is no address to listen on. Write it like http://localhost:5490.");
    }

    private static bool IsReceiver(int port, OtlpOptions options) =>
        port == options.GrpcPort || port == options.HttpPort;

    private static string[] Split(string? list) =>
        list?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
