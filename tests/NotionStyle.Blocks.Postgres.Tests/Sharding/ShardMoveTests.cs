using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.Testing;

namespace NotionStyle.Blocks.Postgres.Tests.Sharding;

/// <summary>Shards change places while the program runs.</summary>
public sealed class ShardMoveTests(ShardMoveTests.Pair pair) : IClassFixture<ShardMoveTests.Pair>
{
    private readonly Databases _databases = pair.Databases;
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_of_the_map_reaches_the_router()
    {
        await using var store = await RunningStore.StartAsync(_databases.ConnectionStrings);
        Assert.Equal(1, store.Router.All[100].Epoch);

        await _databases.RaiseEpochAsync(1, 100);
        await Condition.HoldsAsync("the router has the new epoch", () => store.Router.All[100].Epoch == 2);

        // What was changed while the listening connection was away is not missed either.
        await _databases.ExecuteAsync(
            1,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        );
        await _databases.RaiseEpochAsync(1, 100);
        await Condition.HoldsAsync("the router has the epoch after that", () => store.Router.All[100].Epoch == 3);
        Assert.Equal(3, (await store.Directory.ListAsync(Ct))[100].Epoch);
    }

    [Fact]
    public async Task A_stale_router_still_commits()
    {
        await using var store = await RunningStore.StartAsync(_databases.ConnectionStrings, watchesMap: false);
        var space = await TestWorkspace.CreateAsync(store, TestWorkspace.IdOn(5));
        await _databases.RaiseEpochAsync(1, 5);
        Assert.Equal(1, store.Router.All[5].Epoch);

        var page = await space.AddPageAsync();

        Assert.Equal(2, store.Router.All[5].Epoch);
        Assert.Equal(1, (await space.BlockAsync(page)).Version);
        Assert.Equal(1, await space.TransactionsAsync());
    }

    [Fact]
    public async Task A_shard_that_may_not_be_written_is_unavailable_and_nothing_is_written()
    {
        await using var store = await RunningStore.StartAsync(_databases.ConnectionStrings);
        var space = await TestWorkspace.CreateAsync(store, TestWorkspace.IdOn(6));
        var page = await space.AddPageAsync();
        var member = await store.Workspaces.CreateMemberAsync(space.Owner, new NewMember("m", false, Role.Reader), Ct);
        var state = await space.SnapshotAsync();
        await _databases.SetWritableAsync(1, 6, false);

        await Refused.WithAsync(ErrorCode.ServiceUnavailable, () => space.AddPageAsync());
        await Refused.WithAsync(
            ErrorCode.ServiceUnavailable,
            () => store.Workspaces.CreateMemberAsync(space.Owner, new NewMember("n", false, Role.Reader), Ct)
        );
        await Refused.WithAsync(
            ErrorCode.ServiceUnavailable,
            () => store.Workspaces.CreateTokenAsync(space.Owner, member.UserId, "label", Ct)
        );
        await Refused.WithAsync(
            ErrorCode.ServiceUnavailable,
            () => store.Workspaces.RevokeTokenAsync(space.Owner, member.TokenId, Ct)
        );
        await Refused.WithAsync(
            ErrorCode.ServiceUnavailable,
            () => store.Workspaces.CreateWorkspaceAsync("n", "o", TestWorkspace.IdOn(6), Ct)
        );

        Assert.Empty(Snapshot.Differences(state, await space.SnapshotAsync()));
        Assert.Equal(1, await space.TransactionsAsync());
        Assert.Equal(1, await space.CountAsync("SELECT count(DISTINCT space_id) FROM {schema}.notion_user"));
        Assert.Equal(2, await space.CountAsync("SELECT count(*) FROM {schema}.token WHERE revoked_time IS NULL"));
        // Reading goes on.
        Assert.Single((await space.ReadAsync(page)).Records);

        await _databases.SetWritableAsync(1, 6, true);
        await space.AddPageAsync();
    }

    [Fact]
    public async Task Reads_and_writes_follow_a_shard_that_moved()
    {
        await using var store = await RunningStore.StartAsync(_databases.ConnectionStrings);
        await using var stale = await RunningStore.StartAsync(_databases.ConnectionStrings, watchesMap: false);
        var space = await TestWorkspace.CreateAsync(store, TestWorkspace.IdOn(7));
        var page = await space.AddPageAsync(title: "before the move");

        await _databases.MoveAsync(7, from: 1, to: 2);
        await Condition.HoldsAsync("the router goes to shards-2", () => store.Router.All[7].Server.Name == "shards-2");

        var text = await space.AddTextAsync(page, "after the move");
        Assert.Equal([page, text], (await space.ReadAsync(page)).Records.Select(v => v.Record.Pointer.Id));
        Assert.Equal(
            0,
            await _databases.ScalarAsync<long>(1, $"SELECT count(*) FROM shard007.block WHERE id = '{text}'")
        );
        Assert.Equal(
            1,
            await _databases.ScalarAsync<long>(2, $"SELECT count(*) FROM shard007.block WHERE id = '{text}'")
        );

        // A process that has heard nothing writes to the new place, too: blocks as well as members and tokens.
        var transaction = Build.Transaction(
            space.SpaceId,
            Build.Insert(Guid.NewGuid(), "paragraph", Build.Block(page))
        );
        await stale.Blocks.CommitAsync(space.Owner, transaction, Ct);
        Assert.Equal("shards-2", stale.Router.All[7].Server.Name);
        Assert.Equal(3, await _databases.ScalarAsync<long>(2, "SELECT count(*) FROM shard007.block"));
        Assert.Equal(1, await _databases.ScalarAsync<long>(1, "SELECT count(*) FROM shard007.block"));
    }

