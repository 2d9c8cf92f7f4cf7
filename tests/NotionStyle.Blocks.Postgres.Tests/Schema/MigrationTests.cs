using NotionStyle.Blocks.Postgres.Schema;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Postgres.Tests.Support;
using Npgsql;

namespace NotionStyle.Blocks.Postgres.Tests.Schema;

/// <summary>Starting: on nothing, on what a killed start left, on what is there already, and on what must not be touched.</summary>
public sealed class MigrationTests(PostgresServers servers)
{
    [Fact]
    public async Task Starting_twice_changes_nothing_the_second_time()
    {
        await using var databases = await servers.NewDatabasesAsync();
        await (await RunningStore.StartAsync(databases.ConnectionStrings)).DisposeAsync();
        var first = await databases.PictureAsync();
        var owned = await OwnedAsync(databases, 1);

        await (await RunningStore.StartAsync(databases.ConnectionStrings)).DisposeAsync();

        Assert.Equal(first, await databases.PictureAsync());
        Assert.Equal(owned, await OwnedAsync(databases, 1));
        Assert.Equal(Enumerable.Range(0, 240).Select(i => $"{i} 1 t {MigrationScripts.Shard.Count}"), owned);
        Assert.Equal(
            Enumerable.Range(240, 240).Select(i => $"{i} 1 t {MigrationScripts.Shard.Count}"),
            await OwnedAsync(databases, 2)
        );
    }

    [Fact]
    public async Task A_start_that_was_killed_is_gone_on_with()
    {
        await using var databases = await servers.NewDatabasesAsync();
        await using (var store = await RunningStore.StartAsync(databases.ConnectionStrings))
            await TestWorkspace.CreateAsync(store, TestWorkspace.IdOn(0));
        // As a kill leaves it: whole groups are there, with their rows, or not at all.
        await databases.ExecuteAsync(1, Drop(20, 39));
        await databases.ExecuteAsync(2, Drop(240, 479));

        await using (var store = await RunningStore.StartAsync(databases.ConnectionStrings))
        {
            foreach (var shard in new[] { 0, 20, 39, 240, 479 })
                await TestWorkspace.CreateAsync(store, TestWorkspace.IdOn(shard));
        }

        Assert.Equal(240, (await OwnedAsync(databases, 1)).Count);
        Assert.Equal(240, (await OwnedAsync(databases, 2)).Count);
        Assert.Equal(2, await databases.ScalarAsync<long>(1, "SELECT count(*) FROM shard000.space"));

        static string Drop(int from, int to) =>
            string.Concat(
                Enumerable.Range(from, to - from + 1).Select(i => $"DROP SCHEMA {LogicalShard.Schema(i)} CASCADE;")
            ) + $"DELETE FROM notionstyle.owned_shard WHERE logical_shard BETWEEN {from} AND {to}";
    }

    [Fact]
    public async Task A_start_that_was_killed_before_the_first_map_is_gone_on_with()
    {
        await using var databases = await servers.NewDatabasesAsync();
        await databases.ExecuteAsync(
            1,
            "CREATE SCHEMA notionstyle; CREATE TABLE notionstyle.schema_version (version integer NOT NULL);"
        );

        await using var store = await RunningStore.StartAsync(databases.ConnectionStrings);

        await TestWorkspace.CreateAsync(store);
    }

