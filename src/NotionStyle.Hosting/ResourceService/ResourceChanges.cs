using Aspire.Hosting.ApplicationModel;
using Grpc.Core;
using V1 = NotionStyle.Hosting.V1;

namespace Aspire.Hosting.ResourceTelling;

/// <summary>
/// Tells one reader of the changes. Between two messages only the ids of what has changed are kept, and what is sent is
/// the state at that moment: so the memory is bounded by the number of resources, and a slow reader misses states in
/// between but never the latest.
/// </summary>
internal sealed class ResourceChanges(ResourceNotificationService notifications, ResourceDescriber describer)
{
    private readonly Lock _lock = new();
    private bool _ended;
    private HashSet<string> _changed = new(StringComparer.OrdinalIgnoreCase);
    private TaskCompletionSource _some = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task ToAsync(
        IServerStreamWriter<V1.ResourcesUpdate> stream,
        TimeSpan pause,
        CancellationToken cancellationToken
    )
    {
        await stream.WriteAsync(Describe(notifications.Latest()), cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var collect = CollectAsync(stop.Token);
        try
        {
            while (true)
            {
                await Some().WaitAsync(cancellationToken);
                await stream.WriteAsync(Take(), cancellationToken);
                if (collect.IsCompleted)
                    return; // The application has stopped, and all was told.
                await Task.WhenAny(collect, Task.Delay(pause, cancellationToken));
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            await stop.CancelAsync();
            await collect;
        }
    }

    private async Task CollectAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var change in notifications.WatchAsync(cancellationToken))
                lock (_lock)
                {
                    _changed.Add(change.ResourceId);
                    _some.TrySetResult();
                }
        }
        catch (OperationCanceledException) { }
        catch (ObjectDisposedException) { }

        lock (_lock)
        {
            _ended = true;
            _some.TrySetResult();
        }
    }

    private Task Some()
    {
        lock (_lock)
            return _some.Task;
    }

    private V1.ResourcesUpdate Take()
    {
        HashSet<string> changed;
        lock (_lock)
        {
            changed = _changed;
            _changed = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            if (!_ended)
                _some = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return Describe(
            changed
                .Select(id => notifications.TryGetCurrentState(id, out var current) ? current : null)
                .OfType<ResourceEvent>()
        );
    }

    private V1.ResourcesUpdate Describe(IEnumerable<ResourceEvent> states)
    {
        var update = new V1.ResourcesUpdate();
        update.Resources.Add(states.OrderBy(s => s.ResourceId, StringComparer.Ordinal).Select(describer.Describe));
        return update;
    }
}
