using System.Collections.Concurrent;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.Testing;
using Npgsql;

namespace NotionStyle.Blocks.Postgres.Tests.Transactions;

/// <summary>Backends die while transactions are on their way.</summary>
public sealed class ConnectionLossTests(PostgresServers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_was_acknowledged_is_there_and_nothing_is_there_half_or_twice()
    {
        const int writers = 8;
        await using var databases = await servers.NewMigratedDatabasesAsync();
        await using var store = await RunningStore.StartAsync(databases.ConnectionStrings, poolSize: 12);
        var space = await TestWorkspace.CreateAsync(store, TestWorkspace.IdOn(1));
        var pages = new List<Guid>();
        for (var i = 0; i < writers; i++)
            pages.Add(await space.AddPageAsync());
        var ledger = new ConcurrentDictionary<Guid, Guid[]>();
        var unknown = new ConcurrentDictionary<Guid, Guid[]>();
        var kills = 0L;
        using var stop = new CancellationTokenSource();

        var killer = Task.Run(
            async () =>
            {
                await using var connection = new NpgsqlConnection(
                    PostgresServers.Unpooled(databases.ConnectionStrings[0])
                );
                await connection.OpenAsync(Ct);
                while (!stop.IsCancellationRequested)
                {
                    await using var kill = new NpgsqlCommand(
                        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'",
                        connection
                    );
                    kills += (long)(await kill.ExecuteScalarAsync(Ct))!;
                    await Task.Delay(Random.Shared.Next(5, 60), Ct);
                }
            },
            Ct
        );
        await Task.WhenAll(
            pages.Select(
                async (page, writer) =>
                {
                    for (var i = 0; i < 40; i++)
                    {
                        Guid[] ids = [Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()];
                        var transaction = Build.Transaction(
                            space.SpaceId,
                            ids.SelectMany(id => Build.Insert(id, "paragraph", Build.Block(page)))
                        );
                        try
                        {
                            await store.Blocks.CommitAsync(space.Owner, transaction, Ct);
                            ledger[transaction.Id] = ids;
                        }
                        catch (BlockStoreException e) when (e.Code == ErrorCode.ServiceUnavailable)
                        {
                            unknown[transaction.Id] = ids;
                        }
                    }
                }
            )
        );
        await stop.CancelAsync();
        await killer;

        Assert.True(kills > 5, $"{kills} backends were killed");
        Assert.True(ledger.Count > writers * 10, $"{ledger.Count} were acknowledged");
        // A killed backend may still be on its way out.
        await Condition.HoldsAsync(
            "no backend is in a transaction",
            async () =>
                await databases.ScalarAsync<long>(
                    1,
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE '%transaction%' AND pid <> pg_backend_pid()"
                ) == 0
        );
        var stored = (await space.SnapshotAsync()).Select(r => r.Pointer.Id).ToHashSet();
        Assert.All(ledger.Values.SelectMany(i => i), id => Assert.Contains(id, stored));
        Assert.All(unknown.Values, ids => Assert.True(ids.All(stored.Contains) || !ids.Any(stored.Contains)));
        var remembered = (await databases.QueryAsync<Guid>(1, "SELECT id FROM shard001.transaction")).ToHashSet();
        Assert.All(ledger.Keys, id => Assert.Contains(id, remembered));
        Assert.All(unknown, u => Assert.Equal(remembered.Contains(u.Key), stored.Contains(u.Value[0])));
        await space.AssertInvariantsAsync();
    }
}
