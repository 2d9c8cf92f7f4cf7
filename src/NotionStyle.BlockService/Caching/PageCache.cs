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

    /// <summary>(lock; token) Lets go of the lock unless it ran out and another has it now.</summary>
    private const string Unlock = """
        if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
        """;

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
        var question = new Question(actor, pageId, limit, _roles.TryGetValue(actor, out var last) ? last : null);
        if (await LookAsync(question, null, ct) is not { } look)
            return null;
        if (look.Copy is not null)
            metrics.Page(look.IsCurrent ? "hit" : "stale");
        return look.IsCurrent ? look.Copy!.Json : await FillAsync(look.Question, look.Copy, read, ct);
    }

    /// <summary>Looks for a copy and asks whether it is of now; null when Redis does not answer or the page is known as one that is not to be kept.</summary>
    /// <param name="question">What is asked for.</param>
    /// <param name="stale">A copy that is known to be of the past, and need not be asked about.</param>
    /// <param name="ct">Cancels the question.</param>
    private async Task<Look?> LookAsync(Question question, CachedPage? stale, CancellationToken ct)
    {
        if (await CopiesAsync(question) is not { } copies)
            return null;
        var copy = copies.FirstOrDefault();
        var role = await CurrentRoleAsync();
        if (role is { } other && other != copy!.Role)
        {
            var wasGuessed = question.Role is null;
            question = question with { Role = other };
            if (!wasGuessed && (copies = await CopiesAsync(question)) is null)
                return null;
            copy = copies.FirstOrDefault(c => c.Role == other);
            role = await CurrentRoleAsync();
        }

        var isCurrent = copy is not null && role == copy.Role;
        if (isCurrent)
            Remember(question.Actor, copy!.Role);
        return new Look(question, copy, isCurrent);

        async Task<Role?> CurrentRoleAsync() =>
            copy is null || copy.IsOf(stale) ? null : await RoleAsync(question, copy, ct);
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
        var token = (RedisValue)Guid.NewGuid().ToByteArray();
        var isLocked = false;
        try
        {
            isLocked = await TryLockAsync(key, token);
            if (!isLocked)
                await AwaitOtherAsync(key, ct);
            // Between the first look and now another may have read it and let go of the lock.
            if (await LookAsync(question, old, ct) is { IsCurrent: true, Copy: { } others })
            {
                mine.SetResult(others);
                metrics.Page("waited");
                return others.Json;
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
                await redis.AskAsync("page", db => db.ScriptEvaluateAsync(Unlock, [LockOf(key)], [token]));
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

    /// <summary>The copies that are kept; null when Redis does not answer or the page is known as one that is not to be kept.</summary>
    private async Task<CachedPage[]?> CopiesAsync(Question question)
    {
        var roles = question.Role is { } known ? [known] : Readers;
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

    private async Task<bool> TryLockAsync(string key, RedisValue token)
    {
        var (isAnswered, isTaken) = await redis.AskAsync(
            "page",
            db => db.StringSetAsync(LockOf(key), token, LockTime, When.NotExists)
        );
        return isTaken || !isAnswered;
    }

    /// <summary>Waits until the process that has the lock is done, for as long as it may take.</summary>
    private async Task AwaitOtherAsync(string key, CancellationToken ct)
    {
        for (var waited = TimeSpan.Zero; waited < LockTime; waited += LookInterval)
        {
            await Task.Delay(LookInterval, time, ct);
            var (isAnswered, isLocked) = await redis.AskAsync("page", db => db.KeyExistsAsync(LockOf(key)));
            if (!isAnswered || !isLocked)
                return;
        }
    }

    private static string LockOf(string key) => "filling:" + key;

    /// <summary>What is asked for, and the role that it is kept for; null while that is not known.</summary>
    private readonly record struct Question(Actor Actor, Guid PageId, int Limit, Role? Role)
    {
        public string Key =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"page:{Actor.SpaceId:N}:{PageId:N}:{Limit}:{PermissionList.Name(Role ?? Readers[0])}"
            );
    }

    /// <summary>What a look has found: the question with the role that came out, and the copy, if there is one.</summary>
    private readonly record struct Look(Question Question, CachedPage? Copy, bool IsCurrent);
}
