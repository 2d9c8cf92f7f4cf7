using System.Globalization;

namespace NotionStyle.Testing;

/// <summary>
/// Runs a randomised test over many seeds. A failure names its seed; the environment variable <c>NOTIONSTYLE_SEED</c> runs that one alone, or a range:
/// <c>5000..9999</c>.
/// </summary>
public static class Seeds
{
    public const string Variable = "NOTIONSTYLE_SEED";

    /// <summary>Runs a test for each seed from a first one on, or only for the seed of the environment.</summary>
    /// <param name="count">How many seeds.</param>
    /// <param name="test">Throws to fail.</param>
    /// <param name="first">The first seed; tests that share a generator take different ranges.</param>
    public static void ForEach(int count, Action<int> test, int first = 1)
    {
        foreach (var seed in Chosen(count, first))
            Run(seed, test);
    }

    /// <inheritdoc cref="ForEach" />
    public static async Task ForEachAsync(int count, Func<int, Task> test, int first = 1)
    {
        foreach (var seed in Chosen(count, first))
        {
            try
            {
                await test(seed);
            }
            catch (Exception e)
            {
                throw Failed(seed, e);
            }
        }
    }

    private static IEnumerable<int> Chosen(int count, int first)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } wanted)
        {
            var ends = wanted.Split("..");
            first = int.Parse(ends[0], CultureInfo.InvariantCulture);
            count = int.Parse(ends[^1], CultureInfo.InvariantCulture) - first + 1;
        }

        return Enumerable.Range(first, count);
    }

    private static SeedFailedException Failed(int seed, Exception cause) =>
        new($"Seed {seed} fails. Replay it alone with {Variable}={seed}.", cause);

    private static void Run(int seed, Action<int> test)
    {
        try
        {
            test(seed);
        }
        catch (Exception e)
        {
            throw Failed(seed, e);
        }
    }

    /// <summary>A UUID that the seed decides.</summary>
    public static Guid NextGuid(this Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }

    public static T Pick<T>(this Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];

    public static bool Chance(this Random random, double probability) => random.NextDouble() < probability;
}

/// <summary>A randomised test failed; the message names the seed, the inner exception says how.</summary>
public sealed class SeedFailedException(string message, Exception inner) : Exception(message, inner);
