using Aspire.Hosting.LocalData;
using Aspire.Hosting.Processes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Spectre.Console;

namespace Aspire.Hosting.ConsoleOutput;

/// <summary>One run from the command line: start with progress, summary, wait, stop.</summary>
internal sealed class ConsoleRun(DistributedApplication app, HostConsole console)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var lifetime = app.Services.GetRequiredService<IHostApplicationLifetime>();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(
            cancellationToken,
            lifetime.ApplicationStopping
        );
        try
        {
            var began = TimeProvider.System.GetTimestamp();
            await app.StartAsync(stopping.Token);
            if (OperatingSystem.IsLinux() && !Launcher.HasDeathSignal)
                console.Note(
                    "'setpriv' is missing (apt install util-linux): processes outlive a host that is killed until the next start."
                );
            await new StartProgress(app, console).ShowAsync(stopping.Token);
            Summarize(TimeProvider.System.GetElapsedTime(began));
            await Task.Delay(Timeout.Infinite, stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            console.Note($"{HostConsole.Time()} Stopping ...");
        }

        await app.StopAsync(CancellationToken.None);
        console.Note($"{HostConsole.Time()} Stopped.");
    }

    private void Summarize(TimeSpan took)
    {
        var data = app.Services.GetRequiredService<DataDirectory>();
        console.Note("");
        console.Markup($"[bold]Ready[/] after {took.TotalSeconds:0.0} s.");
        foreach (
            var resource in app.Services.GetRequiredService<ApplicationModel.DistributedApplicationModel>().Resources
        )
        {
            if (!app.ResourceNotifications.TryGetCurrentState(resource.Name, out var current))
                continue;
            foreach (
                var url in current.Snapshot.Urls.Where(u =>
                    !u.IsInternal && u.Url.StartsWith("http", StringComparison.Ordinal)
                )
            )
            {
                var text = url.DisplayProperties.DisplayName is { Length: > 0 } name ? $" ({name})" : "";
                console.Markup($"  {(resource.Name + text).EscapeMarkup(), -32} [link]{url.Url.EscapeMarkup()}[/]");
            }
        }

        console.Note($"  {"data", -32} {data.Root}");
        console.Note($"  {"logs", -32} {data.Logs}");
        console.Note("Press Ctrl+C to stop.");
        console.Note("");
    }
}
