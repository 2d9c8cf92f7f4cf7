using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace NotionStyle.BlockService.Caching;

/// <summary>
/// The connection to Redis. It is made in the background and made again by itself; whoever asks while there is none is told so at once. A server that takes connections and answers nothing
/// is left alone after a few requests have waited for it in vain, until it answers a <c>PING</c> again.
/// One that refuses (it has no memory left, is a replica, forbids scripts) has answered: it is asked on, and what it refuses is remembered for the health.
/// </summary>
internal sealed class RedisLink(
    RedisOptions options,
    CacheMetrics metrics,
    ILogger<RedisLink> logger,
    TimeProvider time
) : IHostedService, IAsyncDisposable
{
    private const int FailuresMaximum = 3;

    /// <summary>Refusals of a question in a row that are nothing yet.</summary>
    private const int RefusalsMaximum = 3;
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(1);

    /// <summary>Refusals in a row by question: a server may answer one and refuse another. As many as there are places in this program that ask.</summary>
    private readonly ConcurrentDictionary<(string What, int Line), (int Count, string Reason)> _refusals = [];

    private readonly CancellationTokenSource _stopped = new();
    private ConnectionMultiplexer? _connection;
    private Task _probing = Task.CompletedTask;
    private int _failures;
    private int _isSilent;
    private int _isDisposed;

    /// <summary>Whether Redis can be asked now.</summary>
    public bool IsUp => _connection is { IsConnected: true } && Volatile.Read(ref _isSilent) == 0;

    /// <summary>What Redis refuses again and again, with its own reason; null while there is nothing of the kind.</summary>
    public string? Refusal =>
        _refusals
            .Where(r => r.Value.Count > RefusalsMaximum)
            .Select(r => $"{r.Key.What}: {r.Value.Reason}")
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // With AbortOnConnectFail off this returns without a server, too, and goes on trying.
        var connection = await ConnectionMultiplexer.ConnectAsync(options.Connection);
        connection.ConnectionFailed += (_, e) =>
            logger.LogWarning("Redis is away ({Reason}); reads and edits go on from PostgreSQL.", e.FailureType);
        connection.ConnectionRestored += (_, _) =>
        {
            logger.LogInformation("Redis is back.");
            // It may be another one.
            _refusals.Clear();
        };
        _connection = connection;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Asks Redis; false when it is away or fails, which is counted and is no error of the request.</summary>
    /// <param name="what">What for, as the metric names it.</param>
    /// <param name="ask">The question.</param>
    /// <param name="line">Where it is asked, by which questions for the same are told apart.</param>
    public async ValueTask<(bool IsAnswered, T? Answer)> AskAsync<T>(
        string what,
        Func<IDatabase, Task<T>> ask,
        [CallerLineNumber] int line = 0
    )
    {
        if (!IsUp)
            return default;
        try
        {
            var answer = await ask(_connection!.GetDatabase());
            Volatile.Write(ref _failures, 0);
            _refusals.TryRemove((what, line), out _);
            return (true, answer);
        }
        catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
        {
            metrics.Failed(what);
            if (e is RedisServerException)
                Refused((what, line), e.Message);
            else if (
                Interlocked.Increment(ref _failures) >= FailuresMaximum
                && Interlocked.Exchange(ref _isSilent, 1) == 0
            )
                _probing = ProbeAsync();
            return default;
        }
    }

    private void Refused((string What, int Line) question, string reason)
    {
        // What refuses has answered.
        Volatile.Write(ref _failures, 0);
        var refused = _refusals.AddOrUpdate(question, (1, reason), (_, known) => (known.Count + 1, reason));
        if (refused.Count == RefusalsMaximum + 1)
            logger.LogWarning(
                "Redis refuses what it is asked for {Question} again and again ({Reason}); it is asked on.",
                question.What,
                reason
            );
    }

    /// <summary>Asks in the background, so that no request waits, until there is an answer.</summary>
    private async Task ProbeAsync()
    {
        logger.LogWarning("Redis does not answer; it is left alone until it does.");
        while (true)
        {
            try
            {
                await Task.Delay(ProbeInterval, time, _stopped.Token);
                await _connection!.GetDatabase().PingAsync();
                Volatile.Write(ref _failures, 0);
                Volatile.Write(ref _isSilent, 0);
                logger.LogInformation("Redis answers again.");
                return;
            }
            catch (Exception e) when (e is RedisException or TimeoutException) { }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The container knows it by two names, and so does this twice.
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
            return;
        await _stopped.CancelAsync();
        await _probing;
        _stopped.Dispose();
        if (_connection is not null)
            await _connection.DisposeAsync();
    }
}
