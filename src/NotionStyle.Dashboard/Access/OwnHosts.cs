using System.Net;

namespace NotionStyle.Dashboard.Access;

/// <summary>The names at which the pages may be asked for: those of this machine, and what the settings add. Where only these are, no other address is listened on.</summary>
internal sealed class OwnHosts(string others)
{
    private readonly HashSet<string> _others =
    [
        .. others.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Normal),
    ];

    public static OwnHosts Of(IConfiguration configuration) =>
        new(
            configuration[
                $"{DashboardOptions.Section}:{nameof(DashboardOptions.Frontend)}:{nameof(FrontendOptions.Hosts)}"
            ]
                ?? ""
        );

    /// <summary>Whether a request may name this host (without its port).</summary>
    public bool Has(string host) => IsLoopback(host) || _others.Contains(Normal(host));

    /// <summary>Refuses to listen where other machines can ask while no name is given at which they may.</summary>
    /// <exception cref="DashboardException">One of the addresses is not of this machine alone.</exception>
    public void RequireAllowed(IEnumerable<BindingAddress> pages, IConfiguration configuration)
    {
        if (_others.Count > 0)
            return;
        var configured = configuration
            .GetSection("Kestrel:Endpoints")
            .GetChildren()
            .Select(endpoint => endpoint["Url"])
            .Where(url => !string.IsNullOrEmpty(url))
            .Select(url => BindingAddress.Parse(url!));
        foreach (var address in pages.Concat(configured))
            if (!address.IsUnixPipe && !IsLoopback(address.Host))
                throw new DashboardException(
                    $"'{address}' is open to other machines, and the dashboard is for this one: use http://localhost:{address.Port}, or name in Dashboard__Frontend__Hosts how other machines call this one."
                );
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(Normal(host), out var address) && IPAddress.IsLoopback(address));

    private static string Normal(string host) => host.Trim('[', ']').ToLowerInvariant();
}
