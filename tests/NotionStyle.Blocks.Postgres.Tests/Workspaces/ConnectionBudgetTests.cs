using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Tests.Support;

namespace NotionStyle.Blocks.Postgres.Tests.Workspaces;

/// <summary>How many connections a process takes.</summary>
public sealed class ConnectionBudgetTests(PostgresServers servers)
{
    [Fact]
    public async Task Two_hundred_requests_at_once_use_no_more_connections_than_the_pool_has()
    {
        const int poolSize = 6;
        var ct = TestContext.Current.CancellationToken;
        await using var databases = await servers.NewMigratedDatabasesAsync();
        await using var store = await RunningStore.StartAsync(databases.ConnectionStrings, poolSize);
        var space = await TestWorkspace.CreateAsync(store, TestWorkspace.IdOn(1));
        var pages = new List<Guid>();
        for (var i = 0; i < 10; i++)
            pages.Add(await space.AddPageAsync(title: "heavy"));

        var most = 0L;
        using var done = new CancellationTokenSource();
        var watching = Task.Run(
            async () =>
            {
                while (!done.IsCancellationRequested)
                    most = Math.Max(
                        most,
                        await databases.ScalarAsync<long>(
                            1,
                            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'notionstyle'"
                        )
                    );
            },
            ct
        );
        await Task.WhenAll(
            Enumerable
                .Range(0, 200)
                .Select(i =>
                    (i % 4) switch
                    {
                        0 => space.ReadAsync(pages[i % 10]),
                        1 => space.AddTextAsync(pages[i % 10], "text"),
                        2 => store.Search.SearchAsync(space.Owner, new SearchRequest("heavy", 5), ct),
                        _ => (Task)store.Workspaces.ListMembersAsync(space.Owner, ct),
                    }
                )
        );
        await done.CancelAsync();
        await watching;

        Assert.InRange(most, 2, poolSize);
        await space.AssertInvariantsAsync();
    }
}
