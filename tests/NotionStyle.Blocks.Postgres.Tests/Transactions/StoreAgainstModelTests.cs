using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.Testing;

namespace NotionStyle.Blocks.Postgres.Tests.Transactions;

/// <summary>The real store against the reference model, transaction by transaction. The environment variable NOTIONSTYLE_SEED replays one seed.</summary>
public sealed class StoreAgainstModelTests(PostgresServers servers, ITestOutputHelper output)
{
    private const int Sequences = 10;
    private const int StepsPerSequence = 60;

    [Fact]
    public async Task Random_sequences_have_the_verdicts_and_the_state_of_the_reference_model()
    {
        var outcomes = new SortedDictionary<string, int>();
        await SeedsAsync.ForEachAsync(Sequences, first: 5_000, seed => RunAsync(seed, outcomes));
        foreach (var (outcome, count) in outcomes)
            output.WriteLine($"{count, 7} {outcome}");
        // A generator that makes refusals alone would prove little.
        if (Environment.GetEnvironmentVariable(Seeds.Variable) is null)
            Assert.True(outcomes.GetValueOrDefault("accepted") > 100, $"{outcomes.GetValueOrDefault("accepted")}");
    }

    private async Task RunAsync(int seed, SortedDictionary<string, int> outcomes)
    {
        var sample = new SampleWorkspace { SpaceId = Guid.NewGuid() };
        var space = await TestWorkspace.CreateAsync(servers.Store, sample.SpaceId);
        await space.LoadAsync(sample.Records());
        var model = new ReferenceModel(sample.Records(), sample.SpaceId);
        var random = new RandomOperations(seed, sample);
        for (var i = 0; i < StepsPerSequence; i++)
        {
            var step = random.Next(model.Records);
            Transaction transaction;
            try
            {
                transaction = step.Read(sample.SpaceId);
            }
            catch (BlockStoreException)
            {
                continue;
            }

            string outcome;
            BlockStoreException? refusal = null;
            try
            {
                var result = await servers.Store.Blocks.CommitAsync(
                    step.Actor,
                    transaction,
                    TestContext.Current.CancellationToken
                );
                outcome = result.Duplicate ? "duplicate" : "accepted";
            }
            catch (BlockStoreException e)
            {
                refusal = e;
                outcome = e.Code.ToString();
            }

            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            // The store has a clock of its own; the stamps are compared elsewhere.
            var verdict = model.Commit(step.Actor, transaction, SampleWorkspace.Start);
            var agree =
                (refusal is null ? verdict.IsAccepted : verdict.Allows(refusal.Code))
                && verdict.Duplicate == (outcome == "duplicate");
            Assert.True(
                agree,
                $"Step {i}, {step.Kind}: the store says {outcome} ({refusal?.Message}), the model {verdict}"
            );

            var stored = await space.SnapshotAsync();
            var problems = Snapshot
                .Differences(model.Records, stored, withVersion: false)
                .Concat(InvariantChecker.Check(stored, sample.SpaceId))
                .ToList();
            problems.AddRange(
                stored
                    .Where(r => model.Find(r.Pointer)?.Version != r.Version)
                    .Select(r => $"{r.Pointer} has version {r.Version}, expected {model.Find(r.Pointer)?.Version}.")
            );
            Assert.True(problems.Count == 0, $"Step {i}, {step.Kind}: {string.Join(Environment.NewLine, problems)}");
        }
    }
}
