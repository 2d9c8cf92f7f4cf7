using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Records;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Tests.Support;

/// <summary>
/// Every port in memory: the rules are the product's own engine, so the HTTP layer meets true answers and true refusals. <see cref="Before" /> lets a test make a
/// store that hangs or breaks.
/// </summary>
internal sealed partial class MemoryBlocks
    : IBlockStore,
        IRecordQueries,
        IBlockSearch,
        IBlockAnalytics,
        IWorkspaces,
        IShardDirectory
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(Guid Space, RecordPointer Pointer), Record> _records = [];
    private readonly Dictionary<Guid, (UInt128 Fingerprint, RecordPointer[] Changed)> _committed = [];
    private readonly Dictionary<string, (Guid Id, Actor Actor)> _tokens = [];
    private readonly List<(Guid Space, Member Member)> _members = [];

    /// <summary>Runs ahead of every call but authentication.</summary>
    public Func<CancellationToken, Task>? Before { get; set; }

    /// <summary>Tokens that were looked up.</summary>
    public int Lookups { get; private set; }

    /// <summary>The last question of analytics.</summary>
    public (AnalyticsScope Scope, AnalyticsRange Range, int Limit) Asked { get; private set; }

    /// <summary>The last search.</summary>
    public SearchRequest? Searched { get; private set; }

    /// <summary>Puts this behind every port.</summary>
    public IServiceCollection Register(IServiceCollection services) =>
        services
            .AddSingleton<IBlockStore>(this)
            .AddSingleton<IRecordQueries>(this)
            .AddSingleton<IBlockSearch>(this)
            .AddSingleton<IBlockAnalytics>(this)
            .AddSingleton<IWorkspaces>(this)
            .AddSingleton<IShardDirectory>(this);

    public async Task<TransactionResult> CommitAsync(Actor actor, Transaction transaction, CancellationToken ct)
    {
        await BeforeAsync(ct);
        lock (_lock)
        {
            if (_committed.TryGetValue(transaction.Id, out var earlier))
            {
                if (earlier.Fingerprint != transaction.Fingerprint)
                    throw new BlockStoreException(ErrorCode.ConflictError, $"transaction {transaction.Id} was used.");
                return new TransactionResult(
                    transaction.Id,
                    true,
                    [.. earlier.Changed.Select(p => new RecordVersion(p, _records[(actor.SpaceId, p)].Version))]
                );
            }

            var mine = _records.Where(r => r.Key.Space == actor.SpaceId).ToDictionary(r => r.Key.Pointer, r => r.Value);
            var picture = new BeforePicture(mine, [.. mine.Values.Select(RecordHead.Of)]);
            var now = DateTimeOffset.UtcNow;
            var effect = TransactionEngine.Apply(transaction, picture, actor, now);
            foreach (var change in effect.Changes)
                _records[(actor.SpaceId, change.After.Pointer)] = change.After;
            _committed[transaction.Id] = (transaction.Fingerprint, [.. effect.Changes.Select(c => c.After.Pointer)]);
            return new TransactionResult(
                transaction.Id,
                false,
                [.. effect.Changes.Select(c => new RecordVersion(c.After.Pointer, c.After.Version))]
            )
            {
                CommittedAt = now,
            };
        }
    }

    public async Task<PageChunk> ReadPageAsync(Actor actor, PageChunkRequest request, CancellationToken ct)
    {
        await BeforeAsync(ct);
        lock (_lock)
        {
            var pointer = RecordPointer.Block(request.PageId);
            if (View(actor, pointer, 0) is not { Record.Alive: true } page)
                throw BlockStoreException.NotFound($"block {request.PageId}");
            var all = new List<RecordView> { page };
            Descend(page.Record, 1);
            var skip = request.Cursor is { } cursor
                ? all.FindIndex(v => v.Record.Pointer.Id == cursor.Levels[^1].Child)
                : 0;
            // Whose place was there has gone: go on at the place.
            if (skip < 0)
                skip = Math.Min(request.Cursor!.Levels[^1].Index, all.Count);
            var end = Math.Min(skip + request.Limit, all.Count);
            return new PageChunk(
                all[skip..end],
                end == all.Count
                    ? null
                    : new PageCursor(
                        request.PageId,
                        DateTimeOffset.UtcNow,
                        [new PageCursor.Level(request.PageId, all[end].Record.Pointer.Id, end)]
                    )
            );

            void Descend(Record record, int depth)
            {
                foreach (var child in record.Content)
                {
                    if (View(actor, RecordPointer.Block(child), depth) is not { Record.Alive: true } view)
                        continue;
                    all.Add(view);
                    if (view.Record.Type != "page" && depth < request.Levels)
                        Descend(view.Record, depth + 1);
                }
            }
        }
    }

    public async Task<IReadOnlyList<SyncResult>> SyncAsync(
        Actor actor,
        IReadOnlyList<RecordVersion> known,
        CancellationToken ct
    )
    {
        await BeforeAsync(ct);
        lock (_lock)
        {
            return
            [
                .. known.Select(k =>
                    View(actor, k.Pointer, 0) is not { } view ? new SyncResult(k.Pointer, SyncStatus.Gone, null)
                    : view.Record.Version > k.Version ? new SyncResult(k.Pointer, SyncStatus.Newer, view)
                    : new SyncResult(k.Pointer, SyncStatus.Current, null)
                ),
            ];
        }
    }

    public async Task<SearchResults> SearchAsync(Actor actor, SearchRequest request, CancellationToken ct)
    {
        await BeforeAsync(ct);
        Searched = request;
        lock (_lock)
        {
            var hits = _records
                .Where(r => r.Key.Space == actor.SpaceId && r.Key.Pointer.Table == RecordTable.Block)
                .Where(r =>
                    r.Value.Properties.Text?.Contains(request.Query, StringComparison.OrdinalIgnoreCase) == true
                )
                .Select(r => new SearchHit(
                    r.Key.Pointer.Id,
                    r.Value.Type,
                    r.Key.Pointer.Id,
                    "A page",
                    double.NaN,
                    [new HighlightRun("before ", false), new HighlightRun(request.Query, true)],
                    r.Value.LastEditedTime,
                    r.Value.Version
                ))
                .ToArray();
            return new SearchResults(
                [.. hits.Skip(request.Offset).Take(request.Limit)],
                hits.Length > request.Offset + request.Limit
            );
        }
    }

    public Task<IReadOnlyList<BlocksOfDay>> BlocksByTypeAndDayAsync(
        AnalyticsScope scope,
        AnalyticsRange range,
        CancellationToken ct
    ) => Ask<BlocksOfDay>(scope, range, 0, new(range.From, "page", 3), ct);

    public Task<IReadOnlyList<EditorsOfDay>> ActiveEditorsAsync(
        AnalyticsScope scope,
        AnalyticsRange range,
        CancellationToken ct
    ) => Ask<EditorsOfDay>(scope, range, 0, new(range.From, 2, 5), ct);

    public Task<IReadOnlyList<PageEdits>> MostEditedPagesAsync(
        AnalyticsScope scope,
        AnalyticsRange range,
        int limit,
        CancellationToken ct
    ) => Ask<PageEdits>(scope, range, limit, new(Guid.NewGuid(), Guid.NewGuid(), "Title", 9), ct);

    public Task<IReadOnlyList<GrowthOfDay>> GrowthAsync(
        AnalyticsScope scope,
        AnalyticsRange range,
        CancellationToken ct
    ) => Ask<GrowthOfDay>(scope, range, 0, new(range.From, 4, 40), ct);

    public async Task<WorkspaceCreated> CreateWorkspaceAsync(
        string name,
        string ownerName,
        Guid? spaceId,
        CancellationToken ct
    )
    {
        await BeforeAsync(ct);
        lock (_lock)
        {
            var actor = new Actor(spaceId ?? Guid.NewGuid(), Guid.NewGuid());
            var pointer = RecordPointer.Space(actor.SpaceId);
            if (_records.ContainsKey((actor.SpaceId, pointer)))
                throw new BlockStoreException(ErrorCode.ConflictError, $"workspace {actor.SpaceId} exists.");
            _records[(actor.SpaceId, pointer)] = new Record
            {
                Pointer = pointer,
                Type = "space",
                Properties = new JsonField(new JsonObject { ["name"] = new JsonArray(new JsonArray(name)) }),
                Version = 1,
                CreatedTime = DateTimeOffset.UtcNow,
                CreatedBy = actor.UserId,
                LastEditedTime = DateTimeOffset.UtcNow,
                LastEditedBy = actor.UserId,
                Permissions = new PermissionList([new(PermissionScope.User, actor.UserId, Role.Editor)]),
            };
            _members.Add((actor.SpaceId, new Member(actor.UserId, ownerName, false, Role.Editor)));
            AddMemberRecord(actor, "person", ownerName);
            var (id, token) = NewToken(actor);
            return new WorkspaceCreated(actor.SpaceId, actor.UserId, token, id, 17);
        }
    }

    public async Task<MemberCreated> CreateMemberAsync(Actor actor, NewMember member, CancellationToken ct)
    {
        await BeforeAsync(ct);
        lock (_lock)
        {
            RequireEditor(actor);
            var made = new Actor(actor.SpaceId, Guid.NewGuid());
            var space = _records[(actor.SpaceId, RecordPointer.Space(actor.SpaceId))];
            space.Permissions = space.Permissions!.With(new(PermissionScope.User, made.UserId, member.Role));
            _members.Add((actor.SpaceId, new Member(made.UserId, member.Name, member.IsBot, member.Role)));
            AddMemberRecord(made, member.IsBot ? "bot" : "person", member.Name);
            var (id, token) = NewToken(made);
            return new MemberCreated(made.UserId, token, id);
        }
    }

    public async Task<IReadOnlyList<Member>> ListMembersAsync(Actor actor, CancellationToken ct)
    {
        await BeforeAsync(ct);
        lock (_lock)
            return [.. _members.Where(m => m.Space == actor.SpaceId).Select(m => m.Member)];
    }

    public async Task<TokenCreated> CreateTokenAsync(Actor actor, Guid userId, string label, CancellationToken ct)
    {
        await BeforeAsync(ct);
        lock (_lock)
        {
            if (_members.All(m => m.Space != actor.SpaceId || m.Member.UserId != userId))
                throw BlockStoreException.NotFound($"member {userId}");
            if (userId != actor.UserId)
                RequireEditor(actor);
            var (id, token) = NewToken(actor with { UserId = userId });
            return new TokenCreated(id, token);
        }
    }

    public async Task RevokeTokenAsync(Actor actor, Guid tokenId, CancellationToken ct)
    {
        await BeforeAsync(ct);
        lock (_lock)
        {
            var found = _tokens.FirstOrDefault(t => t.Value.Id == tokenId && t.Value.Actor.SpaceId == actor.SpaceId);
            if (found.Key is null)
                throw BlockStoreException.NotFound($"token {tokenId}");
            _tokens.Remove(found.Key);
        }
    }

    public ValueTask<Actor?> AuthenticateAsync(string token, CancellationToken ct)
    {
        lock (_lock)
        {
            Lookups++;
            return ValueTask.FromResult<Actor?>(_tokens.TryGetValue(token, out var found) ? found.Actor : null);
        }
    }

    public async Task<IReadOnlyList<ShardPlacement>> ListAsync(CancellationToken ct)
    {
        await BeforeAsync(ct);
        return [.. Enumerable.Range(0, 480).Select(i => new ShardPlacement(i, $"shard{i:000}", "shards-1", 1))];
    }

    private async Task<IReadOnlyList<T>> Ask<T>(
        AnalyticsScope scope,
        AnalyticsRange range,
        int limit,
        T row,
        CancellationToken ct
    )
    {
        await BeforeAsync(ct);
        Asked = (scope, range, limit);
        return [row];
    }

    private Task BeforeAsync(CancellationToken ct) => Before?.Invoke(ct) ?? Task.CompletedTask;

    private (Guid Id, string Token) NewToken(Actor actor)
    {
        var token = "nst_" + Guid.NewGuid().ToString("N");
        var id = Guid.NewGuid();
        _tokens[token] = (id, actor);
        return (id, token);
    }

    private void AddMemberRecord(Actor member, string type, string name)
    {
        var pointer = new RecordPointer(RecordTable.NotionUser, member.UserId);
        _records[(member.SpaceId, pointer)] = new Record
        {
            Pointer = pointer,
            Type = type,
            Properties = new JsonField(new JsonObject { ["name"] = new JsonArray(new JsonArray(name)) }),
            Version = 1,
            CreatedTime = DateTimeOffset.UtcNow,
            CreatedBy = member.UserId,
            LastEditedTime = DateTimeOffset.UtcNow,
            LastEditedBy = member.UserId,
        };
    }

    private RecordView? View(Actor actor, RecordPointer pointer, int depth)
    {
        if (!_records.TryGetValue((actor.SpaceId, pointer), out var record))
            return null;
        var role = RoleOn(actor, pointer);
        return role == Role.None ? null : new RecordView(record, role, depth);
    }

    private Role RoleOn(Actor actor, RecordPointer pointer) =>
        new PermissionTree([
            .. _records.Where(r => r.Key.Space == actor.SpaceId).Select(r => RecordHead.Of(r.Value)),
        ]).RoleOn(pointer, actor);

    private void RequireEditor(Actor actor)
    {
        if (RoleOn(actor, RecordPointer.Space(actor.SpaceId)) != Role.Editor)
            throw new BlockStoreException(ErrorCode.RestrictedResource, "full access is needed.");
    }
}
