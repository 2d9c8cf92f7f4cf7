using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.SearchService.Feed;
using NotionStyle.SearchService.Reconcile;
using NotionStyle.SearchService.Tests.Support;
using NotionStyle.Testing;

namespace NotionStyle.SearchService.Tests.Indexing;

/// <summary>
/// Random edits of every kind, told to two search services on one index over a network that loses and repeats, in any order, with kills: in the end the index equals the database. The
/// environment variable NOTIONSTYLE_SEED replays one seed.
/// </summary>
public sealed class IndexEqualsDatabaseTests(PostgresServers servers, ITestOutputHelper output)
{
    private const int Steps = 50;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_is_told_late_twice_or_in_another_order_the_index_equals_the_database()
    {
        await using var stack = await SearchStack.StartAsync(servers);
        await using var other = await SearchInstance.StartAsync(stack.Databases, stack.Engine);
        await SeedsAsync.ForEachAsync(5, first: 20_000, seed => RunAsync(stack, other, seed, isLossless: true));
    }

    [Fact]
    public async Task What_nobody_was_told_of_and_hard_deletes_are_found_by_polling_and_comparing()
    {
        await using var stack = await SearchStack.StartAsync(servers);
        await using var other = await SearchInstance.StartAsync(stack.Databases, stack.Engine);
        await SeedsAsync.ForEachAsync(5, first: 21_000, seed => RunAsync(stack, other, seed, isLossless: false));
    }

    private async Task RunAsync(SearchStack stack, SearchInstance other, int seed, bool isLossless)
    {
        var random = new Random(seed);
        var sample = new SampleWorkspace { SpaceId = random.NextGuid() };
        var space = await TestWorkspace.CreateAsync(stack.Store, sample.SpaceId);
        await space.LoadAsync(sample.Records());
        var shard = LogicalShard.Of(sample.SpaceId);
        var instances = new[] { stack.Search, other };
        foreach (var index in stack.Search.Targets.All)
            await stack.Search.Indexer.ApplyAsync(index, sample.SpaceId, sample.Records().Select(r => r.Pointer), Ct);
        var operations = new RandomOperations(seed, sample);
        var deliveries = new Deliveries(instances, random, isLossless);
        foreach (var instance in instances)
            instance.Network.BeFaulty(seed, 0.04);

        var accepted = 0;
        for (var i = 0; i < Steps; i++)
        {
            // Both services are at work while the next edits are committed.
            var delivering = deliveries.SomeAsync(Ct);
            for (var more = random.Next(1, 4); more > 0; more--)
            {
                try
                {
                    var step = operations.Next(await space.SnapshotAsync());
                    await stack.Store.Blocks.CommitAsync(step.Actor, step.Read(sample.SpaceId), Ct);
                    accepted++;
                }
                catch (BlockStoreException)
                {
                    // A generator that is never refused would try too little.
                }
            }

            if (!isLossless && random.Chance(0.05))
                await HardDeleteAsync(space, random);
            await delivering;
            deliveries.Add(stack.Commits.Take());
        }

        await deliveries.AllAsync(Ct);
        foreach (var instance in instances)
            instance.Network.BeFaulty(seed, 0);
        output.WriteLine($"Seed {seed}: {accepted} edits, {deliveries.Kills} kills, {deliveries.Lost} lost");

        if (!isLossless)
        {
            await stack.Search.Poller.RoundAsync(stack.Search.Applier, Ct);
            var repaired = await stack.Search.Reconciler.RunAsync(
                stack.Search.Index,
                new ReconcileRequest(Repair: true, shard),
                Ct
            );
            output.WriteLine($"Seed {seed}: {repaired.Differences} differences were repaired");
        }

        await stack.Search.Refresher.RefreshAsync(Ct);
        await other.Refresher.RefreshAsync(Ct);
        var compared = await stack.Search.CompareAsync(shard);
        Assert.True(compared.Differences == 0, string.Join(Environment.NewLine, compared.Samples));
        var problems = await IndexChecker.CheckAsync(
            stack.Search,
            sample.SpaceId,
            await space.SnapshotAsync(),
            sample.Actors
        );
        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));
        await HardDeleteAllAsync(space);
    }

    /// <summary>As a retention does it: the row is gone, and nothing tells of it.</summary>
    private static async Task HardDeleteAsync(TestWorkspace space, Random random)
    {
        var blocks = (await space.SnapshotAsync())
            .Where(r => r.Pointer.Table == Blocks.Records.RecordTable.Block)
            .ToArray();
        if (blocks.Length > 0)
            await space.CountAsync(
                $"WITH gone AS (DELETE FROM {{schema}}.block WHERE space_id = {{space}} AND id = '{random.Pick(blocks).Pointer.Id}' RETURNING 1) SELECT count(*) FROM gone"
            );
    }

    /// <summary>The next seed's comparison of the same shard shall not look at this workspace's records again.</summary>
    private static async Task HardDeleteAllAsync(TestWorkspace space)
    {
        await space.CountAsync(
            "WITH gone AS (DELETE FROM {schema}.block WHERE space_id = {space} RETURNING 1) SELECT count(*) FROM gone"
        );
        await space.CountAsync(
            "WITH gone AS (DELETE FROM {schema}.collection WHERE space_id = {space} RETURNING 1) SELECT count(*) FROM gone"
        );
    }

    /// <summary>Changes on their way: each goes to one of the services, now or later, in any order, once or twice, and some of them never.</summary>
    private sealed class Deliveries(SearchInstance[] instances, Random random, bool isLossless)
    {
        private readonly List<Change> _waiting = [];

        public int Kills { get; private set; }

        public int Lost { get; private set; }

        public void Add(List<Change> changes)
        {
            foreach (var change in changes)
            {
                if (!isLossless && random.Chance(0.2))
                {
                    Lost++;
                    continue;
                }

                _waiting.Add(change);
                if (random.Chance(0.2))
                    _waiting.Add(change);
            }
        }

        /// <summary>Both services apply some of what waits, at once.</summary>
        public async Task SomeAsync(CancellationToken ct)
        {
            var batches = instances.Select(i => (Instance: i, Changes: TakeSome())).ToArray();
            var unfinished = await Task.WhenAll(batches.Select(b => ApplyAsync(b.Instance, b.Changes, ct)));
            _waiting.AddRange(unfinished.SelectMany(u => u));
        }

        public async Task AllAsync(CancellationToken ct)
        {
            while (_waiting.Count > 0)
                await SomeAsync(ct);
        }

        private List<Change> TakeSome()
        {
            var taken = new List<Change>();
            for (var count = random.Next(0, 20); count > 0 && _waiting.Count > 0; count--)
            {
                var at = random.Next(_waiting.Count);
                taken.Add(_waiting[at]);
                _waiting.RemoveAt(at);
            }

            return taken;
        }

        /// <summary>What a service had not acknowledged when it was killed is told again.</summary>
        private async Task<IReadOnlyList<Change>> ApplyAsync(
            SearchInstance instance,
            List<Change> changes,
            CancellationToken ct
        )
        {
            using var life = CancellationTokenSource.CreateLinkedTokenSource(ct);
            if (random.Chance(0.2))
                instance.Network.KillAfter(random.Next(0, 3), life);
            try
            {
                await instance.Applier.ApplyAsync("test", changes, life.Token);
                return [];
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                Kills++;
                return changes;
            }
            finally
            {
                instance.Network.KillAfter(-1, life);
            }
        }
    }
}
