using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>Leads one resource through its life. Start, stop and start again may follow in any order.</summary>
internal abstract class ResourceController(IResource resource, HostContext host) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private CancellationTokenSource? _stop;
    private Task _life = Task.CompletedTask;
    private bool _isOver;

    public IResource Resource { get; } = resource;

    protected HostContext Host { get; } = host;

    /// <summary>Cancelled when a stop must not take its time any longer.</summary>
    protected CancellationToken Force { get; private set; }

    public bool IsAlive => !_life.IsCompleted;

    /// <summary>Begins the life; returns at once. Nothing happens when it lives already.</summary>
    public async Task StartAsync()
    {
        await _gate.WaitAsync();
        try
        {
            if (IsAlive || _isOver)
                return;
            _stop?.Dispose();
            _stop = new CancellationTokenSource();
            var token = _stop.Token;
            _life = Task.Run(() => GuardAsync(token), CancellationToken.None);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Ends the life and returns when it has ended. After an end for good there is no other start.</summary>
    public async Task StopAsync(CancellationToken force, bool forGood = false)
    {
        await _gate.WaitAsync(CancellationToken.None);
        try
        {
            Force = force;
            _isOver |= forGood;
            if (_stop is not null)
                await _stop.CancelAsync();
            await _life;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose()
    {
        _stop?.Dispose();
        _gate.Dispose();
    }

    protected abstract Task LiveAsync(CancellationToken stopping);

    protected Task SetAsync(string state, string? detail = null, string? id = null) =>
        id is null
            ? Host.Notifications.PublishUpdateAsync(Resource, s => Change(s, state, detail))
            : Host.Notifications.PublishUpdateAsync(Resource, id, s => Change(s, state, detail));

    /// <summary>The ready handlers run once per life; those that wait for the resource wait for them.</summary>
    protected async Task PublishReadyAsync(CancellationToken cancellationToken)
    {
        var handlers = Host.Eventing.PublishAsync(new ResourceReadyEvent(Resource, Host.Services), cancellationToken);
        await Host.Notifications.PublishUpdateAsync(Resource, s => s with { Ready = handlers });
        await handlers;
        // Watchers learn that the handlers have finished.
        await Host.Notifications.PublishUpdateAsync(Resource, s => s with { });
    }

    private static CustomResourceSnapshot Change(CustomResourceSnapshot s, string state, string? detail) =>
        s with
        {
            State = state,
            Detail = detail,
            Ready = state == KnownResourceStates.Running || state == KnownResourceStates.Stopping ? s.Ready : null,
        };

    private async Task GuardAsync(CancellationToken stopping)
    {
        try
        {
            await LiveAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await SetAsync(KnownResourceStates.Finished);
        }
        catch (Exception e)
        {
            Host.Loggers.GetLogger(Resource)
                .Log(Microsoft.Extensions.Logging.LogLevel.Error, default, e.Message, null, (text, _) => text);
            await SetAsync(KnownResourceStates.FailedToStart, e.Message);
        }

        if (
            Host.Notifications.TryGetCurrentState(Resource.GetResourceIds()[0], out var last)
            && KnownResourceStates.TerminalStates.Contains(last.Snapshot.State?.Text ?? "")
        )
        {
            try
            {
                await Host.Eventing.PublishAsync(
                    new ResourceStoppedEvent(Resource, Host.Services, last),
                    CancellationToken.None
                );
            }
            catch (Exception e)
            {
                Host.Loggers.Write(
                    Resource.GetResourceIds()[0],
                    $"A handler of ResourceStopped failed: {e.Message}",
                    true
                );
            }
        }
    }
}
