using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Postgres.Telemetry;
using Npgsql;

namespace NotionStyle.Blocks.Postgres.Transactions;

/// <summary>What to do after a failed attempt: a closed set.</summary>
internal enum FailureKind
{
    /// <summary>Two transactions stood in each other's way; the same again will work.</summary>
    Conflict,

    /// <summary>The connection or the server went away; a new connection may work.</summary>
    Connection,

    /// <summary>The schema is not where the map said; read the map again.</summary>
    Moved,

    /// <summary>A statement took longer than its timeout.</summary>
    Timeout,

    /// <summary>The data cannot be stored, and never will be.</summary>
    Data,

    /// <summary>Anything else: a fault of this program.</summary>
    Other,
}

/// <summary>Sorts what PostgreSQL and the network answer, and bounds the retries.</summary>
internal static class RetryPolicy
{
    public const int AttemptsMaximum = 6;

    public static FailureKind Classify(Exception exception) =>
        exception switch
        {
            PostgresException p => p.SqlState switch
            {
                PostgresErrorCodes.DeadlockDetected
                or PostgresErrorCodes.SerializationFailure
                // A record or transaction that somebody else made at the same moment: it is there now, and the next attempt sees it.
                or PostgresErrorCodes.UniqueViolation => FailureKind.Conflict,
                PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName => FailureKind.Moved,
                PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable => FailureKind.Timeout,
                // idle_in_transaction_session_timeout
                "25P03" => FailureKind.Connection,
                _ when p.SqlState.StartsWith("08", StringComparison.Ordinal) => FailureKind.Connection,
                _ when p.SqlState.StartsWith("57P", StringComparison.Ordinal) => FailureKind.Connection,
                _ when p.SqlState.StartsWith("53", StringComparison.Ordinal) => FailureKind.Connection,
                _ when p.SqlState.StartsWith("22", StringComparison.Ordinal) => FailureKind.Data,
                PostgresErrorCodes.ProgramLimitExceeded => FailureKind.Data,
                _ => FailureKind.Other,
            },
            NpgsqlException { InnerException: TimeoutException } => FailureKind.Timeout,
            NpgsqlException or IOException or System.Net.Sockets.SocketException => FailureKind.Connection,
            TimeoutException => FailureKind.Timeout,
            StaleRouteException => FailureKind.Moved,
            TornPictureException => FailureKind.Conflict,
            _ => FailureKind.Other,
        };

    /// <summary>Growing pauses with chance in them, so that two that met do not meet again: up to 10, 20, 40 … 160 ms.</summary>
    public static TimeSpan Pause(int attempt) =>
        TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * 10 * Math.Pow(2, Math.Min(attempt, 5) - 1));

    /// <summary>The answer for the caller when no further attempt is made.</summary>
    public static Exception Translate(Exception exception) =>
        Classify(exception) switch
        {
            FailureKind.Moved when exception is StaleRouteException => StaleRouteException.ForCaller(exception),
            FailureKind.Conflict => new BlockStoreException(
                ErrorCode.ServiceUnavailable,
                "The records are being changed by many transactions at once. Send the same request again.",
                exception
            ),
            FailureKind.Connection or FailureKind.Moved => new BlockStoreException(
                ErrorCode.ServiceUnavailable,
                "The database server of this workspace cannot be reached just now. Send the same request again.",
                exception
            ),
            FailureKind.Timeout => new BlockStoreException(
                ErrorCode.ServiceUnavailable,
                "The database did not answer within the time allowed for one statement. Send the same request again, or ask for less.",
                exception
            ),
            FailureKind.Data => BlockStoreException.Invalid(
                $"The database cannot store or search for a value of this request: {(exception as PostgresException)?.MessageText ?? "it is out of range"}."
            ),
            _ => exception,
        };

    /// <summary>Runs a read, again on a new connection when the first was broken, and says failures in the store's words.</summary>
    /// <param name="attempt">The read; it asks the router for the route each time, because the route is what may have been wrong.</param>
    /// <param name="router">The router whose map is read again when a shard is not where it said.</param>
    /// <param name="ct">Cancels the read.</param>
    public static Task<T> ReadAsync<T>(Func<Task<T>> attempt, ShardRouter router, CancellationToken ct) =>
        RunAsync(attempt, router, kind => kind is FailureKind.Connection or FailureKind.Moved ? 3 : 1, ct);

    /// <summary>Runs a write, again when that is of use, and says failures in the store's words.</summary>
    /// <param name="attempt">The write; it asks the router for the route each time.</param>
    /// <param name="router">The router whose map is read again when a shard is not where it said.</param>
    /// <param name="isRepeatable">
    /// Whether a second attempt is without harm when the first may have been committed; without that, a broken connection is the caller's to judge.
    /// </param>
    /// <param name="ct">Cancels the write.</param>
    public static Task<T> WriteAsync<T>(
        Func<Task<T>> attempt,
        ShardRouter router,
        bool isRepeatable,
        CancellationToken ct
    ) =>
        RunAsync(
            attempt,
            router,
            kind =>
                kind switch
                {
                    FailureKind.Conflict or FailureKind.Moved => AttemptsMaximum,
                    FailureKind.Connection => isRepeatable ? 3 : 1,
                    _ => 1,
                },
            ct
        );

    private static async Task<T> RunAsync<T>(
        Func<Task<T>> attempt,
        ShardRouter router,
        Func<FailureKind, int> attemptsMaximum,
        CancellationToken ct
    )
    {
        for (var i = 1; ; i++)
        {
            try
            {
                return await attempt();
            }
            catch (Exception e) when (e is not (BlockStoreException or OperationCanceledException))
            {
                var kind = Classify(e);
                if (i >= attemptsMaximum(kind))
                {
                    var translated = Translate(e);
                    if (ReferenceEquals(translated, e))
                        throw;
                    throw translated;
                }

                BlockTelemetry.TellRetry(NameOf(kind), i);
                if (kind == FailureKind.Moved)
                    await RefreshAsync(router, e, ct);
                await Task.Delay(Pause(i), ct);
            }
        }
    }

    private static string NameOf(FailureKind kind) =>
        kind switch
        {
            FailureKind.Conflict => "conflict",
            FailureKind.Moved => "moved",
            FailureKind.Connection => "connection",
            FailureKind.Timeout => "timeout",
            FailureKind.Data => "data",
            _ => "other",
        };

    /// <summary>Reads the map again. When that fails too, the shard cannot be found just now, whatever the reason: the caller may come again.</summary>
    private static async Task RefreshAsync(ShardRouter router, Exception cause, CancellationToken ct)
    {
        try
        {
            await router.LoadAsync(ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw StaleRouteException.ForCaller(new AggregateException(cause, e));
        }
    }
}
