namespace NotionStyle.Dashboard.Tests.Storage;

/// <summary>Waits for what another thread does in its own time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan _hang = TimeSpan.FromMinutes(2);

    public static Task IsTrueAsync(Func<bool> condition) => IsTrueAsync(() => Task.FromResult(condition()));

    /// <summary>Ends when the condition holds; fails only when it never does.</summary>
    public static async Task IsTrueAsync(Func<Task<bool>> condition)
    {
        using var hang = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        hang.CancelAfter(_hang);
        while (!await condition())
            await Task.Delay(20, hang.Token);
    }
}
