using System.Collections.Concurrent;
using NotionStyle.Blocks.Permissions;
using NotionStyle.BlockService.Errors;

namespace NotionStyle.BlockService.Notion.Wire;

/// <summary>
/// How many requests a member may send to the Notion API: a bucket of <see cref="ServiceOptions.RequestBurst" /> requests for each member that fills up at
/// <see cref="ServiceOptions.RequestsPerSecond" />. Notion's own API lets three a second pass on average; a service on one's own machine need not be that narrow.
/// </summary>
/// <remarks>
/// A bucket is one number: the moment at which it will be full again. A request puts that moment off by the time that one request takes to fill up; a bucket whose
/// moment has passed is full and need not be kept.
/// </remarks>
internal sealed class RateLimits(ServiceOptions options, TimeProvider time) : IRateLimits
{
    /// <summary>Buckets that are kept without looking for full ones among them.</summary>
    private const int SweepMinimum = 1_024;

    private readonly ConcurrentDictionary<Actor, long> _fullAt = [];
    private readonly long _perRequest = Math.Max(1, time.TimestampFrequency / options.RequestsPerSecond);
    private int _sweepAt = SweepMinimum;

    /// <summary>Members whose bucket is kept.</summary>
    public int Kept => _fullAt.Count;

    public ValueTask TakeAsync(Actor actor)
    {
        var now = time.GetTimestamp();
        while (true)
        {
            var isKnown = _fullAt.TryGetValue(actor, out var fullAt);
            var next = Math.Max(isKnown ? fullAt : now, now) + _perRequest;
            var wait = next - now - (_perRequest * options.RequestBurst);
            if (wait > 0)
                throw Refuse(options, TimeSpan.FromSeconds(wait / (double)time.TimestampFrequency));
            if (isKnown ? _fullAt.TryUpdate(actor, next, fullAt) : _fullAt.TryAdd(actor, next))
                break;
        }

        if (_fullAt.Count >= Volatile.Read(ref _sweepAt))
            Sweep(now);
        return ValueTask.CompletedTask;
    }

    /// <summary>Drops the full buckets; the next time when there are twice as many as are left.</summary>
    private void Sweep(long now)
    {
        // Whoever comes while another sweeps goes on.
        Interlocked.Exchange(ref _sweepAt, int.MaxValue);
        foreach (var bucket in _fullAt)
        {
            if (bucket.Value <= now)
                _fullAt.TryRemove(bucket);
        }

        Interlocked.Exchange(ref _sweepAt, Math.Max(SweepMinimum, 2 * _fullAt.Count));
    }

    /// <summary>The refusal of a request for which the bucket has no room yet.</summary>
    public static RefusedException Refuse(ServiceOptions options, TimeSpan wait) =>
        new(
            new Problem(
                StatusCodes.Status429TooManyRequests,
                "rate_limited",
                $"This member has sent more than {options.RequestBurst} requests at once or {options.RequestsPerSecond} a second. Send the request again after the seconds that Retry-After names."
            )
            {
                RetryAfter = wait,
            }
        );
}
