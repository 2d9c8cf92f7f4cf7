using System.Text.Json.Nodes;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.Testing;
using Npgsql;

namespace NotionStyle.Blocks.Postgres.Tests.Transactions;

/// <summary>Many clients at once on the same records.</summary>
public sealed class ConcurrentTransactionTests(PostgresServers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_many_senders_of_one_transaction_exactly_one_commits_it()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var page = await space.AddPageAsync();
        for (var round = 0; round < 5; round++)
        {
            var id = Guid.NewGuid();
            var transaction = Build.Transaction(space.SpaceId, Build.Insert(id, "paragraph", Build.Block(page)));
            var results = await Task.WhenAll(
                Enumerable.Range(0, 16).Select(_ => servers.Store.Blocks.CommitAsync(space.Owner, transaction, Ct))
            );

            Assert.Single(results, r => !r.Duplicate);
            Assert.All(results, r => Assert.Equal(2, r.Records.Count));
            Assert.Equal(1, (await space.BlockAsync(id)).Version);
            Assert.Equal(2 + round, (await space.BlockAsync(page)).Version);
        }
    }

    [Fact]
    public async Task A_sender_that_waited_for_the_same_transaction_learns_that_it_was_committed()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var page = await space.AddPageAsync();
        await using var other = await LockedAsync(space, page);
        var transaction = Build.Transaction(
            space.SpaceId,
            Build.Insert(Guid.NewGuid(), "paragraph", Build.Block(page))
        );

        // Both have begun, and wait for the page; then one after the other gets it.
        var results = new[] { 1, 2 }
            .Select(_ => servers.Store.Blocks.CommitAsync(space.Owner, transaction, Ct))
            .ToArray();
        await WaitingAsync(space, 2);
        await ExecuteAsync(other, "ROLLBACK");

        Assert.Single(await Task.WhenAll(results), r => r.Duplicate);
        Assert.Single((await space.BlockAsync(page)).Content);
    }

    [Fact]
    public async Task Of_many_transactions_that_make_one_record_exactly_one_is_accepted()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var page = await space.AddPageAsync();
        var id = Guid.NewGuid();

        var results = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => TryAsync(space, Build.Insert(id, $"type_{i}", Build.Block(page))))
        );

        // Those that come later replace the record where it is: nobody is refused, and each raises the version by one.
        var stored = await space.BlockAsync(id);
        Assert.Equal(results.Count(r => r is null), stored.Version);
        Assert.All(results, r => Assert.True(r is null or ErrorCode.ValidationError, $"{r}"));
        await space.AssertInvariantsAsync();
    }

    [Fact]
    public async Task Concurrent_inserts_into_one_page_lose_none_and_list_none_twice()
    {
        const int tasks = 16;
        const int each = 12;
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var page = await space.AddPageAsync();
        var sent = await Task.WhenAll(
            Enumerable
                .Range(0, tasks)
                .Select(async t =>
                {
                    var ids = new List<Guid>();
                    for (var i = 0; i < each; i++)
                    {
                        var id = Guid.NewGuid();
                        // At the end, at the start, and behind one's own last.
                        var listed = (i % 3) switch
                        {
                            0 => Build.ListAfter(Build.Block(page), id),
                            1 => Build.ListBefore(Build.Block(page), id),
                            _ => Build.ListAfter(Build.Block(page), id, ids[^1]),
                        };
                        await space.CommitAsync(Build.Create(id, "paragraph", Build.Block(page)), listed);
                        ids.Add(id);
                    }

                    return ids;
                })
        );

        var stored = await space.BlockAsync(page);
        Assert.Equal(sent.SelectMany(s => s).Order(), stored.Content.Order());
        Assert.Equal(1 + tasks * each, stored.Version);
        await space.AssertInvariantsAsync();
    }

    [Fact]
    public async Task Concurrent_edits_of_one_record_are_all_kept()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var page = await space.AddPageAsync();
        await Task.WhenAll(
            Enumerable.Range(0, 32).Select(i => space.CommitAsync(Build.Set(Build.Block(page), $"format/f{i}", i)))
        );

        var stored = await space.BlockAsync(page);
        Assert.Equal(33, stored.Version);
        Assert.Equal(32, stored.Format.Node!.Count);
    }

    [Fact]
    public async Task Two_moves_that_would_close_a_circle_together_never_both_happen()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var happened = 0;
        for (var round = 0; round < 15; round++)
        {
            // a below one page, b below another, each with a chain below it, so that the two moves have no record in common.
            var a = await space.AddPageAsync(title: "a");
            var b = await space.AddPageAsync(title: "b");
            var underA = await space.AddTextAsync(await space.AddTextAsync(a, "a1", "toggle"), "a2", "toggle");
            var underB = await space.AddTextAsync(await space.AddTextAsync(b, "b1", "toggle"), "b2", "toggle");
            var results = await Task.WhenAll(
                TryAsync(space, Build.Move(a, space.Space, Build.Block(underB))),
                TryAsync(space, Build.Move(b, space.Space, Build.Block(underA)))
            );

            Assert.Equal(1, results.Count(r => r is null));
            Assert.Equal(1, results.Count(r => r == ErrorCode.ValidationError));
            happened++;
        }

        Assert.Equal(15, happened);
        await space.AssertInvariantsAsync();
    }

    [Fact]
    public async Task Random_edits_moves_and_trash_at_once_keep_every_rule_and_no_caller_meets_a_deadlock()
    {
        var sample = new SampleWorkspace { SpaceId = Guid.NewGuid() };
        var space = await TestWorkspace.CreateAsync(servers.Store, sample.SpaceId);
        await space.LoadAsync(sample.Records());
        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(async worker =>
                {
                    var seed = 1_000 + worker;
                    var random = new RandomOperations(seed, sample);
                    var codes = new List<ErrorCode?>();
                    List<Record> view = [];
                    for (var i = 0; i < 40; i++)
                    {
                        // Each worker looks now and then, and acts in between on what it saw: as clients do.
                        if (i % 4 == 0)
                            view = await space.SnapshotAsync();
                        var step = random.Next(view);
                        Transaction transaction;
                        try
                        {
                            transaction = Build.Read(sample.SpaceId, step.Json);
                        }
                        catch (BlockStoreException)
                        {
                            continue;
                        }

                        try
                        {
                            await servers.Store.Blocks.CommitAsync(step.Actor, transaction, Ct);
                            codes.Add(null);
                        }
                        catch (BlockStoreException e)
                        {
                            codes.Add(e.Code);
                        }
                    }

                    return codes;
                })
        );

        var all = outcomes.SelectMany(c => c).ToList();
        Assert.DoesNotContain(ErrorCode.ServiceUnavailable, all.OfType<ErrorCode>());
        Assert.True(all.Count(c => c is null) > 50, $"{all.Count(c => c is null)} of {all.Count} were accepted");
        await space.AssertInvariantsAsync();
    }

    [Fact]
    public async Task A_deadlock_is_retried_inside()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var page = await space.AddPageAsync();
        var ids = (await space.AddManyAsync(page, 2)).Order().ToArray();
        var route = servers.Store.Router.Route(space.SpaceId);
        // Somebody who takes the locks in the other order: first the second, then, while the store waits for that, the first.
        await using var other = await route.Server.DataSource.OpenConnectionAsync(Ct);
        await ExecuteAsync(other, "BEGIN; SET LOCAL deadlock_timeout = '30s'");
        await ExecuteAsync(other, LockOf(ids[1]));

        var edit = space.CommitAsync(ids.Select(id => Build.Set(Build.Block(id), "type", "quote")));
        await WaitingAsync(space, 1);
        // This closes the ring. The store's own wait is the one that PostgreSQL ends, after its deadlock_timeout of one second.
        await ExecuteAsync(other, LockOf(ids[0]));
        Assert.False(edit.IsCompleted);
        await ExecuteAsync(other, "COMMIT");

        Assert.Equal(2, (await edit).Records.Count);
        Assert.Equal("quote", (await space.BlockAsync(ids[0])).Type);

        string LockOf(Guid id) =>
            $"SELECT 1 FROM {LogicalSchema()}.block WHERE space_id = '{space.SpaceId}' AND id = '{id}' FOR UPDATE";
        string LogicalSchema() => LogicalShard.Schema(route.LogicalShard);
    }

    [Fact]
    public async Task A_lock_that_is_held_too_long_makes_the_request_unavailable_in_time()
    {
        await using var store = await RunningStore.StartAsync(
            servers.Shared.ConnectionStrings,
            poolSize: 5,
            settings: new Dictionary<string, string> { ["LockTimeoutSeconds"] = "1" }
        );
        var space = await TestWorkspace.CreateAsync(store);
        var page = await space.AddPageAsync();
        var route = store.Router.Route(space.SpaceId);
        await using var other = await route.Server.DataSource.OpenConnectionAsync(Ct);
        await ExecuteAsync(
            other,
            $"BEGIN; SELECT 1 FROM {LogicalShard.Schema(route.LogicalShard)}.block WHERE id = '{page}' FOR UPDATE"
        );

        // The lock is held until after the answer: only the server's own limit can have ended the wait.
        var refusal = await Refused.WithAsync(
            ErrorCode.ServiceUnavailable,
            () => space.CommitAsync(Build.Set(Build.Block(page), "type", "page"))
        );

        Assert.True(refusal.IsTransient);
        Assert.Equal(
            PostgresErrorCodes.LockNotAvailable,
            Assert.IsType<PostgresException>(refusal.InnerException).SqlState
        );
        await ExecuteAsync(other, "ROLLBACK");
        await space.CommitAsync(Build.Set(Build.Block(page), "type", "page"));
    }

    [Fact]
    public async Task A_statement_that_takes_too_long_makes_the_request_unavailable_in_time()
    {
        await using var store = await RunningStore.StartAsync(
            servers.Shared.ConnectionStrings,
            poolSize: 5,
            settings: new Dictionary<string, string> { ["StatementTimeoutSeconds"] = "1" }
        );
        var space = await TestWorkspace.CreateAsync(store);
        var page = await space.AddPageAsync();
        var route = store.Router.Route(space.SpaceId);
        await using var other = await route.Server.DataSource.OpenConnectionAsync(Ct);
        await ExecuteAsync(
            other,
            $"BEGIN; LOCK TABLE {LogicalShard.Schema(route.LogicalShard)}.block IN ACCESS EXCLUSIVE MODE"
        );

        var refusal = await Refused.WithAsync(ErrorCode.ServiceUnavailable, () => space.ReadAsync(page));

        Assert.Equal(
            PostgresErrorCodes.QueryCanceled,
            Assert.IsType<PostgresException>(refusal.InnerException).SqlState
        );
        await ExecuteAsync(other, "ROLLBACK");
        Assert.Single((await space.ReadAsync(page)).Records);
    }

    [Fact]
    public async Task A_cancelled_request_leaves_nothing_half_and_no_lock()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var page = await space.AddPageAsync();
        var acknowledged = 0;
        var cancelled = 0;
        var random = new Random(3);
        for (var i = 0; i < 30; i++)
        {
            using var source = new CancellationTokenSource();
            // Every third one is cancelled while it waits for a lock, the others whenever the clock says.
            var other = i % 3 == 0 ? await LockedAsync(space, page) : null;
            var commit = servers.Store.Blocks.CommitAsync(
                space.Owner,
                Build.Transaction(
                    space.SpaceId,
                    Enumerable
                        .Range(0, 20)
                        .SelectMany(_ => Build.Insert(Guid.NewGuid(), "paragraph", Build.Block(page)))
                ),
                source.Token
            );
            if (other is not null)
            {
                await WaitingAsync(space, 1);
                await source.CancelAsync();
            }
            else
            {
                source.CancelAfter(TimeSpan.FromMilliseconds(random.NextDouble() * 12));
            }

            try
            {
                await commit;
                acknowledged++;
            }
            catch (OperationCanceledException)
            {
                cancelled++;
            }

            if (other is not null)
                await other.DisposeAsync();
        }

        var stored = await space.BlockAsync(page);
        Assert.InRange(cancelled, 10, 30);
        // Whole transactions only, every acknowledged one among them; the one that made the page counts, too.
        Assert.Equal(0, stored.Content.Count % 20);
        Assert.Equal(stored.Content.Count / 20, await space.TransactionsAsync() - 1);
        Assert.InRange(stored.Content.Count / 20, acknowledged, acknowledged + cancelled - 10);
        await space.AssertInvariantsAsync();
        Assert.Equal(
            0,
            await servers.Shared.ScalarAsync<long>(
                servers.Store.Router.Route(space.SpaceId).Server.Name == "shards-1" ? 1 : 2,
                $"SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction' AND datname = current_database() AND query LIKE '%{LogicalShard.Schema(space.Created.LogicalShard)}.%'"
            )
        );
    }

    /// <summary>A connection that holds a block's lock until it is closed.</summary>
    private async Task<NpgsqlConnection> LockedAsync(TestWorkspace space, Guid block)
    {
        var route = servers.Store.Router.Route(space.SpaceId);
        var connection = await route.Server.DataSource.OpenConnectionAsync(Ct);
        await ExecuteAsync(
            connection,
            $"BEGIN; SELECT 1 FROM {LogicalShard.Schema(route.LogicalShard)}.block WHERE space_id = '{space.SpaceId}' AND id = '{block}' FOR UPDATE"
        );
        return connection;
    }

    /// <summary>Waits until so many backends wait for locks on the workspace's shard.</summary>
    private async Task WaitingAsync(TestWorkspace space, int count)
    {
        var route = servers.Store.Router.Route(space.SpaceId);
        await Condition.HoldsAsync(
            $"{count} backends wait for a lock",
            async () =>
            {
                await using var command = route.Server.DataSource.CreateCommand(
                    $"SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database() AND query LIKE '%{LogicalShard.Schema(route.LogicalShard)}.%'"
                );
                return (long)(await command.ExecuteScalarAsync(Ct))! == count;
            }
        );
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Ct);
    }

    private static async Task<ErrorCode?> TryAsync(TestWorkspace space, IEnumerable<JsonObject> operations)
    {
        try
        {
            await space.CommitAsync(operations);
            return null;
        }
        catch (BlockStoreException e)
        {
            return e.Code;
        }
    }
}
