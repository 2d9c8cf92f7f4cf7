using NotionStyle.Blocks.Postgres.Derived;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.SearchService.Tests.Support;
using Npgsql;

namespace NotionStyle.SearchService.Tests.Feed;

/// <summary>The poller's questions are prepared on connections of its own: what it finds is what any connection would find, and the end of one is no end.</summary>
public sealed class PollConnectionTests(SharedSearch search) : IClassFixture<SharedSearch>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_prepared_question_finds_each_later_change()
    {
        var space = await TestWorkspace.CreateAsync(search.Stack.Store);
        var source = search.Stack.Search.Get<RecordSource>();
        // More often than the server would look whether to plan anew.
        for (var i = 0; i < 10; i++)
        {
            var page = await space.AddPageAsync(title: $"page {i}");
            Assert.Contains(page, await PolledAsync(source, space.SpaceId));
        }
    }

    [Fact]
    public async Task A_question_goes_on_with_a_new_connection_when_the_server_has_ended_the_old_one()
    {
        var space = await TestWorkspace.CreateAsync(search.Stack.Store);
        var source = search.Stack.Search.Get<RecordSource>();
        var first = await space.AddPageAsync(title: "before");
        Assert.Contains(first, await PolledAsync(source, space.SpaceId));
        Assert.NotEqual(0, await EndPreparedAsync());

        var second = await space.AddPageAsync(title: "after");
        var found = await PolledAsync(source, space.SpaceId);
        Assert.Contains(first, found);
        Assert.Contains(second, found);
    }

    private static async Task<HashSet<Guid>> PolledAsync(RecordSource source, Guid spaceId)
    {
        var found = new HashSet<Guid>();
        foreach (var server in source.Servers)
        {
            for (var group = 0; group < source.PollGroups(server); group++)
            {
                var page = await source.PollAsync(server, group, (DateTimeOffset.UnixEpoch, Guid.Empty), 2_000, Ct);
                found.UnionWith(page.Where(p => p.SpaceId == spaceId).Select(p => p.Version.Pointer.Id));
            }
        }

        return found;
    }

    /// <summary>Ends every other connection to the databases; says how many were polling last.</summary>
    private async Task<long> EndPreparedAsync()
    {
        long ended = 0;
        foreach (var text in search.Stack.Databases.ConnectionStrings)
        {
            await using var connection = new NpgsqlConnection(text);
            await connection.OpenAsync(Ct);
            await using var command = new NpgsqlCommand(
                "SELECT count(*) FILTER (WHERE query LIKE 'SELECT * FROM ((SELECT 0 AS t%') FROM pg_stat_activity, pg_terminate_backend(pid) WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'",
                connection
            );
            ended += (long)(await command.ExecuteScalarAsync(Ct))!;
        }

        return ended;
    }
}
