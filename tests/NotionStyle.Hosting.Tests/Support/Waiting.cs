using System.Globalization;
using Aspire.Hosting.Processes;

namespace NotionStyle.Hosting.Tests.Support;

/// <summary>Waits for conditions, never for a time.</summary>
internal static class Waiting
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Patience);
        while (!condition())
        {
            if (patience.IsCancellationRequested)
                Assert.Fail($"It did not come about: {what}");
            await Task.Delay(15, CancellationToken.None);
        }
    }

    public static Task<ResourceEvent> ForAsync(
        this DistributedApplication app,
        string resource,
        Func<CustomResourceSnapshot, bool> condition
    ) =>
        app
            .ResourceNotifications.WaitForResourceAsync(resource, e => condition(e.Snapshot), Token)
            .WaitAsync(Patience, Token);

    public static Task<ResourceEvent> StateAsync(this DistributedApplication app, string resource, string state) =>
        app.ForAsync(resource, s => s.State?.Text == state);

    public static Task<ResourceEvent> HealthyAsync(this DistributedApplication app, string resource) =>
        app.ResourceNotifications.WaitForResourceHealthyAsync(resource, Token).WaitAsync(Patience, Token);

    public static string? State(this DistributedApplication app, string resource) =>
        app.ResourceNotifications.TryGetCurrentState(resource, out var current) ? current.Snapshot.State?.Text : null;

    public static async Task GoneAsync(int pid) =>
        await UntilAsync(
            () => ProcessTable.StartTicks(pid) == 0,
            string.Create(CultureInfo.InvariantCulture, $"process {pid} ends")
        );
}
