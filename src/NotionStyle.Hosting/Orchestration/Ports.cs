using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Aspire.Hosting.Orchestration;

/// <summary>Finds free ports, and who holds one that is not.</summary>
internal sealed class Ports
{
    // Below the range from which Linux takes the ports of outgoing connections: what is free now stays free.
    private const int First = 15_000;
    private const int Last = 32_000;
    private const int MaximumAttempts = 1000;

    private static readonly string[] SocketTables = ["/proc/net/tcp", "/proc/net/tcp6"];

    private readonly HashSet<int> _given = [];

    public int Free()
    {
        for (var attempt = 0; attempt < MaximumAttempts; attempt++)
        {
            var port = RandomNumberGenerator.GetInt32(First, Last);
            if (_given.Add(port) && IsFree(port))
                return port;
        }

        throw new DistributedApplicationException($"No free port was found between {First} and {Last}.");
    }

    public void Take(int port, string resource, string endpoint)
    {
        if (!_given.Add(port))
            throw new DistributedApplicationException(
                $"Port {port} is wanted twice: by endpoint '{endpoint}' of '{resource}' and by another endpoint. Give one of "
                    + "them another port."
            );
        if (!IsFree(port))
            throw new DistributedApplicationException(
                $"Port {port} of '{resource}' (endpoint '{endpoint}') is in use{Holder(port)}. Stop that program, or give the "
                    + "endpoint another port."
            );
    }

    public static bool IsFree(int port)
    {
        try
        {
            using var four = new TcpListener(IPAddress.Loopback, port);
            four.Start();
            if (!Socket.OSSupportsIPv6)
                return true;
            using var six = new TcpListener(IPAddress.IPv6Loopback, port);
            six.Start();
            return true;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.AddressNotAvailable;
        }
    }

    private static string Holder(int port)
    {
        try
        {
            return FindHolder(port) is { } pid ? $" by process {pid}" : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string? FindHolder(int port)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        // sl  local_address rem_address st ... inode; the port is hexadecimal, 0A is LISTEN
        var suffix = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        var sockets = SocketTables
            .Where(File.Exists)
            .SelectMany(File.ReadLines)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(f => f.Length > 9 && f[3] == "0A" && f[1].EndsWith(suffix, StringComparison.Ordinal))
            .Select(f => $"socket:[{f[9]}]")
            .ToHashSet();
        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            var pid = Path.GetFileName(process);
            if (!char.IsAsciiDigit(pid[0]))
                continue;
            try
            {
                foreach (var descriptor in Directory.EnumerateFiles(Path.Combine(process, "fd")))
                    if (new FileInfo(descriptor).LinkTarget is { } target && sockets.Contains(target))
                        return $"{pid} ({File.ReadAllText(Path.Combine(process, "comm")).Trim()})";
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Ended meanwhile, or somebody else's.
            }
        }

        return null;
    }
}
