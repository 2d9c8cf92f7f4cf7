using StackExchange.Redis;

namespace NotionStyle.BlockService.Caching;

/// <summary>
/// The connection to Redis. It is made in the background and made again by itself; whoever asks while there is none is told so at once. A server that takes connections and answers nothing
/// is left alone for a while after a few requests have waited for it in vain.
/// </summary>
internal sealed class RedisLink(
    RedisOptions options,
    CacheMetrics metrics,
    ILogger<RedisLink> logger,
    TimeProvider time
) : IHostedService, IAsyncDisposable
{
    private const int FailuresMaximum = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private ConnectionMultiplexer? _connection;
    private long _pausedUntil;
    private int _failures;

    /// <summary>Whether Redis can be asked now.</summary>
    public bool IsUp => _connection is { IsConnected: true } && time.GetTimestamp() >= Volatile.Read(ref _pausedUntil);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // With AbortOnConnectFail off this returns without a server, too, and goes on trying.
        var connection = await ConnectionMultiplexer.ConnectAsync(options.Connection);
        connection.ConnectionFailed += (_, e) =>
            logger.LogWarning("Redis is away ({Reason}); reads and edits go on from PostgreSQL.", e.FailureType);
        connection.ConnectionRestored += (_, _) => logger.LogInformation("Redis is back.");
        _connection = connection;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Asks Redis; false when it is away or fails, which is counted and is no error of the request.</summary>
    /// <param name="what">What for, as the metric names it.</param>
    /// <param name="ask">The question.</param>
    public async ValueTask<(bool IsAnswered, T? Answer)> AskAsync<T>(string what, Func<IDatabase, Task<T>> ask)
    {
        if (!IsUp)
            return default;
        try
        {
            var answer = await ask(_connection!.GetDatabase());
            Volatile.Write(ref _failures, 0);
            return (true, answer);
        }
        catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
        {
            metrics.Failed(what);
            if (Interlocked.Increment(ref _failures) >= FailuresMaximum)
            {
                Volatile.Write(ref _failures, 0);
                Volatile.Write(
                    ref _pausedUntil,
                    time.GetTimestamp() + (long)(Pause.TotalSeconds * time.TimestampFrequency)
                );
            }

            return default;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
    }
}
