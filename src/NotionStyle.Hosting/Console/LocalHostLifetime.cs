using System.Runtime.InteropServices;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.ConsoleOutput;

/// <summary>
/// Ctrl+C, SIGTERM, SIGQUIT and a closed terminal stop the application in order; the second of them kills
/// everything at once.
/// </summary>
internal sealed class LocalHostLifetime(
    IHostApplicationLifetime lifetime,
    IServiceProvider services,
    HostConsole console
) : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];

    // Some senders reach the process twice with one signal (as itself, and as a member of its group).
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(1);

    private long _first;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        if (console.IsInteractive)
            foreach (
                var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT, PosixSignal.SIGHUP }
            )
                _registrations.Add(PosixSignalRegistration.Create(signal, OnSignal));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        var now = TimeProvider.System.GetTimestamp();
        var first = Interlocked.CompareExchange(ref _first, now, 0);
        if (first == 0)
            lifetime.StopApplication();
        else if (TimeProvider.System.GetElapsedTime(first, now) > Together)
            services.GetRequiredService<Orchestrator>().KillAll();
    }
}
