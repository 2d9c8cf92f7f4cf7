using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Maintenance;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.Testing;

namespace NotionStyle.Blocks.Postgres.Tests.Analytics;

/// <summary>Exact numbers over workspaces on several shards and servers, on a store of their own.</summary>
public sealed class AnalyticsTests(PostgresServers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Numbers_are_exact_over_workspaces_servers_and_days()
    {
        await using var databases = await servers.NewMigratedDatabasesAsync();
        var time = new SettableTime(At(1, 23, 59));
        await using var store = await RunningStore.StartAsync(databases.ConnectionStrings, time: time);
        // Two on one shard, one on the other server.
        TestWorkspace[] spaces =
        [
            await TestWorkspace.CreateAsync(store, TestWorkspace.IdOn(3)),
            await TestWorkspace.CreateAsync(store, TestWorkspace.IdOn(3)),
            await TestWorkspace.CreateAsync(store, TestWorkspace.IdOn(400)),
        ];
        var second = await spaces[0].AddMemberAsync(Role.Editor);

        // Day 1: one page each. The last moment of the day belongs to it.
        time.Now = At(2, 0, 0).AddTicks(-10);
        var pages = new List<Guid>();
        foreach (var space in spaces)
            pages.Add(await space.AddPageAsync(title: $"page {pages.Count}"));
        // Day 2: the first moment. Two texts in the first workspace, by two people; a third text that is trashed at once.
        time.Now = At(2, 0, 0);
        await spaces[0].AddTextAsync(pages[0], "one");
        await spaces[0].CommitAsAsync(second, Build.Insert(Guid.NewGuid(), "to_do", Build.Block(pages[0])));
        var trashed = await spaces[0].AddTextAsync(pages[0], "trashed");
        await spaces[0].TrashAsync(trashed, Build.Block(pages[0]));
        // Day 4: one more page in the last workspace.
        time.Now = At(4, 12, 0);
        var late = await spaces[2].AddPageAsync(title: "late");

        var range = new AnalyticsRange(Day(1), Day(4));
        var analytics = store.Analytics;
        Assert.Equal(
            [new(Day(1), "page", 3), new(Day(2), "paragraph", 1), new(Day(2), "to_do", 1), new(Day(4), "page", 1)],
            await analytics.BlocksByTypeAndDayAsync(AnalyticsScope.Everything, range, Ct)
        );
        Assert.Equal(
            [new(Day(1), "page", 1), new(Day(2), "paragraph", 1), new BlocksOfDay(Day(2), "to_do", 1)],
            await analytics.BlocksByTypeAndDayAsync(new AnalyticsScope(spaces[0].SpaceId), range, Ct)
        );
        Assert.Equal(
            [new(Day(1), 3, 3), new(Day(2), 2, 4), new EditorsOfDay(Day(4), 1, 1)],
            await analytics.ActiveEditorsAsync(AnalyticsScope.Everything, range, Ct)
        );
        Assert.Equal(
            [new(Day(1), 3, 3), new(Day(2), 4 - 1, 6), new(Day(3), 0, 6), new GrowthOfDay(Day(4), 1, 7)],
            await analytics.GrowthAsync(AnalyticsScope.Everything, range, Ct)
        );
        Assert.Equal(
            [new GrowthOfDay(Day(3), 0, 6), new GrowthOfDay(Day(4), 1, 7)],
            await analytics.GrowthAsync(AnalyticsScope.Everything, new AnalyticsRange(Day(3), Day(4)), Ct)
        );

        var most = await analytics.MostEditedPagesAsync(AnalyticsScope.Everything, range, 10, Ct);
        Assert.Equal(new PageEdits(spaces[0].SpaceId, pages[0], "page 0", 5), most[0]);
        Assert.Equal(pages.Append(late).Order(), most.Select(m => m.PageId).Order());
        Assert.All(most.Skip(1), m => Assert.Equal(1, m.Transactions));
        Assert.Equal(
            pages[2],
            Assert
                .Single(
                    await analytics.MostEditedPagesAsync(
                        new AnalyticsScope(spaces[2].SpaceId),
                        new AnalyticsRange(Day(1), Day(3)),
                        10,
                        Ct
                    )
                )
                .PageId
        );

        // A page in the trash takes nobody's place.
        await spaces[0].TrashAsync(pages[0], spaces[0].Space);
        var one = await analytics.MostEditedPagesAsync(new AnalyticsScope(spaces[0].SpaceId), range, 1, Ct);
        Assert.Empty(one);
        var other = await spaces[1].CommitAsync(Build.Set(Build.Block(pages[1]), "properties/title/0/0", "twice"));
        Assert.Equal(
            (pages[1], "twice", 2L),
            Assert
                .Single(await analytics.MostEditedPagesAsync(AnalyticsScope.Everything, range, 1, Ct))
                .Let(p => (p.PageId, p.Title, p.Transactions))
        );
        Assert.False(other.Duplicate);
    }

    [Fact]
    public async Task Transactions_past_the_retention_are_forgotten_and_younger_ones_are_not()
    {
        await using var databases = await servers.NewMigratedDatabasesAsync();
        var time = new SettableTime(At(1, 0, 0));
        await using var store = await RunningStore.StartAsync(databases.ConnectionStrings, time: time);
        var old = await TestWorkspace.CreateAsync(store, TestWorkspace.IdOn(3));
        var other = await TestWorkspace.CreateAsync(store, TestWorkspace.IdOn(400));
        var page = await old.AddPageAsync();
        await old.CountAsync(
            $"WITH made AS (INSERT INTO {{schema}}.transaction SELECT {{space}}, gen_random_uuid(), gen_random_uuid(), '{old.Owner.UserId}', '2026-01-01', '{{}}' FROM generate_series(1, 10500) RETURNING 1) SELECT count(*) FROM made"
        );
        time.Now = At(3, 0, 0);
        var transaction = Build.Transaction(old.SpaceId, Build.Insert(Guid.NewGuid(), "paragraph", Build.Block(page)));
        await store.Blocks.CommitAsync(old.Owner, transaction, Ct);
        await other.AddPageAsync();

        time.Now = At(2, 0, 0).AddDays(StoreLimits.TransactionRetentionDays);
        var pruner = store.Services.GetServices<IHostedService>().OfType<TransactionPruner>().Single();
        // A shard that cannot be pruned just now does not keep the others from it.
        await databases.ExecuteAsync(1, "ALTER TABLE shard000.transaction RENAME TO away");
        Assert.Equal(10_501, await pruner.PruneAsync(Ct));

        Assert.Equal(1, await old.TransactionsAsync());
        Assert.Equal(1, await other.TransactionsAsync());
        Assert.True((await store.Blocks.CommitAsync(old.Owner, transaction, Ct)).Duplicate);
        Assert.Equal(0, await pruner.PruneAsync(Ct));
    }

    private static DateTimeOffset At(int day, int hour, int minute) =>
        new(2026, 3, day, hour, minute, 0, TimeSpan.Zero);

    private static DateOnly Day(int day) => new(2026, 3, day);
}

internal static class Values
{
    public static TOut Let<TIn, TOut>(this TIn value, Func<TIn, TOut> map) => map(value);
}
