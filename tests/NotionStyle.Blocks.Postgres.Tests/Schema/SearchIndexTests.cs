using NotionStyle.Blocks.Postgres.Tests.Support;

namespace NotionStyle.Blocks.Postgres.Tests.Schema;

/// <summary>The indexes of search follow the stage that the data is started at, there and back.</summary>
public sealed class SearchIndexTests(PostgresServers servers)
{
    private static readonly Dictionary<string, string> Elsewhere = new() { ["FullText"] = "Elsewhere" };

    [Fact]
    public async Task Each_stage_has_its_own_indexes_and_takes_up_what_was_left_half_done()
    {
        await using var databases = await servers.NewMigratedDatabasesAsync();
        Assert.Equal((480, 0), await CountAsync(databases));

        await (await RunningStore.StartAsync(databases.ConnectionStrings, settings: Elsewhere)).DisposeAsync();
        Assert.Equal((0, 960), await CountAsync(databases));
        var picture = await databases.PictureAsync();

        await (await RunningStore.StartAsync(databases.ConnectionStrings, settings: Elsewhere)).DisposeAsync();
        Assert.Equal(picture, await databases.PictureAsync());

        // A start that was killed after some shards.
        await databases.ExecuteAsync(1, "CREATE INDEX block_search ON shard003.block USING gin (search)");
        await databases.ExecuteAsync(1, "DROP INDEX shard004.block_changed");
        await (await RunningStore.StartAsync(databases.ConnectionStrings)).DisposeAsync();
        Assert.Equal((480, 0), await CountAsync(databases));
    }

    private static async Task<(int Gin, int Changed)> CountAsync(Databases databases)
    {
        var names = new List<string>();
        for (var server = 1; server <= 2; server++)
            names.AddRange(
                await databases.QueryAsync<string>(
                    server,
                    "SELECT indexname::text FROM pg_indexes WHERE indexname IN ('block_search', 'block_changed', 'collection_changed')"
                )
            );
        return (names.Count(n => n == "block_search"), names.Count(n => n != "block_search"));
    }
}
