using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// Holds the latest state of every resource and tells of changes. All changes pass through one lock, so a watcher
/// that joins sees the latest state of each resource first and every later change after it, in order.
/// </summary>
public sealed class ResourceNotificationService : IDisposable
{
    // A watcher that falls this far behind loses the oldest changes; the latest one of each resource is never lost
    // to it for long, because it arrives last.
    private const int MaximumPendingPerWatcher = 8192;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, ResourceEvent> _latest = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Channel<ResourceEvent>> _watchers = [];
    private bool _disposed;

    /// <summary>What waits do when the resource they wait for ends or fails.</summary>
    internal WaitBehavior DefaultWaitBehavior { get; set; } = WaitBehavior.StopOnResourceUnavailable;

    /// <summary>Changes the state of a resource; of each of its processes, when it has several.</summary>
    public async Task PublishUpdateAsync(
        IResource resource,
        Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory
    )
    {
        foreach (var id in resource.GetResourceIds())
            await PublishUpdateAsync(resource, id, stateFactory);
    }

    /// <summary>Changes the state of one process of a resource.</summary>
    public Task PublishUpdateAsync(
        IResource resource,
        string resourceId,
        Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory
    )
    {
        ArgumentNullException.ThrowIfNull(stateFactory);
        lock (_lock)
        {
            var previous = _latest.TryGetValue(resourceId, out var latest) ? latest.Snapshot : Initial(resource);
            var next = stateFactory(previous);
            var change = new ResourceEvent(resource, resourceId, next);
            _latest[resourceId] = change;
            foreach (var watcher in _watchers)
                watcher.Writer.TryWrite(change);
        }

        return Task.CompletedTask;
    }

    /// <summary>The latest state of a process by its id, or of a resource by its name.</summary>
    public bool TryGetCurrentState(string resourceId, [NotNullWhen(true)] out ResourceEvent? resourceEvent)
    {
        lock (_lock)
        {
            if (_latest.TryGetValue(resourceId, out resourceEvent))
                return true;
            resourceEvent = _latest.Values.FirstOrDefault(e => e.Resource.HasName(resourceId));
            return resourceEvent is not null;
        }
    }

    /// <summary>The latest state of everything.</summary>
    internal IReadOnlyList<ResourceEvent> Latest()
    {
        lock (_lock)
            return [.. _latest.Values];
    }

