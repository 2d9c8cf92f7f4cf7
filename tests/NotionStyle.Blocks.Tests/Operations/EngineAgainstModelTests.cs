using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Operations;
using NotionStyle.Testing;

namespace NotionStyle.Blocks.Tests.Operations;

/// <summary>The engine, fed only with what its plan names, against the reference model, which looks at the whole workspace.</summary>
public sealed class EngineAgainstModelTests(ITestOutputHelper output)
{
    private const int Sequences = 600;
    private const int StepsPerSequence = 40;
    private static readonly SampleWorkspace Workspace = new();

    [Fact]
    public void Random_sequences_end_as_in_the_reference_model_after_every_step()
    {
        var outcomes = new SortedDictionary<string, int>();
        Seeds.ForEach(
            Sequences,
            seed =>
            {
                var steps = new List<RandomStep>();
                if (Run(Generated(seed, steps), outcomes) is not { } problem)
                    return;
                var smallest = RandomOperations.Shrink(steps, part => Run(_ => Next(part), []) is not null);
                Assert.Fail(
                    $"{problem}{Environment.NewLine}The smallest part of the sequence that fails:{Environment.NewLine}"
                        + $"{RandomOperations.Print(smallest)}{Run(_ => Next(smallest), [])}"
                );
            }
        );

        foreach (var (outcome, count) in outcomes)
            output.WriteLine($"{count, 7} {outcome}");
        // A generator that only makes refusals, or none of one class or of one kind of record, would prove little.
        if (Environment.GetEnvironmentVariable(Seeds.Variable) is null)
        {
            string[] expected =
            [
                "accepted",
                "duplicate",
                .. new[]
                {
                    ErrorCode.ValidationError,
                    ErrorCode.ObjectNotFound,
                    ErrorCode.RestrictedResource,
                    ErrorCode.ConflictError,
                }.Select(c => c.ToString()),
                .. new[]
                {
                    "move",
                    "trash",
                    "restore",
                    "row",
                    "database",
                    "discussion",
                    "comment",
                    "upload",
                    "insert, expecting",
                    "from Block to Collection",
                    "from Collection to Block",
                }.Select(kind => "accepted: " + kind),
            ];
            Assert.All(
                expected,
                e =>
                    Assert.True(
                        outcomes.GetValueOrDefault(e) > (e.Contains(':', StringComparison.Ordinal) ? 30 : 100),
                        $"{e}: {outcomes.GetValueOrDefault(e)}"
                    )
            );
        }
    }

    private delegate IEnumerable<RandomStep> Sequence(EngineStore store);

    private static Sequence Generated(int seed, List<RandomStep> sent) =>
        store => Generate(new RandomOperations(seed, Workspace), store, sent);

    private static IEnumerable<RandomStep> Generate(RandomOperations random, EngineStore store, List<RandomStep> sent)
    {
        for (var i = 0; i < StepsPerSequence; i++)
        {
            var step = random.Next(store.Records);
            sent.Add(step);
            yield return step;
        }
    }

    private static IEnumerable<RandomStep> Next(IReadOnlyList<RandomStep> steps) => steps;

    /// <summary>Runs a sequence on both; the first difference, or null.</summary>
    private static string? Run(Sequence sequence, SortedDictionary<string, int> outcomes)
    {
        var store = new EngineStore(Workspace.Records());
        var model = new ReferenceModel(Workspace.Records(), Workspace.SpaceId);
        var now = SampleWorkspace.Start;
        foreach (var step in sequence(store))
        {
            now = now.AddSeconds(1);
            var before = store.Records.Select(r => r.Clone()).ToList();
            Transaction transaction;
            try
            {
                transaction = step.Read(Workspace.SpaceId);
            }
            catch (BlockStoreException)
            {
                Count("not read");
                continue;
            }

            string outcome;
            BlockStoreException? refusal = null;
            try
            {
                outcome = store.Commit(step.Actor, transaction, now).Duplicate ? "duplicate" : "accepted";
            }
            catch (BlockStoreException e)
            {
                refusal = e;
                outcome = e.Code.ToString();
            }
            catch (Exception e)
            {
                return $"{step.Kind}: the engine threw {e}";
            }

            var verdict = model.Commit(step.Actor, transaction, now);
            Count(outcome);
            if (refusal is null && !step.Kind.Contains('+', StringComparison.Ordinal))
                Count("accepted: " + step.Kind);
            if (refusal is null ? !verdict.IsAccepted : !verdict.Allows(refusal.Code))
                return $"{step.Kind}: the engine says {outcome} ({refusal?.Message}), the model {verdict}";
            if (verdict.Duplicate != (outcome == "duplicate"))
                return $"{step.Kind}: the engine says {outcome}, the model {verdict}";

            var problems = Snapshot
                .Differences(model.Records, store.Records)
                .Concat(InvariantChecker.Check(store.Records, Workspace.SpaceId))
                .Concat(InvariantChecker.CheckStep(before, store.Records))
                .ToList();
            foreach (var old in before)
            {
                if (
                    old.Parent is { Table: var was }
                    && store[old.Pointer].Parent!.Value.Table is var isNow
                    && was != isNow
                )
                    Count($"accepted: from {was} to {isNow}");
            }

            if (problems.Count > 0)
                return $"{step.Kind}: {string.Join(Environment.NewLine, problems)}";
        }

        return null;

        void Count(string outcome) => outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
    }
}
