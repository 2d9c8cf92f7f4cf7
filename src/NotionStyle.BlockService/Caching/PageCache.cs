using System.Collections.Concurrent;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using StackExchange.Redis;

namespace NotionStyle.BlockService.Caching;

/// <summary>
/// Finished first chunks of pages in Redis. Nothing is ever invalidated: before a kept answer is used, PostgreSQL is asked whether every block still has the version that the answer was made
/// of, and what the reader's role is; so an answer is never older than the moment of the question, whatever Redis lost, kept too long or brought back.
/// </summary>
/// <remarks>When many ask for a page that is not kept, one reads it and the others of this process wait for it; other processes are kept off by a short lock in Redis.</remarks>
internal sealed class PageCache(RedisLink redis, RedisOptions options, IPageWatch watch, CacheMetrics metrics)
{
    /// <summary>Pages that are being read for others at once; past it everybody reads for themselves.</summary>
    private const int FillsMaximum = 1_024;

    /// <summary>How long others wait for the process that has the lock, and how often they look.</summary>
    private static readonly TimeSpan LockTime = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<string, Task<CachedPage?>> _fills = [];

    /// <summary>The answer to a question for the first chunk of a page; null when the caller has to read and write it itself.</summary>
    /// <param name="actor">Who reads.</param>
    /// <param name="pageId">The page.</param>
    /// <param name="limit">The chunk's limit.</param>
    /// <param name="read">Reads the chunk for this reader and makes the answer; null when it is not to be kept. It refuses as the store does.</param>
    /// <param name="ct">Cancels the question.</param>
    public async Task<ReadOnlyMemory<byte>?> FindAsync(
        Actor actor,
        Guid pageId,
        int limit,
        Func<Task<CachedPage?>> read,
        CancellationToken ct
    )
    {
        if (options.PageTime == TimeSpan.Zero || !redis.IsUp)
            return null;
        var key = $"page:{actor.SpaceId:N}:{pageId:N}:{limit}";
        var (isAnswered, kept) = await LookAsync(key);
        if (!isAnswered)
            return null;
        if (kept is not null)
        {
            if (await IsCurrentAsync(actor, pageId, kept, ct))
            {
                metrics.Page("hit");
                return kept.Json;
            }

            metrics.Page("stale");
        }

        return await FillAsync(actor, pageId, key, kept, read, ct);
    }

    private async Task<ReadOnlyMemory<byte>?> FillAsync(
        Actor actor,
        Guid pageId,
        string key,
        CachedPage? old,
        Func<Task<CachedPage?>> read,
        CancellationToken ct
    )
    {
        var mine = new TaskCompletionSource<CachedPage?>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_fills.Count >= FillsMaximum)
            return null;
        var filling = _fills.GetOrAdd(key, mine.Task);
        if (filling != mine.Task)
            return await UseAsync(await filling.WaitAsync(ct));
        var isLocked = false;
        try
        {
            isLocked = await TryLockAsync(key);
            if (!isLocked && await AwaitOtherAsync(key, old, ct) is { } others)
            {
                mine.SetResult(others);
                return await UseAsync(others);
            }

            var page = await read();
            metrics.Page(page is null ? "passed" : "miss");
            if (page is not null)
                await redis.AskAsync("page", db => db.StringSetAsync(key, page.ToBytes(), options.PageTime));
            mine.TrySetResult(page);
            return page?.Json;
        }
        finally
        {
            _fills.TryRemove(new(key, mine.Task));
            // A refusal is this reader's own; the others read for themselves and hear theirs.
            mine.TrySetResult(null);
            if (isLocked)
                await redis.AskAsync("page", db => db.KeyDeleteAsync(LockOf(key)));
        }

        // What another has read may be from before this reader's own last edit: it is looked at like everything that was kept.
        async Task<ReadOnlyMemory<byte>?> UseAsync(CachedPage? page)
        {
            if (page is null || !await IsCurrentAsync(actor, pageId, page, ct))
                return null;
            metrics.Page("waited");
            return page.Json;
        }
    }

    private async Task<bool> IsCurrentAsync(Actor actor, Guid pageId, CachedPage page, CancellationToken ct) =>
        await watch.RoleIfUnchangedAsync(actor, pageId, page.DependsOn, ct) == page.Role;

    private async Task<(bool IsAnswered, CachedPage? Page)> LookAsync(string key)
    {
        var (isAnswered, value) = await redis.AskAsync("page", db => db.StringGetAsync(key));
        return (isAnswered, isAnswered && !value.IsNull ? CachedPage.FromBytes((byte[])value!) : null);
    }

    private async Task<bool> TryLockAsync(string key)
    {
        var (isAnswered, isTaken) = await redis.AskAsync(
            "page",
            db => db.StringSetAsync(LockOf(key), 1, LockTime, When.NotExists)
        );
        return isTaken || !isAnswered;
    }

    /// <summary>What another process has put there, if it does so soon.</summary>
    private async Task<CachedPage?> AwaitOtherAsync(string key, CachedPage? old, CancellationToken ct)
    {
        for (var waited = TimeSpan.Zero; waited < LockTime; waited += LookInterval)
        {
            await Task.Delay(LookInterval, ct);
            var (isAnswered, page) = await LookAsync(key);
            if (!isAnswered)
                return null;
            if (page is not null && (old is null || !page.DependsOn.SequenceEqual(old.DependsOn)))
                return page;
        }

        return null;
    }

    private static string LockOf(string key) => "filling:" + key;
}
