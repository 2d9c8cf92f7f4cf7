using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace NotionStyle.Blocks.Tests.Markdown;

/// <summary>
/// Runs a property over seeds. A failure names the seed; <c>NOTIONSTYLE_SEED=123</c> runs that one alone.
/// </summary>
internal static class Properties
{
    public static void ForAllSeeds(int count, Func<int, string?> problemOf)
    {
        if (
            int.TryParse(
                Environment.GetEnvironmentVariable("NOTIONSTYLE_SEED"),
                CultureInfo.InvariantCulture,
                out var seed
            )
        )
        {
            Require(seed, problemOf);
            return;
        }

        // Seeds do not shrink: a smaller number is no smaller document.
        var seeds = Arb.From(Gen.Choose(0, int.MaxValue));
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(count),
            Prop.ForAll(seeds, value => Require(value, problemOf))
        );
    }

    private static void Require(int seed, Func<int, string?> problemOf)
    {
        var problem = problemOf(seed);
        Assert.True(problem is null, $"NOTIONSTYLE_SEED={seed}: {problem}");
    }
}
