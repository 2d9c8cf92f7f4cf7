using System.Net;
using System.Net.Sockets;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// Forwards TCP connections from one public port to several processes in turn. Healthy ones come first; one that
/// refuses is passed over. A connection stays where it is until either side ends it.
/// </summary>
internal sealed class TcpForwarder : IAsyncDisposable
{
    // Beyond so many open connections new ones wait in the kernel's queue until one ends.
    private const int MaximumConnections = 4096;
    private const int BufferSize = 32 * 1024;

    private readonly Func<IReadOnlyList<int>> _targets;
    private readonly List<Socket> _listeners = [];
    private readonly SemaphoreSlim _slots = new(MaximumConnections);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _loops = [];
    private int _next;

    /// <param name="port">The public port.</param>
    /// <param name="targets">The ports to forward to, those to prefer first.</param>
    public TcpForwarder(int port, Func<IReadOnlyList<int>> targets)
    {
        _targets = targets;
        Listen(IPAddress.Loopback, port);
        if (Socket.OSSupportsIPv6)
        {
            try
            {
                Listen(IPAddress.IPv6Loopback, port);
            }
            catch (SocketException)
            {
                // No IPv6 loopback on this machine; 127.0.0.1 is enough.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var listener in _listeners)
            listener.Dispose();
        await Task.WhenAll(_loops);
    }

    private void Listen(IPAddress address, int port)
    {
        var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(new IPEndPoint(address, port));
            listener.Listen(512);
        }
        catch (SocketException)
        {
            listener.Dispose();
            throw;
        }

        _listeners.Add(listener);
        _loops.Add(AcceptAsync(listener));
    }

    private async Task AcceptAsync(Socket listener)
    {
        await Task.Yield();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _slots.WaitAsync(_stop.Token);
                var client = await listener.AcceptAsync(_stop.Token);
                _ = ServeAsync(client);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                _slots.Release();
            }
        }
    }

    private async Task ServeAsync(Socket client)
    {
        try
        {
            using (client)
            {
                client.NoDelay = true;
                using var server = await ConnectAsync();
                if (server is null)
                    return;
                await Task.WhenAll(CopyAsync(client, server), CopyAsync(server, client));
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Either side is gone; the other learns it by its closed connection.
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task<Socket?> ConnectAsync()
    {
        var targets = _targets();
        var start = (uint)Interlocked.Increment(ref _next);
        for (var i = 0; i < targets.Count; i++)
        {
            var port = targets[(int)((start + i) % targets.Count)];
            foreach (var address in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
            {
                var server = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    await server.ConnectAsync(new IPEndPoint(address, port), _stop.Token);
                    return server;
                }
                catch (SocketException)
                {
                    server.Dispose();
                }
            }
        }

        return null;
    }

    /// <summary>Copies one direction; its end is passed on while the other direction may go on.</summary>
    private async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[BufferSize];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer, SocketFlags.None, _stop.Token)) > 0)
                await to.SendAsync(buffer.AsMemory(0, count), SocketFlags.None, _stop.Token);
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // A broken direction breaks both.
            from.Dispose();
            to.Dispose();
        }
    }
}
