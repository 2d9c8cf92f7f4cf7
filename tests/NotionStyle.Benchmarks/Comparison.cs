using System.Diagnostics;
using Spectre.Console;

namespace NotionStyle.Benchmarks;

/// <summary>
/// Measures two sides in turn, so that what else the machine does meets both, and takes the median of each side's rounds.
/// </summary>
internal static class Comparison
{
    /// <summary>Runs both sides with a number of clients, each of which repeats its own step until the round ends.</summary>
    /// <param name="what">What is measured.</param>
    /// <param name="unit">The unit of the rates.</param>
    /// <param name="aim">The ratio that is wanted.</param>
    /// <param name="clients">Clients of each side.</param>
    /// <param name="settings">Rounds and their length.</param>
    /// <param name="ours">A step of ours.</param>
    /// <param name="bare">A step of the yardstick.</param>
    /// <param name="perStep">How many of the unit a step does.</param>
    /// <param name="endBare">Ends a round of the yardstick, within its time.</param>
    /// <param name="endOurs">Ends a round of ours, within its time.</param>
    public static async Task<(double Ours, double Bare)> RunAsync(
        string what,
        string unit,
        double aim,
        int clients,
        BenchmarkSettings settings,
        Func<int, CancellationToken, Task> ours,
        Func<int, CancellationToken, Task> bare,
        int perStep = 1,
        Func<Task>? endBare = null,
        Func<Task>? endOurs = null
    )
    {
        // Both sides warm up: code is compiled, statements are prepared, caches are filled.
        await RoundAsync(clients, settings.RoundLength, ours, endOurs);
        await RoundAsync(clients, settings.RoundLength, bare, endBare);
        List<double> oursRates = [],
            bareRates = [];
        for (var round = 0; round < settings.Rounds; round++)
        {
            // The side that goes first changes: what one leaves behind (dirty pages, garbage) meets the other as often.
            if (round % 2 == 0)
                oursRates.Add(await RoundAsync(clients, settings.RoundLength, ours, endOurs));
            bareRates.Add(await RoundAsync(clients, settings.RoundLength, bare, endBare));
            if (round % 2 == 1)
                oursRates.Add(await RoundAsync(clients, settings.RoundLength, ours, endOurs));
        }

        var (a, b) = (Median(oursRates) * perStep, Median(bareRates) * perStep);
        // Each pair of rounds ran side by side, so the median of their ratios is steadier than the ratio of the medians.
        var ratio = Median([.. oursRates.Zip(bareRates, (x, y) => x / y)]);
        AnsiConsole.MarkupLineInterpolated(
            $"{what}: [bold]{a:N0}[/] {unit} against {b:N0} bare, ratio [bold]{ratio:F2}[/] (aim {aim:F2}; {clients} clients, spread {Spread(oursRates):P0} and {Spread(bareRates):P0})"
        );
        return (a, b);
    }

    private static async Task<double> RoundAsync(
        int clients,
        TimeSpan length,
        Func<int, CancellationToken, Task> step,
        Func<Task>? end = null
    )
    {
        var done = 0L;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(
            Enumerable
                .Range(0, clients)
                .Select(client =>
                    Task.Run(async () =>
                    {
                        while (watch.Elapsed < length)
                        {
                            await step(client, CancellationToken.None);
                            Interlocked.Increment(ref done);
                        }
                    })
                )
        );
        if (end is not null)
            await end();
        return done / watch.Elapsed.TotalSeconds;
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1
            ? sorted[sorted.Length / 2]
            : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }

    private static double Spread(List<double> values) => (values.Max() - values.Min()) / Median(values);
}
