using NotionStyle.Blocks.Permissions;
using NotionStyle.BlockService.Errors;
using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Caching;

/// <summary>
/// The same buckets as <see cref="RateLimits" />, shared by all instances: one number for each member, taken from by one script, by the clock of Redis (the generic cell rate algorithm).
/// </summary>
internal sealed class RedisRateLimits(RedisLink redis, RedisOptions options, ServiceOptions service, RateLimits local)
    : IRateLimits
{
    private const long MicrosPerSecond = 1_000_000;

    /// <summary>(key; micros that one request takes to fill up, micros of a full bucket) 0, or the micros to wait. A key goes when its bucket is full.</summary>
    /// <remarks>
    /// A moment further ahead than an empty bucket can be was written by a clock that has been set back since, or for a larger burst. It is taken for an empty bucket, and kept as such: nobody
    /// waits for the old clock.
    /// </remarks>
    private const string Script = """
        local time = redis.call('TIME')
        local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
        local full = tonumber(redis.call('GET', KEYS[1])) or now
        if full < now then full = now end
        local most = now + tonumber(ARGV[2])
        if full > most then
          full = most
          redis.call('SET', KEYS[1], string.format('%.0f', full), 'PX', math.ceil((full - now) / 1000) + 1)
        end
        local after = full + tonumber(ARGV[1])
        local wait = after - now - tonumber(ARGV[2])
        if wait > 0 then return math.ceil(wait) end
        redis.call('SET', KEYS[1], string.format('%.0f', after), 'PX', math.ceil((after - now) / 1000) + 1)
        return 0
        """;

    public async ValueTask TakeAsync(Actor actor)
    {
        var perRequest = Math.Max(1, MicrosPerSecond / service.RequestsPerSecond);
        var (isAnswered, wait) = await redis.AskAsync(
            "rate",
            async db =>
                (long)
                    await db.ScriptEvaluateAsync(
                        Script,
                        [$"rate:{actor.SpaceId:N}:{actor.UserId:N}"],
                        [perRequest, perRequest * service.RequestBurst]
                    )
        );
        if (isAnswered)
        {
            if (wait > 0)
                throw RateLimits.Refuse(service, TimeSpan.FromMicroseconds(wait));
            return;
        }

        if (options.FailOpen)
            await local.TakeAsync(actor);
        else
            throw new RefusedException(
                new Problem(
                    StatusCodes.Status503ServiceUnavailable,
                    "service_unavailable",
                    "Rates cannot be limited at the moment, because Redis is away or refuses to. Send the request again later, or set Redis__RateLimitsWithout=open."
                )
                {
                    RetryAfter = TimeSpan.FromSeconds(1),
                }
            );
    }
}
