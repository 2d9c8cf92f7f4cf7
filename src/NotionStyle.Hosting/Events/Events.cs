using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;

namespace Aspire.Hosting.Eventing
{
    /// <summary>Something that happens once in the life of the application.</summary>
    public interface IDistributedApplicationEvent;

    /// <summary>Something that happens to one resource.</summary>
    public interface IDistributedApplicationResourceEvent : IDistributedApplicationEvent
    {
        /// <summary>The resource.</summary>
        IResource Resource { get; }
    }
}

namespace Aspire.Hosting.ApplicationModel
{
    /// <summary>The whole model is there, nothing has started. Handlers may still change the model.</summary>
    public sealed class BeforeStartEvent(IServiceProvider services, DistributedApplicationModel model)
        : IDistributedApplicationEvent
    {
        /// <summary>The services.</summary>
        public IServiceProvider Services { get; } = services;

        /// <summary>The model.</summary>
        public DistributedApplicationModel Model { get; } = model;
    }

    /// <summary>All resources are being started.</summary>
    public sealed class AfterResourcesCreatedEvent(IServiceProvider services, DistributedApplicationModel model)
        : IDistributedApplicationEvent
    {
        /// <summary>The services.</summary>
        public IServiceProvider Services { get; } = services;

        /// <summary>The model.</summary>
        public DistributedApplicationModel Model { get; } = model;
    }

    /// <summary>A resource begins its life. Not awaited.</summary>
    public sealed class InitializeResourceEvent(IResource resource, IServiceProvider services)
        : IDistributedApplicationResourceEvent
    {
        /// <inheritdoc />
        public IResource Resource { get; } = resource;

        /// <summary>The services.</summary>
        public IServiceProvider Services { get; } = services;
    }

    /// <summary>The endpoints of a resource have their addresses.</summary>
    public sealed class ResourceEndpointsAllocatedEvent(IResource resource, IServiceProvider services)
        : IDistributedApplicationResourceEvent
    {
        /// <inheritdoc />
        public IResource Resource { get; } = resource;

        /// <summary>The services.</summary>
        public IServiceProvider Services { get; } = services;
    }

    /// <summary>The connection string of a resource can be asked for.</summary>
    public sealed class ConnectionStringAvailableEvent(IResource resource, IServiceProvider services)
        : IDistributedApplicationResourceEvent
    {
        /// <inheritdoc />
        public IResource Resource { get; } = resource;

        /// <summary>The services.</summary>
        public IServiceProvider Services { get; } = services;
    }

    /// <summary>A resource is about to start; the wait for its dependencies comes after the handlers.</summary>
    public sealed class BeforeResourceStartedEvent(IResource resource, IServiceProvider services)
        : IDistributedApplicationResourceEvent
    {
        /// <inheritdoc />
        public IResource Resource { get; } = resource;

        /// <summary>The services.</summary>
        public IServiceProvider Services { get; } = services;
    }

    /// <summary>A resource is healthy for the first time in this run of it.</summary>
    public sealed class ResourceReadyEvent(IResource resource, IServiceProvider services)
        : IDistributedApplicationResourceEvent
    {
        /// <inheritdoc />
        public IResource Resource { get; } = resource;

        /// <summary>The services.</summary>
        public IServiceProvider Services { get; } = services;
    }

    /// <summary>A resource has stopped.</summary>
    public sealed class ResourceStoppedEvent(IResource resource, IServiceProvider services, ResourceEvent resourceEvent)
        : IDistributedApplicationResourceEvent
    {
        /// <inheritdoc />
        public IResource Resource { get; } = resource;

        /// <summary>The services.</summary>
        public IServiceProvider Services { get; } = services;

        /// <summary>Its last state.</summary>
        public ResourceEvent ResourceEvent { get; } = resourceEvent;
    }
}