    /// <summary>The latest state of everything, then every change.</summary>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var channel = Channel.CreateBounded<ResourceEvent>(
            new BoundedChannelOptions(MaximumPendingPerWatcher) { FullMode = BoundedChannelFullMode.DropOldest }
        );
        ImmutableArray<ResourceEvent> replay;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            replay = [.. _latest.Values];
            _watchers.Add(channel);
        }

        try
        {
            foreach (var change in replay)
                yield return change;
            await foreach (var change in channel.Reader.ReadAllAsync(cancellationToken))
                yield return change;
        }
        finally
        {
            lock (_lock)
                _watchers.Remove(channel);
        }
    }

    /// <summary>Waits until a resource is in a state; without one, until it runs.</summary>
    public async Task WaitForResourceAsync(
        string resourceName,
        string? targetState = null,
        CancellationToken cancellationToken = default
    )
    {
        var state = targetState ?? KnownResourceStates.Running;
        await WaitForResourceAsync(resourceName, e => e.Snapshot.State?.Text == state, cancellationToken);
    }

    /// <summary>Waits until a resource is in one of several states, and says in which.</summary>
    public async Task<string> WaitForResourceAsync(
        string resourceName,
        IEnumerable<string> targetStates,
        CancellationToken cancellationToken = default
    )
    {
        var states = targetStates.ToArray();
        var found = await WaitForResourceAsync(
            resourceName,
            e => e.Snapshot.State is { } state && states.Contains(state.Text),
            cancellationToken
        );
        return found.Snapshot.State!.Text;
    }

    /// <summary>Waits until a condition holds for a resource (by name) or one of its processes (by id).</summary>
    public async Task<ResourceEvent> WaitForResourceAsync(
        string resourceName,
        Func<ResourceEvent, bool> predicate,
        CancellationToken cancellationToken = default
    )
    {
        await foreach (var change in WatchAsync(cancellationToken))
        {
            if ((change.Resource.HasName(resourceName) || IsId(change, resourceName)) && predicate(change))
                return change;
        }

        throw new OperationCanceledException(
            $"The application stopped before the resource '{resourceName}' was as expected."
        );
    }

    /// <summary>Waits until a resource is healthy and its ready handlers have finished.</summary>
    public Task<ResourceEvent> WaitForResourceHealthyAsync(
        string resourceName,
        CancellationToken cancellationToken = default
    ) => WaitForResourceHealthyAsync(resourceName, DefaultWaitBehavior, cancellationToken);

    /// <summary>Waits until a resource is healthy and its ready handlers have finished.</summary>
    public async Task<ResourceEvent> WaitForResourceHealthyAsync(
        string resourceName,
        WaitBehavior waitBehavior,
        CancellationToken cancellationToken = default
    )
    {
        while (true)
        {
            var change = await WaitForResourceAsync(
                resourceName,
                e =>
                    (e.Snapshot.HealthStatus == HealthStatus.Healthy && e.Snapshot.Ready is not null)
                    || (waitBehavior == WaitBehavior.StopOnResourceUnavailable && IsTerminal(e.Snapshot)),
                cancellationToken
            );
            if (IsTerminal(change.Snapshot))
                throw new DistributedApplicationException(WaitFailure(change));
            await change.Snapshot.Ready!.WaitAsync(cancellationToken);

            // Every process must be healthy, not only the first that was.
            if (change.Resource.GetResourceIds().All(id => IsHealthy(id)) || IsId(change, resourceName))
                return change;
            await NextChangeAsync(change, cancellationToken);
        }
    }

    /// <summary>Waits for everything that a resource waits for.</summary>
    public async Task WaitForDependenciesAsync(IResource resource, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(resource);
        var waits = resource.Annotations.OfType<WaitAnnotation>().ToArray();
        await Task.WhenAll(waits.Select(wait => WaitForDependencyAsync(wait, cancellationToken)));
    }

    internal static string WaitFailure(ResourceEvent change)
    {
        var detail = change.Snapshot.Detail is { } text ? $": {text}" : ".";
        return $"Resource '{change.Resource.Name}' is {change.Snapshot.State?.Text}{detail}";
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            foreach (var watcher in _watchers)
                watcher.Writer.TryComplete();
        }
    }

    private static CustomResourceSnapshot Initial(IResource resource) =>
        new()
        {
            ResourceType = resource.TypeName(),
            Properties = [],
            CreationTimeStamp = DateTime.UtcNow,
        };

    private static bool IsTerminal(CustomResourceSnapshot snapshot) =>
        snapshot.State is { } state && KnownResourceStates.TerminalStates.Contains(state.Text);

    private static bool IsId(ResourceEvent change, string id) =>
        string.Equals(change.ResourceId, id, StringComparison.OrdinalIgnoreCase);

    private bool IsHealthy(string id) =>
        TryGetCurrentState(id, out var current) && current.Snapshot.HealthStatus == HealthStatus.Healthy;

    private async Task NextChangeAsync(ResourceEvent seen, CancellationToken cancellationToken)
    {
        var replay = true;
        await foreach (var change in WatchAsync(cancellationToken))
        {
            if (!ReferenceEquals(change.Resource, seen.Resource))
                continue;
            if (!replay || (change.ResourceId != seen.ResourceId && IsHealthy(change.ResourceId)))
                return;
            replay = change.ResourceId != seen.ResourceId || ReferenceEquals(change, seen);
        }
    }

    private async Task WaitForDependencyAsync(WaitAnnotation wait, CancellationToken cancellationToken)
    {
        if (wait.Resource is IResourceWithoutLifetime)
            return;
        var stop = (wait.WaitBehavior ?? DefaultWaitBehavior) == WaitBehavior.StopOnResourceUnavailable;
        await Task.WhenAll(
            wait.Resource.GetResourceIds().Select(id => WaitForInstanceAsync(id, wait, stop, cancellationToken))
        );
    }

    private async Task WaitForInstanceAsync(
        string id,
        WaitAnnotation wait,
        bool stop,
        CancellationToken cancellationToken
    )
    {
        var change = await WaitForResourceAsync(
            id,
            e =>
                IsTerminal(e.Snapshot) && (stop || wait.WaitType == WaitType.WaitForCompletion)
                || wait.WaitType switch
                {
                    WaitType.WaitUntilStarted => e.Snapshot.State?.Text == KnownResourceStates.Running,
                    WaitType.WaitUntilHealthy => e.Snapshot.HealthStatus == HealthStatus.Healthy
                        && e.Snapshot.Ready is not null,
                    _ => false,
                },
            cancellationToken
        );
        var failed =
            IsTerminal(change.Snapshot)
            && (
                wait.WaitType != WaitType.WaitForCompletion
                || change.Snapshot.State?.Text == KnownResourceStates.FailedToStart
                || change.Snapshot.ExitCode is { } code && code != wait.ExitCode
            );
        if (failed)
        {
            var expected =
                wait.WaitType == WaitType.WaitForCompletion ? $" (exit code {wait.ExitCode} was expected)" : "";
            throw new DistributedApplicationException($"it waits for another one{expected}. {WaitFailure(change)}");
        }

        if (wait.WaitType == WaitType.WaitUntilHealthy)
            await change.Snapshot.Ready!.WaitAsync(cancellationToken);
    }
}
