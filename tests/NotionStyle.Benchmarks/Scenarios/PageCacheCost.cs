using System.Diagnostics;
using Spectre.Console;

namespace NotionStyle.Benchmarks.Scenarios;

/// <summary>
/// What Redis is good for: the same reads of a page through HTTP of stage 2 with Redis and without it. Both run at once, each on servers of its own, and only one of them has work at a time.
/// A kept page still asks PostgreSQL for the versions of its blocks, which counts.
/// </summary>
internal static class PageCacheCost
{
    private const int Clients = 4;
    private static readonly int[] Sizes = [20, 200, 1_000];

    public static async Task RunAsync(BenchmarkSettings settings, CancellationToken ct)
    {
        await using var with = await RunningStage.StartAsync(ct, stage: 2);
        await using var without = await RunningStage.StartAsync(ct, stage: 2, withRedis: false);
        foreach (var blocks in Sizes)
        {
            var sides = new[] { await Side.CreateAsync(with, blocks, ct), await Side.CreateAsync(without, blocks, ct) };
            foreach (var side in sides)
                await side.RoundAsync(settings.RoundLength, isKept: false, ct);
            for (var round = 0; round < settings.Rounds; round++)
            {
                // The side that goes first changes: what one leaves behind meets the other as often.
                await sides[round % 2].RoundAsync(settings.RoundLength, isKept: true, ct);
                await sides[1 - (round % 2)].RoundAsync(settings.RoundLength, isKept: true, ct);
            }

            AnsiConsole.MarkupLineInterpolated(
                $"page of {blocks} blocks, {sides[0].Bytes / 1024.0:N0} KB ({Clients} clients, medians of {settings.Rounds} rounds)"
            );
            Print("p50", sides, r => r.Half);
            Print("p99", sides, r => r.Late);
            // A kept page costs the one question whether it is of now: more says that pages were read, and what was compared.
            var (kept, asked) = (
                Median([.. sides[0].Rounds.Select(r => r.Statements)]),
                Median([.. sides[1].Rounds.Select(r => r.Statements)])
            );
            AnsiConsole.MarkupLineInterpolated($"  statements a read: {kept:F2} against {asked:F2}");
        }
    }

    private static void Print(string what, Side[] sides, Func<Round, double> of)
    {
        var (cached, read) = (Median([.. sides[0].Rounds.Select(of)]), Median([.. sides[1].Rounds.Select(of)]));
        // Each pair of rounds ran side by side, so the median of their ratios is steadier than the ratio of the medians.
        var ratio = Median([.. sides[0].Rounds.Zip(sides[1].Rounds, (a, b) => of(a) / of(b))]);
        AnsiConsole.MarkupLineInterpolated(
            $"  {what}: [bold]{cached:F2}[/] ms from the cache against {read:F2} ms from PostgreSQL, ratio [bold]{ratio:F2}[/]"
        );
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }

    /// <summary>Milliseconds within which half and 99 of 100 requests of a round were answered, and statements on the page's shard for each.</summary>
    private sealed record Round(double Half, double Late, double Statements);

    /// <summary>One stage with a page of its own in it.</summary>
    private sealed class Side(RunningStage stage, string path, int bytes)
    {
        public List<Round> Rounds { get; } = [];

        public int Bytes => bytes;

        public static async Task<Side> CreateAsync(RunningStage stage, int blocks, CancellationToken ct)
        {
            var (page, _) = await PageOfBlocks.CreateAsync(stage, blocks, ct);
            var path = $"/v1/pages/{page}/chunk?limit=1000";
            return new Side(stage, path, (await stage.Http.GetByteArrayAsync(path, ct)).Length);
        }

        public async Task RoundAsync(TimeSpan length, bool isKept, CancellationToken ct)
        {
            var route = stage.Router.Route(stage.SpaceId);
            var before = await StatementCount.ReadAsync(route.Server.DataSource, route.Sql.Schema, ct);
            var watch = Stopwatch.StartNew();
            var clients = Enumerable
                .Range(0, Clients)
                .Select(_ =>
                    Task.Run(
                        async () =>
                        {
                            var times = new List<double>();
                            while (watch.Elapsed < length)
                            {
                                var began = Stopwatch.GetTimestamp();
                                await stage.Http.GetByteArrayAsync(path, ct);
                                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                            }

                            return times;
                        },
                        ct
                    )
                );
            var all = (await Task.WhenAll(clients)).SelectMany(t => t).Order().ToArray();
            var statements = await StatementCount.ReadAsync(route.Server.DataSource, route.Sql.Schema, ct) - before;
            if (isKept)
                Rounds.Add(new Round(all[all.Length / 2], all[all.Length * 99 / 100], statements / (double)all.Length));
        }
    }
}
