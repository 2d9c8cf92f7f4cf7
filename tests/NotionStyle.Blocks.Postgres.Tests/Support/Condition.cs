using System.Diagnostics;

namespace NotionStyle.Blocks.Postgres.Tests.Support;

/// <summary>Waits for what a test expects, and for nothing else.</summary>
internal static class Condition
{
    private static readonly TimeSpan Maximum = TimeSpan.FromSeconds(15);

    /// <summary>Returns when the condition holds; fails when it does not within the maximum.</summary>
    public static async Task HoldsAsync(string what, Func<Task<bool>> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > Maximum)
                Assert.Fail($"Not within {Maximum.TotalSeconds:F0} s: {what}.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public static Task HoldsAsync(string what, Func<bool> condition) =>
        HoldsAsync(what, () => Task.FromResult(condition()));
}
