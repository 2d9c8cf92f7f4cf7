using System.Net.Sockets;
using System.Text;

namespace NotionStyle.BlockService.Tests.Support;

/// <summary>Requests that no HTTP client would send, byte by byte.</summary>
internal static class RawHttp
{
    private const string LastChunk = "\r\n0\r\n\r\n";

    /// <summary>Sends bytes and reads one answer, or until the service closes the connection.</summary>
    public static async Task<string> ExchangeAsync(TestService service, params IReadOnlyList<byte[]> parts)
    {
        var ct = TestContext.Current.CancellationToken;
        using var socket = new TcpClient();
        await socket.ConnectAsync(service.Address.Host, service.Address.Port, ct);
        var stream = socket.GetStream();
        try
        {
            foreach (var part in parts)
                await stream.WriteAsync(part, ct);
        }
        catch (IOException)
        {
            // The service has answered and closed before it read everything; the answer is there all the same.
        }

        var answer = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            // The service may take seconds to close on a body that never comes; its answer is whole before that.
            int read;
            while (
                !answer.ToString().EndsWith(LastChunk, StringComparison.Ordinal)
                && (read = await stream.ReadAsync(buffer, ct)) > 0
            )
                answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
        catch (IOException) when (answer.Length > 0)
        {
            // Closed hard, behind the answer.
        }

        return answer.ToString();
    }

    public static byte[] Head(string method, string path, params IReadOnlyList<string> headers) =>
        Encoding.Latin1.GetBytes(
            $"{method} {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n{string.Concat(headers.Select(h => h + "\r\n"))}\r\n"
        );
}