    [Fact]
    public async Task Two_programs_that_start_at_once_make_one_schema()
    {
        await using var databases = await servers.NewDatabasesAsync();

        var stores = await Task.WhenAll(
            Enumerable.Range(0, 3).Select(_ => RunningStore.StartAsync(databases.ConnectionStrings, poolSize: 8))
        );

        try
        {
            Assert.Equal(480, await databases.ScalarAsync<long>(1, "SELECT count(*) FROM notionstyle.shard_map"));
            var space = await TestWorkspace.CreateAsync(stores[0]);
            foreach (var store in stores)
            {
                Assert.Equal(1, store.Router.Route(space.SpaceId).Epoch);
                Assert.NotNull(
                    await store.Workspaces.AuthenticateAsync(space.Created.Token, TestContext.Current.CancellationToken)
                );
            }
        }
        finally
        {
            foreach (var store in stores)
                await store.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_server_without_the_database_is_refused_in_one_line()
    {
        await using var databases = await servers.NewDatabasesAsync(1);
        var refusal = await Assert.ThrowsAsync<BlockStoreSetupException>(() =>
            RunningStore.StartAsync([With(databases, b => b.Database = "not_there")])
        );
        Assert.Contains("shards-1", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("\"not_there\" does not exist", refusal.Message, StringComparison.Ordinal);
        Refused.AssertOneLine(refusal);
    }

    [Fact]
    public async Task A_wrong_password_is_refused_in_one_line()
    {
        await using var databases = await servers.NewDatabasesAsync(1);
        var refusal = await Assert.ThrowsAsync<BlockStoreSetupException>(() =>
            RunningStore.StartAsync([With(databases, b => b.Password = "wrong")])
        );
        Assert.Contains("Server shards-1 refuses the connection", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("password authentication failed", refusal.Message, StringComparison.Ordinal);
        Refused.AssertOneLine(refusal);
    }

    [Fact]
    public async Task More_servers_than_the_map_names_are_fine()
    {
        await using var databases = await servers.NewMigratedDatabasesAsync();
        await using var third = await servers.NewDatabasesAsync(1);

        await using var store = await RunningStore.StartAsync([
            .. databases.ConnectionStrings,
            .. third.ConnectionStrings,
        ]);

        Assert.Equal(["shards-1", "shards-2"], store.Router.All.Select(r => r.Server.Name).Distinct());
        await TestWorkspace.CreateAsync(store);
        Assert.Empty(await third.QueryAsync<string>(1, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'shard%'"));
    }

    [Fact]
    public async Task A_number_of_servers_that_does_not_divide_480_is_refused_before_anything_is_made()
    {
        await using var databases = await servers.NewDatabasesAsync(7);
        var refusal = await Assert.ThrowsAsync<BlockStoreSetupException>(() =>
            RunningStore.StartAsync(databases.ConnectionStrings, poolSize: 8)
        );
        Assert.Contains("7 servers cannot share 480", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_connection_string_at_all_is_refused_in_one_line()
    {
        var refusal = await Assert.ThrowsAsync<BlockStoreSetupException>(() => RunningStore.StartAsync([]));
        Assert.Contains("ConnectionStrings:shards-1", refusal.Message, StringComparison.Ordinal);
        Refused.AssertOneLine(refusal);
    }

    [Theory]
    [InlineData(5_000, "BlockStore:PoolSize is 5000")]
    [InlineData(1, "BlockStore:PoolSize is 1")]
    [InlineData(-3, "BlockStore:PoolSize is -3")]
    public async Task A_pool_that_is_too_large_or_too_small_is_refused(int poolSize, string message)
    {
        await using var databases = await servers.NewDatabasesAsync(1);
        var refusal = await Assert.ThrowsAsync<BlockStoreSetupException>(() =>
            RunningStore.StartAsync(databases.ConnectionStrings, poolSize)
        );
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
        Refused.AssertOneLine(refusal);
    }

    private static string With(Databases databases, Action<NpgsqlConnectionStringBuilder> change)
    {
        var builder = new NpgsqlConnectionStringBuilder(databases.ConnectionStrings[0]);
        change(builder);
        return builder.ConnectionString;
    }

    private static Task<List<string>> OwnedAsync(Databases databases, int server) =>
        databases.QueryAsync<string>(
            server,
            "SELECT logical_shard || ' ' || epoch || ' ' || left(writable::text, 1) || ' ' || schema_version FROM notionstyle.owned_shard ORDER BY logical_shard"
        );
}
