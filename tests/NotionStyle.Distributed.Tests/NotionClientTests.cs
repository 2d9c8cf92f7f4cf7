using NotionStyle.Distributed.Tests.Support;

namespace NotionStyle.Distributed.Tests;

/// <summary>
/// Notion's own JavaScript client, and tools of other people that speak the same API, against a started stage. The tests themselves are in tests/clients/notion; here
/// each of its files is one test, and so is the check of all answers against the client's types.
/// </summary>
public sealed class NotionClientTests(NotionClientRun run, ITestOutputHelper output) : IClassFixture<NotionClientRun>
{
    /// <summary>The name under which the answers' check reports.</summary>
    private const string Answers = "answers";

    public static TheoryData<string> Files { get; } =
        new(
            Directory
                .EnumerateFiles(NotionClientRun.Folder, "*.test.js")
                .Select(file => Path.GetFileName(file))
                .Order(StringComparer.Ordinal)
        );

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_of_the_client_suite_passes(string file) => AssertPasses(file);

    [Fact]
    public void Every_answer_is_of_the_types_that_the_client_publishes() => AssertPasses(Answers);

    private void AssertPasses(string file)
    {
        Assert.SkipWhen(run.WhyNot is not null, run.WhyNot ?? "");
        var results = run.ResultsOf(file);
        var failed = results.Where(t => t.Outcome == "failed").ToArray();
        var skipped = results.Where(t => t.Outcome == "skipped").ToArray();
        output.WriteLine($"{file}: {results.Count} tests, {failed.Length} failed, {skipped.Length} skipped");
        foreach (var test in skipped)
            output.WriteLine($"skipped: {test.Name}: {test.Reason}");
        Assert.True(failed.Length == 0, string.Join("\n\n", failed.Select(t => $"{t.Name}\n{t.Message}")));
    }
}
