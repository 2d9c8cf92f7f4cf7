using System.Globalization;

namespace NotionStyle.Dashboard.Tests.Storage;

public sealed class CrashTests
{
    private const int Rounds = 12;

    [Fact]
    public async Task After_a_kill_at_any_moment_all_that_was_acknowledged_is_there_and_sent_again_it_is_there_once()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var store = new StoreUnderTest(o => o.Store.CheckpointMegabytes = 1);
        var first = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var acknowledged = await IngestAndKillAsync(store.Directory, first, random);

            await store.StartAsync();
            var stored = await NumbersAsync(store);
            var lost = acknowledged.Where(n => !stored.Contains(n)).ToList();
            Assert.True(
                lost.Count == 0,
                $"round {round}: {lost.Count} acknowledged spans are lost, the first is {lost.FirstOrDefault()}"
            );
            // What came before this round is still there, too, each once.
            Assert.Equal(first, stored.Count(n => n < first));
            var end = Math.Max(first, stored.Count == 0 ? 0 : stored.Max() + 1);
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"round {round}: {acknowledged.Count} acknowledged, {end - first} sent and seen"
            );
            for (var from = first; from < end; from += StoreProcess.BatchSpans)
                await store.WriteAsync(Samples.Spans(from, StoreProcess.BatchSpans));
            Assert.Equal(end, await store.CountAsync("span"));
            Assert.Equal(
                [
                    [(long)end],
                ],
                await store.RowsAsync("SELECT count(DISTINCT (trace_id, span_id)) FROM span")
            );
            Assert.Equal(1, await store.CountAsync("resource"));
            Assert.Empty(Directory.GetFiles(store.Directory, "*broken*"));
            await store.StopAsync();
            first = end;
        }
        Assert.True(first > 0, "Nothing was ingested: the test says nothing.");
    }

    private static async Task<List<int>> IngestAndKillAsync(string directory, int first, Random random)
    {
        await using var process = await StoreProcess.StartAsync("ingest", directory, first);
        var lines = new List<string>();
        var enough = random.Next(1, 60);
        while (lines.Count < enough && await process.ReadLineAsync() is { } line)
            lines.Add(line);
        // Somewhere within the next transactions, not always just after an answer.
        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(0, 30)), TestContext.Current.CancellationToken);
        var rest = await process.KillAsync();
        lines.AddRange(rest.Split('\n')[..^1]);
        return
        [
            .. lines.SelectMany(line =>
            {
                var numbers = line.Split(' ').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToArray();
                return Enumerable.Range(numbers[0], numbers[1]);
            }),
        ];
    }

    private static async Task<HashSet<int>> NumbersAsync(StoreUnderTest store)
    {
        // The sample's span id is its number and one more.
        var rows = await store.RowsAsync("SELECT (span_id - 1)::INTEGER FROM span");
        return [.. rows.Select(r => (int)r[0]!)];
    }
}