    [Fact]
    public async Task A_stale_process_makes_no_member_and_no_workspace_on_the_server_that_the_shard_left()
    {
        await using var stale = await RunningStore.StartAsync(_databases.ConnectionStrings, watchesMap: false);
        var space = await TestWorkspace.CreateAsync(stale, TestWorkspace.IdOn(8));
        await _databases.MoveAsync(8, from: 1, to: 2);

        var created = await stale.Workspaces.CreateWorkspaceAsync("n", "o", TestWorkspace.IdOn(8), Ct);
        await _databases.MoveAsync(9, from: 1, to: 2);
        await space.AddMemberAsync(Role.Reader);

        Assert.Equal(3, await _databases.ScalarAsync<long>(2, "SELECT count(*) FROM shard008.notion_user"));
        Assert.Equal(1, await _databases.ScalarAsync<long>(1, "SELECT count(*) FROM shard008.notion_user"));
        Assert.Equal(8, created.LogicalShard);
    }

    [Fact]
    public async Task A_reader_whose_shard_was_dropped_behind_its_back_reads_the_map_again()
    {
        await using var stale = await RunningStore.StartAsync(_databases.ConnectionStrings, watchesMap: false);
        var space = await TestWorkspace.CreateAsync(stale, TestWorkspace.IdOn(10));
        var page = await space.AddPageAsync(title: "findable");
        await _databases.MoveAsync(10, from: 1, to: 2);
        await _databases.ExecuteAsync(1, "DROP SCHEMA shard010 CASCADE");
        await ReloadsAsync(() => space.ReadAsync(page));
        await ReloadsAsync(() => stale.Search.SearchAsync(space.Owner, new SearchRequest("findable", 10), Ct));
        await ReloadsAsync(() => stale.Workspaces.ListMembersAsync(space.Owner, Ct));
        await ReloadsAsync(() =>
            stale.Analytics.GrowthAsync(AnalyticsScope.Everything, new(new(2026, 1, 1), new(2026, 1, 2)), Ct)
        );
        await ReloadsAsync(() => stale.Blocks.SyncAsync(space.Owner, [new(Build.Block(page), 0)], Ct));
        await ReloadsAsync(async () =>
            Assert.NotNull(await stale.Workspaces.AuthenticateAsync(space.Created.Token, Ct))
        );

        async Task ReloadsAsync(Func<Task> read)
        {
            stale.Router.Load(ShardMap.Even(["shards-1", "shards-2"]));
            await read();
            Assert.Equal("shards-2", stale.Router.All[10].Server.Name);
        }
    }

    [Fact]
    public async Task A_map_that_names_a_server_which_this_process_does_not_know_makes_the_shard_unavailable()
    {
        await using var store = await RunningStore.StartAsync(_databases.ConnectionStrings, watchesMap: false);
        var space = await TestWorkspace.CreateAsync(store, TestWorkspace.IdOn(11));
        await _databases.SetWritableAsync(1, 11, false);
        await _databases.ExecuteAsync(
            1,
            "UPDATE notionstyle.shard_map SET server = 'shards-9', epoch = 2 WHERE logical_shard = 11"
        );

        try
        {
            await Refused.WithAsync(ErrorCode.ServiceUnavailable, () => space.AddPageAsync());
        }
        finally
        {
            await _databases.ExecuteAsync(
                1,
                "UPDATE notionstyle.shard_map SET server = 'shards-1' WHERE logical_shard = 11"
            );
        }
    }

    [Fact]
    public async Task A_control_server_that_is_away_makes_a_moved_shard_unavailable_and_nothing_worse()
    {
        await using var store = await RunningStore.StartAsync(_databases.ConnectionStrings, watchesMap: false);
        // Shard 300 lives on the second server; the map on the first.
        var space = await TestWorkspace.CreateAsync(store, TestWorkspace.IdOn(300));
        await _databases.SetWritableAsync(2, 300, false);
        await _databases.ExecuteAsync(1, "ALTER TABLE notionstyle.shard_map RENAME TO shard_map_away");

        try
        {
            await Refused.WithAsync(ErrorCode.ServiceUnavailable, () => space.AddPageAsync());
        }
        finally
        {
            await _databases.ExecuteAsync(1, "ALTER TABLE notionstyle.shard_map_away RENAME TO shard_map");
        }
    }

    /// <summary>One pair of databases for these tests: each moves shards of its own, and leaves a map that another start takes.</summary>
    public sealed class Pair(PostgresServers servers) : IAsyncLifetime
    {
        public Databases Databases { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Databases = await servers.NewMigratedDatabasesAsync();

        public ValueTask DisposeAsync() => Databases.DisposeAsync();
    }
}
