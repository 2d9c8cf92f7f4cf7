using System.Diagnostics;

namespace NotionStyle.Engines.Elasticsearch.Tests.Support;

/// <summary>Asks again until it is so; a minute without it is a failure.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        var begun = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(begun) < TimeSpan.FromMinutes(1), "It did not become true.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
