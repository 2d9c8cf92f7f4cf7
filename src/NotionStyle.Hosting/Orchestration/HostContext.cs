using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;

namespace Aspire.Hosting.Orchestration;

/// <summary>What the controllers of all resources share.</summary>
internal sealed record HostContext(
    IServiceProvider Services,
    IDistributedApplicationEventing Eventing,
    ResourceNotificationService Notifications,
    ResourceLoggerService Loggers,
    ProcessPlanner Planner,
    HealthChecks HealthChecks,
    ResourceUrls Urls
);
