using System.Globalization;
using NotionStyle.Testing;

namespace NotionStyle.Blocks.Postgres.Tests.Support;

/// <summary><see cref="Seeds.ForEach" /> for tests that wait.</summary>
internal static class SeedsAsync
{
    public static async Task ForEachAsync(int count, int first, Func<int, Task> test)
    {
        var only = Environment.GetEnvironmentVariable(Seeds.Variable);
        var seeds = only is null ? Enumerable.Range(first, count) : [int.Parse(only, CultureInfo.InvariantCulture)];
        foreach (var seed in seeds)
        {
            try
            {
                await test(seed);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new SeedFailedException($"Seed {seed} fails. Replay it alone with {Seeds.Variable}={seed}.", e);
            }
        }
    }
}
