using System.Collections.Concurrent;
using System.Globalization;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using StackExchange.Redis;
using Role = NotionStyle.Blocks.Permissions.Role;

namespace NotionStyle.BlockService.Caching;

/// <summary>
/// Finished first chunks of pages in Redis. Nothing is ever invalidated: before a kept answer is used, PostgreSQL is asked whether every block still has the version that the answer was made
/// of, and what the reader's role is; so an answer is never older than the moment of the question, whatever Redis lost, kept too long or brought back.
/// </summary>
/// <remarks>When many ask for a page that is not kept, one reads it and the others of this process wait for it; other processes are kept off by a short lock in Redis.</remarks>
internal sealed class PageCache(
    RedisLink redis,
    RedisOptions options,
    IPageWatch watch,
    CacheMetrics metrics,
    TimeProvider time
)
{
    /// <summary>Pages that are being read for others at once; past it everybody reads for themselves.</summary>
    private const int FillsMaximum = 1_024;

    /// <summary>Readers whose role is remembered; past it all are forgotten, which costs each a question.</summary>
    private const int RolesMaximum = 10_000;

    /// <summary>How long others wait for the process that has the lock, and how often they look.</summary>
    private static readonly TimeSpan LockTime = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>How long it is remembered that a page is not to be kept. Readers of such a page must not wait for each other.</summary>
    private static readonly TimeSpan PassedTime = TimeSpan.FromSeconds(5);

    private static readonly Role[] Readers = [Role.Editor, Role.ReadAndWrite, Role.CommentOnly, Role.Reader];

    private readonly ConcurrentDictionary<string, Task<CachedPage?>> _fills = [];

    /// <summary>The role that a reader had last: everybody with the same role reads the same, so there is a copy for each role, and this says which to look at.</summary>
    private readonly ConcurrentDictionary<Actor, Role> _roles = [];

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
        var isKnown = _roles.TryGetValue(actor, out var expected);
        var question = new Question(actor, pageId, limit, isKnown ? expected : Role.Editor);
        if (await LookAsync(question, isKnown ? [expected] : Readers) is not { } copies)
            return null;
        var kept = copies.FirstOrDefault();
        var role = kept is null ? null : await RoleAsync(question, kept, ct);
        if (role is { } other && other != kept!.Role)
        {
            question = question with { Role = other };
            if (isKnown && (copies = await LookAsync(question, [other])) is null)
                return null;
            kept = copies.FirstOrDefault(c => c.Role == other);
            role = kept is null ? null : await RoleAsync(question, kept, ct);
        }

        if (kept is not null)
        {
            metrics.Page(role == kept.Role ? "hit" : "stale");
            if (role == kept.Role)
            {
                Remember(actor, kept.Role);
                return kept.Json;
            }
        }

        return await FillAsync(question, kept, read, ct);
    }

    private async Task<ReadOnlyMemory<byte>?> FillAsync(
        Question question,
        CachedPage? old,
        Func<Task<CachedPage?>> read,
        CancellationToken ct
    )
    {
        var mine = new TaskCompletionSource<CachedPage?>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_fills.Count >= FillsMaximum)
            return null;
        var key = question.Key;
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
            if (page is null)
                await redis.AskAsync("page", db => db.StringSetAsync(key, RedisValue.EmptyString, PassedTime));
            else
            {
                Remember(question.Actor, page.Role);
                var target = (question with { Role = page.Role }).Key;
                await redis.AskAsync("page", db => db.StringSetAsync(target, page.ToBytes(), options.PageTime));
            }

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
            if (page is null || await RoleAsync(question, page, ct) != page.Role)
                return null;
            Remember(question.Actor, page.Role);
            metrics.Page("waited");
            return page.Json;
        }
    }

    /// <summary>The reader's role when the copy is of now; null when it is not.</summary>
    private Task<Role?> RoleAsync(Question question, CachedPage page, CancellationToken ct) =>
        watch.RoleIfUnchangedAsync(question.Actor, question.PageId, page.DependsOn, ct);

    private void Remember(Actor actor, Role role)
    {
        if (_roles.TryGetValue(actor, out var last) && last == role)
            return;
        if (_roles.Count >= RolesMaximum)
            _roles.Clear();
        _roles[actor] = role;
    }

    /// <summary>The copies that are kept for some roles; null when Redis does not answer or the page is known as one that is not to be kept.</summary>
    private async Task<CachedPage[]?> LookAsync(Question question, IReadOnlyList<Role> roles)
    {
        var keys = roles.Select(r => new RedisKey((question with { Role = r }).Key)).ToArray();
        var (isAnswered, values) = await redis.AskAsync("page", db => db.StringGetAsync(keys));
        return isAnswered && values!.All(v => v.IsNull || v.Length() > 0)
            ? [.. values!.Select(Read).OfType<CachedPage>()]
            : null;
    }

    private CachedPage? Read(RedisValue value) =>
        !value.IsNull
        && CachedPage.FromBytes((byte[])value!) is { } page
        && time.GetUtcNow() - page.MadeAt < options.PageTime
            ? page
            : null;

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
            await Task.Delay(LookInterval, time, ct);
            var (isAnswered, values) = await redis.AskAsync(
                "page",
                db => db.StringGetAsync([new RedisKey(key), new RedisKey(LockOf(key))])
            );
            if (!isAnswered)
                return null;
            if (Read(values![0]) is { } page && (old is null || !page.DependsOn.SequenceEqual(old.DependsOn)))
                return page;
            // It is done, and has kept nothing here.
            if (values[1].IsNull)
                return null;
        }

        return null;
    }

    private static string LockOf(string key) => "filling:" + key;

    /// <summary>What is asked for, and the role that it is kept for.</summary>
    private readonly record struct Question(Actor Actor, Guid PageId, int Limit, Role Role)
    {
        public string Key =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"page:{Actor.SpaceId:N}:{PageId:N}:{Limit}:{PermissionList.Name(Role)}"
            );
    }
}
