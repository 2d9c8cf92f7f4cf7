using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Eventing;

/// <summary>One subscription; give it back to end it.</summary>
public sealed class DistributedApplicationEventSubscription
{
    internal DistributedApplicationEventSubscription(
        Type type,
        IResource? resource,
        Func<IDistributedApplicationEvent, CancellationToken, Task> callback
    )
    {
        Type = type;
        Resource = resource;
        Callback = callback;
    }

    internal Type Type { get; }
    internal IResource? Resource { get; }
    internal Func<IDistributedApplicationEvent, CancellationToken, Task> Callback { get; }
}

/// <summary>Tells code of the AppHost what happens.</summary>
public interface IDistributedApplicationEventing
{
    /// <summary>Calls back on every event of a type.</summary>
    DistributedApplicationEventSubscription Subscribe<T>(Func<T, CancellationToken, Task> callback)
        where T : IDistributedApplicationEvent;

    /// <summary>Calls back on the events of a type that concern one resource.</summary>
    DistributedApplicationEventSubscription Subscribe<T>(IResource resource, Func<T, CancellationToken, Task> callback)
        where T : IDistributedApplicationResourceEvent;

    /// <summary>Ends a subscription.</summary>
    void Unsubscribe(DistributedApplicationEventSubscription subscription);

    /// <summary>Tells all subscribers, one after the other in the order they subscribed.</summary>
    Task PublishAsync<T>(T applicationEvent, CancellationToken cancellationToken = default)
        where T : IDistributedApplicationEvent;
}

internal sealed class DistributedApplicationEventing : IDistributedApplicationEventing
{
    private readonly Lock _lock = new();
    private readonly List<DistributedApplicationEventSubscription> _subscriptions = [];

    public DistributedApplicationEventSubscription Subscribe<T>(Func<T, CancellationToken, Task> callback)
        where T : IDistributedApplicationEvent => Add(null, callback);

    public DistributedApplicationEventSubscription Subscribe<T>(
        IResource resource,
        Func<T, CancellationToken, Task> callback
    )
        where T : IDistributedApplicationResourceEvent => Add(resource, callback);

    public void Unsubscribe(DistributedApplicationEventSubscription subscription)
    {
        lock (_lock)
            _subscriptions.Remove(subscription);
    }

    public async Task PublishAsync<T>(T applicationEvent, CancellationToken cancellationToken = default)
        where T : IDistributedApplicationEvent
    {
        var concerned = (applicationEvent as IDistributedApplicationResourceEvent)?.Resource;
        DistributedApplicationEventSubscription[] subscribers;
        lock (_lock)
        {
            subscribers =
            [
                .. _subscriptions.Where(s =>
                    s.Type.IsInstanceOfType(applicationEvent)
                    && (s.Resource is null || ReferenceEquals(s.Resource, concerned))
                ),
            ];
        }

        foreach (var subscriber in subscribers)
            await subscriber.Callback(applicationEvent, cancellationToken);
    }

    private DistributedApplicationEventSubscription Add<T>(
        IResource? resource,
        Func<T, CancellationToken, Task> callback
    )
        where T : IDistributedApplicationEvent
    {
        var subscription = new DistributedApplicationEventSubscription(
            typeof(T),
            resource,
            (@event, cancellationToken) => callback((T)@event, cancellationToken)
        );
        lock (_lock)
            _subscriptions.Add(subscription);
        return subscription;
    }
}
