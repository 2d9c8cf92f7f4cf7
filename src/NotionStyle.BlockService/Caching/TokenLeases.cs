using System.Globalization;
using Microsoft.Extensions.Caching.Memory;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using StackExchange.Redis;

namespace NotionStyle.BlockService.Caching;

/// <summary>
/// Whom tokens stand for, in Redis for all instances and in this process. A token that was ended is refused by every instance from the answer to its revocation on, whatever Redis loses or brings back:
/// what PostgreSQL said is used for <see cref="LeaseTime" /> at most, counted from before it was asked, and a revocation answers only after all that was read before it has run out.
/// So nobody has to be told, and no message, generation or deletion can be lost, come late, or be undone by a Redis that comes back with what it held.
/// </summary>
/// <remarks>
/// A revocation therefore always takes a few seconds. Telling Redis and answering sooner would be right only for a Redis that never goes back. What is relied on: every instance over these
/// databases has a Redis configured, the server that a shard has left no longer answers for its tokens, and no clock (that of Redis for its entries, the monotonic one of an instance for its own) stops or goes back by more than <see cref="ClockMaximum" />.
/// Who may write to Redis can name another member for a token; it asks for a password, as the databases do.
/// </remarks>
internal sealed class TokenLeases(RedisLink redis, CacheMetrics metrics, TimeProvider time) : ITokenCache, IDisposable
{
    /// <summary>How long an answer of PostgreSQL is used. Each instance together with all others reads a token in use this often.</summary>
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan ClockMaximum = TimeSpan.FromSeconds(1);

    /// <summary>(key) the clock of Redis in micros of the Unix epoch, and what is kept.</summary>
    private const string LookScript = """
        local time = redis.call('TIME')
        local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
        return { string.format('%.0f', now), redis.call('GET', KEYS[1]) }
        """;

    /// <summary>Tokens of this process, those in force and those refused; past the maximum the least used are dropped and looked up again. Those refused are not put in Redis, where a flood of them would push out the pages.</summary>
    private readonly MemoryCache _near = new(new MemoryCacheOptions { SizeLimit = 20_000 });

    public async ValueTask<Actor?> FindAsync(Guid spaceId, Guid hash, Func<Task<Actor?>> read, CancellationToken ct)
    {
        // Every lease counts from here, which is before any question.
        var asked = time.GetTimestamp();
        if (
            _near.TryGetValue((spaceId, hash), out Lease? lease)
            && time.GetElapsedTime(lease!.From, asked) < lease.Time
        )
        {
            metrics.Token("near");
            return lease.Actor;
        }

        var key = new RedisKey($"token:{spaceId:N}:{hash:N}");
        var (isAnswered, look) = await redis.AskAsync("token", db => LookAsync(db, key));
        if (isAnswered && look.Kept is var (userId, age))
        {
            metrics.Token("hit");
            return Keep(new Lease(new Actor(spaceId, userId), asked, LeaseTime - age));
        }

        metrics.Token("miss");
        var actor = await read();
        if (isAnswered && actor is { } found)
            await redis.AskAsync(
                "token",
                // The time is that of the look, before PostgreSQL was asked, however long the answer and this took.
                db => db.StringSetAsync(key, ToValue(look.Now, found.UserId), LeaseTime)
            );
        return Keep(new Lease(actor, asked, LeaseTime));

        Actor? Keep(Lease kept)
        {
            // The expiry only makes room; what is used is decided by the monotonic clock.
            _near.Set(
                (spaceId, hash),
                kept,
                new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = LeaseTime }
            );
            return kept.Actor;
        }
    }

    public Task RevokedAsync(CancellationToken ct)
    {
        // Not needed for the promise: here it is refused at once.
        _near.Clear();
        return Task.Delay(LeaseTime + ClockMaximum, time, ct);
    }

    public void Dispose() => _near.Dispose();

    private static async Task<Look> LookAsync(IDatabase database, RedisKey key)
    {
        var answer = (RedisResult[])(await database.ScriptEvaluateAsync(LookScript, [key]))!;
        var now = long.Parse((string)answer[0]!, NumberStyles.None, CultureInfo.InvariantCulture);
        return new Look(now, FromValue((string?)answer[1], now));
    }

    private static string ToValue(long now, Guid userId) =>
        string.Create(CultureInfo.InvariantCulture, $"{now}:{userId:N}");

    /// <summary>What is kept and how old it is; null when it is too old, of the future, or nothing of the kind: Redis is not trusted to hold what was put there.</summary>
    private static (Guid UserId, TimeSpan Age)? FromValue(string? text, long now)
    {
        if (text?.Split(':') is not [var from, var user])
            return null;
        if (!long.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var micros) || micros > now)
            return null;
        var age = TimeSpan.FromMicroseconds(now - micros);
        return age < LeaseTime && Guid.TryParseExact(user, "N", out var userId) ? (userId, age) : null;
    }

    private sealed record Lease(Actor? Actor, long From, TimeSpan Time);

    private readonly record struct Look(long Now, (Guid UserId, TimeSpan Age)? Kept);
}
