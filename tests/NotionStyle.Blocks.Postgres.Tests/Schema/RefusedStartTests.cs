using NotionStyle.Blocks.Postgres.Tests.Support;

namespace NotionStyle.Blocks.Postgres.Tests.Schema;

/// <summary>Starts that must be refused, on data that must not be touched: one pair of databases serves all of them.</summary>
public sealed class RefusedStartTests(RefusedStartTests.Pair pair) : IClassFixture<RefusedStartTests.Pair>
{
    private readonly Databases _databases = pair.Databases;

    [Theory]
    [InlineData(
        2,
        "UPDATE notionstyle.schema_version SET version = 99",
        "UPDATE notionstyle.schema_version SET version = 2",
        "the server's own tables are at schema version 99"
    )]
    [InlineData(
        2,
        "UPDATE notionstyle.owned_shard SET schema_version = 98 WHERE logical_shard = 300",
        "UPDATE notionstyle.owned_shard SET schema_version = 1",
        "its logical shards are at schema version 98"
    )]
    public async Task Data_of_a_newer_program_is_refused_and_nothing_is_changed_anywhere(
        int server,
        string sql,
        string undo,
        string message
    )
    {
        await _databases.ExecuteAsync(server, sql);
        var before = await _databases.PictureAsync();

        var refusal = await Assert.ThrowsAsync<BlockStoreSetupException>(() =>
            RunningStore.StartAsync(_databases.ConnectionStrings)
        );

        Assert.Contains(
            "shards-2 was written by a newer NotionStyle: " + message,
            refusal.Message,
            StringComparison.Ordinal
        );
        Refused.AssertOneLine(refusal);
        Assert.Equal(before, await _databases.PictureAsync());
        await _databases.ExecuteAsync(server, undo);
    }

    [Fact]
    public async Task Fewer_servers_than_hold_the_data_are_refused_and_nothing_is_changed()
    {
        var before = await _databases.PictureAsync();

        var first = await Assert.ThrowsAsync<BlockStoreSetupException>(() =>
            RunningStore.StartAsync([_databases.ConnectionStrings[0]])
        );

        Assert.Contains("shards-1, shards-2", first.Message, StringComparison.Ordinal);
        Refused.AssertOneLine(first);
        Assert.Equal(before, await _databases.PictureAsync());
    }

    [Fact]
    public async Task Starting_with_the_second_server_alone_makes_no_second_map()
    {
        var before = await _databases.PictureAsync();

        var refusal = await Assert.ThrowsAsync<BlockStoreSetupException>(() =>
            RunningStore.StartAsync([_databases.ConnectionStrings[1]], firstServer: 2)
        );

        Refused.AssertOneLine(refusal);
        Assert.Equal(before, await _databases.PictureAsync());
        Assert.Equal(0, await _databases.ScalarAsync<long>(2, "SELECT count(*) FROM notionstyle.shard_map"));
    }

    [Fact]
    public async Task Servers_whose_connection_strings_were_exchanged_are_refused()
    {
        var before = await _databases.PictureAsync();

        var refusal = await Assert.ThrowsAsync<BlockStoreSetupException>(() =>
            RunningStore.StartAsync([_databases.ConnectionStrings[1], _databases.ConnectionStrings[0]])
        );

        Refused.AssertOneLine(refusal);
        Assert.Equal(before, await _databases.PictureAsync());
    }

    [Fact]
    public async Task A_map_with_missing_entries_is_refused()
    {
        await _databases.ExecuteAsync(1, "DELETE FROM notionstyle.shard_map WHERE logical_shard = 17");
        var refusal = await Assert.ThrowsAsync<BlockStoreSetupException>(() =>
            RunningStore.StartAsync(_databases.ConnectionStrings)
        );
        Assert.Contains("479 of 480", refusal.Message, StringComparison.Ordinal);
        Refused.AssertOneLine(refusal);
        await _databases.ExecuteAsync(1, "INSERT INTO notionstyle.shard_map VALUES (17, 'shards-1', 1)");
    }

    /// <summary>The pair: on the first server there is something to do, which no refused start may do.</summary>
    public sealed class Pair(PostgresServers servers) : IAsyncLifetime
    {
        public Databases Databases { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Databases = await servers.NewMigratedDatabasesAsync();
            await Databases.ExecuteAsync(
                1,
                "DROP SCHEMA shard003 CASCADE; DELETE FROM notionstyle.owned_shard WHERE logical_shard = 3; DROP EXTENSION pg_stat_statements"
            );
        }

        public ValueTask DisposeAsync() => Databases.DisposeAsync();
    }
}
