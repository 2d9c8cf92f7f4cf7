using System.Net.Sockets;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Redis;

/// <summary>Logs in and asks for a <c>PING</c>.</summary>
internal sealed class RedisHealthCheck(RedisResource server) : IHealthCheck
{
    private const string Expected = "+OK\r\n+PONG\r\n";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var answer = await AskAsync(patience.Token);
            return answer == Expected
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"PING answers '{answer.Trim().ReplaceLineEndings(" ")}', expected PONG");
        }
        catch (Exception e)
            when (e is SocketException or IOException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            return HealthCheckResult.Unhealthy(e.Message, e);
        }
    }

    private async Task<string> AskAsync(CancellationToken cancellationToken)
    {
        var password = await server.PasswordParameter.GetValueAsync(cancellationToken) ?? "";
        using var client = new TcpClient();
        await client.ConnectAsync(server.PrimaryEndpoint.Host, server.PrimaryEndpoint.Port, cancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.UTF8.GetBytes($"{Command("AUTH", password)}{Command("PING")}"),
            cancellationToken
        );
        var answer = new byte[Expected.Length];
        var length = 0;
        // A refusal is longer or shorter; the first line break after an error ends it.
        while (
            length < answer.Length && !(length > 0 && answer[0] == '-' && answer.AsSpan(0, length).Contains((byte)'\n'))
        )
        {
            var read = await stream.ReadAsync(answer.AsMemory(length), cancellationToken);
            if (read == 0)
                break;
            length += read;
        }

        return Encoding.UTF8.GetString(answer, 0, length);
    }

    private static string Command(params string[] parts) =>
        $"*{parts.Length}\r\n" + string.Concat(parts.Select(p => $"${Encoding.UTF8.GetByteCount(p)}\r\n{p}\r\n"));
}
