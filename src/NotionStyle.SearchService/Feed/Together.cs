namespace NotionStyle.SearchService.Feed;

/// <summary>Work that never ends by itself, done side by side.</summary>
internal static class Together
{
    /// <summary>
    /// Runs all of it until the first ends, by a failure or not, and ends as that one did: a missing one is noticed at once. The others are cancelled and have ended before, so that none works on
    /// with what is being disposed of.
    /// </summary>
    public static async Task UntilOneEndsAsync(IEnumerable<Func<CancellationToken, Task>> works, CancellationToken ct)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var running = works.Select(work => work(ending.Token)).ToArray();
        var first = await Task.WhenAny(running);
        await ending.CancelAsync();
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }
}
