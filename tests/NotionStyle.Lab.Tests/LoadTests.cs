using System.Diagnostics;
using NotionStyle.Blocks;
using NotionStyle.Blocks.Records;
using NotionStyle.Lab.Client;
using NotionStyle.Lab.Import;
using NotionStyle.Lab.Load;
using NotionStyle.Lab.Tests.Support;

namespace NotionStyle.Lab.Tests;

public sealed class LoadTests
{
    [Fact]
    public void Arrivals_come_at_the_rates_asked_for_and_are_the_same_for_the_same_seed()
    {
        var plan = new LoadPlan(50, 150, 100, TimeSpan.FromSeconds(100), 1, Seed: 7);

        var arrivals = plan.Arrivals().ToList();

        Assert.InRange(arrivals.Count(a => a.Kind == LoadKind.Edit), 4_600, 5_400);
        Assert.InRange(arrivals.Count(a => a.Kind == LoadKind.Read), 14_300, 15_700);
        Assert.InRange(arrivals.Count(a => a.Kind == LoadKind.Search), 9_400, 10_600);
        Assert.Equal(arrivals.OrderBy(a => a.At), arrivals);
        Assert.Equal(arrivals, plan.Arrivals());
        Assert.NotEqual(arrivals, (plan with { Seed = 8 }).Arrivals());
    }

    /// <summary>One stall must be felt by everybody who came during it, or the tail is a lie.</summary>
    [Fact]
    public async Task A_stall_counts_for_every_request_that_arrived_during_it()
    {
        var plan = new LoadPlan(0, 200, 0, TimeSpan.FromSeconds(1), Clients: 1, Seed: 1);
        var stalled = new TaskCompletionSource();
        var startedAt = Stopwatch.GetTimestamp();
        var sent = 0;
        var runner = new LoadRunner(
            async (_, ct) =>
            {
                if (Interlocked.Increment(ref sent) == 1)
                    await stalled.Task.WaitAsync(ct);
                return null;
            }
        );
        var running = runner.RunAsync(
            plan,
            // Every arrival was scheduled while the first was not answered.
            (seconds, _) =>
            {
                if (Stopwatch.GetElapsedTime(startedAt) > TimeSpan.FromSeconds(0.8))
                    stalled.TrySetResult();
            },
            TestContext.Current.CancellationToken
        );

        var result = Assert.Single(await running);

        Assert.Equal(plan.Arrivals().Count(), (int)result.Answered);
        Assert.True(result.P50 > 200, $"p50 is {result.P50} ms");
        Assert.True(result.Late > result.Answered / 2);
    }

    [Fact]
    public async Task Failures_are_counted_by_their_code_and_are_no_latencies()
    {
        var plan = new LoadPlan(300, 0, 0, TimeSpan.FromSeconds(1), 4, 1);
        var count = 0;
        var runner = new LoadRunner(
            (_, _) => Task.FromResult(Interlocked.Increment(ref count) % 3 == 0 ? "service_unavailable" : null)
        );

        var result = Assert.Single(await runner.RunAsync(plan, null, TestContext.Current.CancellationToken));

        var expected = plan.Arrivals().Count();
        Assert.Equal(expected / 3, result.Errors["service_unavailable"]);
        Assert.Equal(expected - expected / 3, result.Answered);
    }

    [Fact]
    public void What_is_searched_for_are_words_that_stand_together_in_a_block_and_that_few_others_have()
    {
        var texts = Enumerable.Range(0, 200).Select(i => $"These blocks know word{Letters(i)} and other{Letters(i)}");

        var terms = SearchTerms.Of(texts, otherwise: "nothing");

        var queries = Enumerable.Range(0, 2_000).Select(terms.Query).ToList();
        Assert.Equal(queries, Enumerable.Range(0, 2_000).Select(terms.Query));
        Assert.All(queries, q => Assert.DoesNotContain(q.Split(' '), w => w is "these" or "blocks" or "know"));
        Assert.All(
            queries.Select(q => q.Split(' ')).Where(q => q.Length == 2),
            q => Assert.Equal(q[0][^2..], q[1][^2..])
        );
        Assert.InRange(queries.Count(q => q.Contains(' ', StringComparison.Ordinal)), 800, 1_200);
        Assert.InRange(queries.SelectMany(q => q.Split(' ')).Distinct().Count(), 390, 400);
    }

    [Fact]
    public void An_empty_workspace_is_searched_for_the_words_of_the_load()
    {
        var terms = SearchTerms.Of(["", "a b 12 x_y"], otherwise: "Sentence 1 of the load");

        Assert.All(
            Enumerable.Range(0, 100).Select(terms.Query),
            q => Assert.All(q.Split(' '), w => Assert.True(w is "sentence" or "load", w))
        );
    }

    [Fact]
    public async Task Words_are_read_from_pages_at_every_depth_and_from_no_more_than_fifty()
    {
        using var service = new FakeService();
        using var client = service.Client();
        var root = Page("first");
        var inner = Page("second");
        inner.Children.Add(new BlockNode(BlockTypes.Paragraph, RichText.FromPlain("third")) { Id = Guid.NewGuid() });
        root.Children.Add(inner);
        await CommitAsync(client, service.SpaceId, root);

        Assert.Equal(
            ["first", "second", "third"],
            (await SearchTerms.SampleAsync(client, service.SpaceId, TestContext.Current.CancellationToken)).Order(
                StringComparer.Ordinal
            )
        );

        await CommitAsync(
            client,
            service.SpaceId,
            [.. Enumerable.Range(0, 100).Select(i => Page("page " + Letters(i)))]
        );
        var sampled = await SearchTerms.SampleAsync(client, service.SpaceId, TestContext.Current.CancellationToken);
        Assert.Equal(50, sampled.Count(t => t.StartsWith("page", StringComparison.Ordinal) || t == "first"));
    }

    /// <summary>A number as two letters: words are of letters alone.</summary>
    private static string Letters(int number) => $"{(char)('a' + number / 20)}{(char)('a' + number % 20)}";

    private static BlockNode Page(string title) =>
        new(BlockTypes.Page, RichText.FromPlain(title)) { Id = Guid.NewGuid() };

    private static async Task CommitAsync(BlockClient client, Guid spaceId, params BlockNode[] roots)
    {
        foreach (
            var transaction in TreeTransactions
                .Below(RecordPointer.Space(spaceId), roots)
                .Split(TransactionSize.Largest)
        )
        {
            using (transaction)
                await client.CommitAsync(transaction, TestContext.Current.CancellationToken);
        }
    }
}
