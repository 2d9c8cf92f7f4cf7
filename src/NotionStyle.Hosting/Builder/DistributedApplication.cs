using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.ConsoleOutput;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>The application: it starts its resources, watches over them and stops them.</summary>
public sealed class DistributedApplication : IHost, IAsyncDisposable
{
    private readonly IHost _host;
    private readonly AppHostInterception? _interception;
    private int _disposed;

    internal DistributedApplication(IHost host, AppHostInterception? interception)
    {
        _host = host;
        _interception = interception;
    }

    /// <summary>The host's services.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>The states of the resources.</summary>
    public ResourceNotificationService ResourceNotifications =>
        Services.GetRequiredService<ResourceNotificationService>();

    /// <summary>The commands of the resources.</summary>
    public ResourceCommandService ResourceCommands => Services.GetRequiredService<ResourceCommandService>();

    /// <summary>Begins an application.</summary>
    public static IDistributedApplicationBuilder CreateBuilder() => CreateBuilder([]);

    /// <summary>Begins an application; the command line becomes part of its configuration.</summary>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args) =>
        CreateBuilder(new DistributedApplicationOptions { Args = args });

    /// <summary>Begins an application.</summary>
    public static IDistributedApplicationBuilder CreateBuilder(DistributedApplicationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var interception = AppHostInterception.Current;
        if (interception is null)
            LastChance.Install();
        return new DistributedApplicationBuilder(options, interception);
    }

    /// <summary>Starts the application and returns when it was stopped.</summary>
    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <summary>
    /// Starts the application and returns when it was stopped. A failure that concerns the user is printed as one
    /// line and makes the exit code of the process 1.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        if (_interception is not null)
        {
            // A test owns the application: it starts and stops it. The AppHost's own Run only waits for that.
            await _interception.Finished.WaitAsync(cancellationToken);
            return;
        }

        var console = Services.GetRequiredService<HostConsole>();
        try
        {
            await using (this)
                await new ConsoleRun(this, console).RunAsync(cancellationToken);
        }
        catch (DistributedApplicationException e)
        {
            console.WriteFailure(e.Message);
            System.Environment.ExitCode = 1;
        }
    }

    /// <summary>Starts the resources. Returns once their endpoints are known; what they wait for may take longer.</summary>
    public Task StartAsync(CancellationToken cancellationToken = default) => _host.StartAsync(cancellationToken);

    /// <summary>Stops the resources, those that depend on others first.</summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => _host.StopAsync(cancellationToken);

    /// <inheritdoc />
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        var orchestrator = Services.GetRequiredService<Orchestrator>();
        await orchestrator.StopAsync(CancellationToken.None);
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        else
            _host.Dispose();
        _interception?.Finish();
    }
}
