using System.Text.Json.Nodes;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Operations;
using NotionStyle.Testing;

namespace NotionStyle.Blocks.Tests.Operations;

/// <summary>
/// What a store promises about two transactions at the same time, as far as it follows from locks and plan alone: records that both change are locked, so such
/// transactions run one after the other; so do two structural ones. All others may both be judged by the same picture, and written in any order.
/// </summary>
public sealed class InterleavingTests(ITestOutputHelper output) : EngineTests
{
    [Fact]
    public void Transactions_judged_by_the_same_picture_end_as_if_one_had_come_after_the_other()
    {
        var compared = 0;
        Seeds.ForEach(
            1500,
            seed =>
            {
                var store = new EngineStore(W.Records());
                var random = new RandomOperations(seed, W);
                for (var i = 0; i < 15; i++)
                    Try(store, random.Next(store.Records));
                for (var pair = 0; pair < 10; pair++)
                {
                    var (one, two) = (random.Next(store.Records), random.Next(store.Records));
                    if (RunTogether(store.Fork(), one, two))
                        compared++;
                }
            },
            first: 100_000
        );
        output.WriteLine($"{compared} pairs");
        if (Environment.GetEnvironmentVariable(Seeds.Variable) is null)
            Assert.True(compared > 500, $"Only {compared} pairs could run at the same time.");
    }

    /// <summary>True when the two may run at the same time and are both accepted.</summary>
    private static bool RunTogether(EngineStore store, RandomStep one, RandomStep two)
    {
        // A repeat is answered before it is judged; there is nothing to compare.
        if (one.Kind is "repeat" or "id used again" || two.Kind is "repeat" or "id used again")
            return false;
        if (Judge(store, one) is not { } first || Judge(store, two) is not { } second)
            return false;
        var (a, b) = (TransactionPlan.Of(first.Transaction), TransactionPlan.Of(second.Transaction));
        if (first.Transaction.Id == second.Transaction.Id || a.Changed.Intersect(b.Changed).Any())
            return false;
        if (a.IsStructural && b.IsStructural)
            return false;

        var together = store.Fork();
        together.Write(first.Transaction, first.Effect);
        together.Write(second.Transaction, second.Effect);
        Assert.Empty(InvariantChecker.Check(together.Records, W.SpaceId));

        // Mostly the structural one comes last: what it moves or grants is not yet so for the other. What one puts into the trash may hold what
        // the other changes; then the other came first.
        var serial = store.Fork();
        if (!Try(serial, one) || !Try(serial, two))
        {
            serial = store.Fork();
            Assert.True(
                Try(serial, two) && Try(serial, one),
                $"in neither order: {one.Kind}: {one.Json} and {two.Kind}: {two.Json}"
            );
        }

        Assert.Empty(Snapshot.Differences(serial.Records, together.Records));
        return true;
    }

    private static (Transaction Transaction, TransactionEffect Effect)? Judge(EngineStore store, RandomStep step)
    {
        try
        {
            var transaction = step.Read(W.SpaceId);
            return (transaction, store.Judge(step.Actor, transaction, Later));
        }
        catch (BlockStoreException)
        {
            return null;
        }
    }

    private static bool Try(EngineStore store, RandomStep step)
    {
        try
        {
            store.Commit(step.Actor, step.Read(W.SpaceId), Later);
            return true;
        }
        catch (BlockStoreException)
        {
            return false;
        }
    }

    [Fact]
    public void Inserts_of_many_clients_behind_the_same_and_behind_vanished_anchors_are_all_kept_in_any_order()
    {
        Seeds.ForEach(
            50,
            seed =>
            {
                var random = new Random(seed);
                var store = new EngineStore(W.Records());
                // Each client saw the page before all others: its anchors may be gone when its turn comes.
                var inserts = Enumerable.Range(0, 30).Select(_ => random.NextGuid()).ToList();
                var transactions = inserts
                    .Select(id =>
                        Build.Transaction(
                            W.SpaceId,
                            Build.Create(id, "paragraph", Block(W.Open)),
                            random.Chance(0.5)
                                ? Build.ListAfter(Block(W.Open), id, random.Pick([W.Text, W.Todo, random.NextGuid()]))
                                : Build.ListBefore(Block(W.Open), id, random.Pick([W.Text, W.Todo, random.NextGuid()]))
                        )
                    )
                    .Append(Build.Transaction(W.SpaceId, Build.Trash(W.Text, Block(W.Open))))
                    .Append(Build.Transaction(W.SpaceId, Build.Move(W.Todo, Block(W.Open), Block(W.Sub))))
                    .ToArray();
                random.Shuffle(transactions);
                foreach (var transaction in transactions)
                    store.Commit(W.Owner, transaction, Later);
                Assert.Empty(inserts.Except(store[W.Open].Content));
                Assert.Equal(1 + transactions.Length, store[W.Open].Version);
                Assert.Empty(InvariantChecker.Check(store.Records, W.SpaceId));
            }
        );
    }

    [Fact]
    public void Two_moves_that_together_close_a_circle_are_both_structural_and_so_take_turns()
    {
        JsonObject[] one = Build.Move(W.Toggle, Block(W.Open), Block(W.Sub));
        JsonObject[] two = Build.Move(W.Sub, Block(W.Open), Block(W.Inner));
        Assert.True(TransactionPlan.Of(Build.Transaction(W.SpaceId, one)).IsStructural);
        Assert.True(TransactionPlan.Of(Build.Transaction(W.SpaceId, two)).IsStructural);
        Commit(one);
        Assert.Contains("below itself", Invalid(two), StringComparison.Ordinal);
    }

    [Fact]
    public void A_repeat_of_a_transaction_is_answered_with_the_versions_of_now_and_has_no_effect()
    {
        var transaction = Build.Transaction(W.SpaceId, Build.Insert(Guid.NewGuid(), "paragraph", Block(W.Open)));
        Store.Commit(W.Owner, transaction, Later);
        Commit(Build.Set(Block(W.Open), "properties/title", "x"));
        var repeat = Store.Commit(W.Owner, transaction, Later);
        Assert.True(repeat.Duplicate);
        Assert.Equal(3, repeat.Records.Single(r => r.Pointer == Block(W.Open)).Version);
    }
}
