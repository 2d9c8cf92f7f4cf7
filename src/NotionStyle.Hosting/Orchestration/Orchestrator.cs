using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.ConsoleOutput;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.LocalData;
using Aspire.Hosting.ResourceTelling;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// Starts everything side by side and lets the waits between resources make the order; stops in the opposite order.
/// </summary>
internal sealed class Orchestrator : IHostedService, IDisposable
{
    private readonly DistributedApplicationModel _model;
    private readonly IConfiguration _configuration;
    private readonly DataDirectory _data;
    private readonly HostConsole _console;
    private readonly IServiceProvider _services;
    private readonly HostContext _host;
    private readonly ResourceCommandService _commands;
    private readonly SecretTexts _secrets;
    private readonly Dictionary<IResource, ResourceController> _controllers = [];
    private readonly List<TcpForwarder> _forwarders = [];
    private readonly Lock _stopLock = new();
    private readonly CancellationTokenSource _force = new();
    private Task<ResourceServer>? _resourceServer;
    private LogFiles? _logs;
    private RunRecordWriter? _record;
    private Task? _stopped;

    public Orchestrator(
        DistributedApplicationModel model,
        DistributedApplicationOptions options,
        DistributedApplicationExecutionContext execution,
        IDistributedApplicationEventing eventing,
        ResourceNotificationService notifications,
        ResourceLoggerService loggers,
        ResourceCommandService commands,
        IConfiguration configuration,
        DataDirectory data,
        HostConsole console,
        SecretTexts secrets,
        IOptions<HealthCheckServiceOptions> checks,
        IHttpClientFactory clients,
        IServiceProvider services
    )
    {
        _model = model;
        _configuration = configuration;
        _data = data;
        _console = console;
        _secrets = secrets;
        _services = services;
        if (!options.DisableDashboard)
            notifications.DefaultWaitBehavior = WaitBehavior.WaitOnResourceUnavailable;
        _host = new HostContext(
            services,
            eventing,
            notifications,
            loggers,
            new ProcessPlanner(execution, configuration, data, loggers, console),
            new HealthChecks(services, checks, clients),
            new ResourceUrls(execution)
        );
        _commands = commands;
        commands.Execute = ExecuteAsync;
    }

    /// <summary>Everything that is not left to a command.</summary>
    public IEnumerable<IResource> StartedResources => _model.Resources.Where(r => !IsExplicit(r));

    /// <summary>Kills every child at once.</summary>
    public void KillAll()
    {
        _force.Cancel();
        foreach (var instance in _controllers.Values.OfType<ProcessController>().SelectMany(c => c.Instances))
            instance.Kill();
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _data.Open();
        await Leftovers.EndAsync(_data, _console, cancellationToken);
        await _host.Eventing.PublishAsync(new BeforeStartEvent(_services, _model), cancellationToken);
        foreach (var resource in _model.Resources.Where(HasProcess))
            resource.Annotations.Add(new ResourceInstancesAnnotation(Ids(resource)));
        foreach (var resource in _model.Resources)
            _ = _host.HealthChecks.Of(resource, null);
        foreach (var resource in _model.Resources)
        foreach (var id in resource.GetResourceIds())
            _console.Name(id, resource.GetResourceIds().Count == 1 ? resource.Name : id);

        var random = _configuration.GetValue<bool>("DcpPublisher:RandomizePorts");
        var allocations = new EndpointAllocator(random).Allocate([.. _model.Resources]);
        _logs = new LogFiles(_data.Logs, _model.Resources);
        _host.Loggers.LineWritten = (id, text, isError) =>
        {
            // A file outlasts the run and is for more readers than the person at the terminal.
            _logs.Write(id, _secrets.Masked(text));
            _console.WriteLog(id, text, isError);
        };
        foreach (var resource in _model.Resources)
            _controllers[resource] = Controller(resource, allocations[resource]);
        await PublishModelAsync(cancellationToken);
        if (_model.Resources.Dashboard() is { } dashboard)
        {
            // Beside the start of the others: only the dashboard waits for it.
            _resourceServer = Task.Run(() => StartResourceServerAsync(dashboard), CancellationToken.None);
            dashboard.ResourceService = AddressAsync(_resourceServer);
        }

        _record = new RunRecordWriter(_data, _configuration, _model, _host.Notifications, _logs, _secrets);
        foreach (var resource in StartedResources)
            await _controllers[resource].StartAsync();
        await _host.Eventing.PublishAsync(new AfterResourcesCreatedEvent(_services, _model), cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_stopLock)
            return _stopped ??= StopOnceAsync();
    }

    public void Dispose() => _force.Dispose();

    private Task<ResourceServer> StartResourceServerAsync(DashboardAnnotation dashboard) =>
        ResourceServer.StartAsync(
            _host.Notifications,
            _host.Loggers,
            _commands,
            _secrets,
            dashboard.ResourceServiceKey.Value,
            CancellationToken.None
        );

    private static async Task StopResourceServerAsync(Task<ResourceServer> starting)
    {
        try
        {
            await (await starting).DisposeAsync();
        }
        catch (IOException)
        {
            // It could not start; the dashboard's state says why.
        }
    }

    private static async Task<Uri> AddressAsync(Task<ResourceServer> server) => (await server).Address;

    private static bool IsExplicit(IResource resource) =>
        resource.Annotations.OfType<ExplicitStartupAnnotation>().Any()
        || (resource is IResourceWithParent { Parent: var parent } && IsExplicit(parent));

    private static bool HasProcess(IResource resource) =>
        resource is ProjectResource or ExecutableResource or LocalEngineResource;

    /// <summary>
    /// Name and eight letters, as in Aspire. The letters come from name, number and data directory, so that the same
    /// process has the same id, and the same log file, in every run.
    /// </summary>
    private IReadOnlyList<string> Ids(IResource resource)
    {
        var replicas = resource.Annotations.OfType<ReplicaAnnotation>().LastOrDefault()?.Replicas ?? 1;
        return
        [
            .. Enumerable
                .Range(0, replicas)
                .Select(n => SHA256.HashData(Encoding.UTF8.GetBytes($"{_data.Root}\n{resource.Name}\n{n}")))
                .Select(hash => $"{resource.Name}-{string.Concat(hash.Take(8).Select(b => (char)('a' + (b % 26))))}"),
        ];
    }

    private ResourceController Controller(IResource resource, EndpointAllocator.Allocation allocation)
    {
        if (!HasProcess(resource))
            return resource is IResourceWithParent child && HasProcess(child.Parent)
                ? new ChildController(child, _host)
                : new PassiveController(resource, _host);
        var children = _model.Resources.Where(r => r is IResourceWithParent p && p.Parent == resource).ToArray();
        var isJob = _model
            .Resources.SelectMany(r => r.Annotations.OfType<WaitAnnotation>())
            .Any(w => w.Resource == resource && w.WaitType == WaitType.WaitForCompletion);
        var controller = new ProcessController(resource, _host, allocation.TargetPorts, children, isJob);
        foreach (var (endpoint, port) in allocation.Forwarded)
            _forwarders.Add(new TcpForwarder(port, () => controller.Targets(endpoint)));
        return controller;
    }

    private async Task PublishModelAsync(CancellationToken cancellationToken)
    {
        foreach (var resource in _model.Resources)
        {
            await _host.Notifications.PublishUpdateAsync(
                resource,
                s =>
                    s with
                    {
                        State = KnownResourceStates.NotStarted,
                        Relationships =
                        [
                            .. resource
                                .Annotations.OfType<ResourceRelationshipAnnotation>()
                                .Select(r => new RelationshipSnapshot(r.Resource.Name, r.Type))
                                .Distinct(),
                        ],
                    }
            );
            _ = _host.Eventing.PublishAsync(new InitializeResourceEvent(resource, _services), cancellationToken);
            if (resource.Annotations.OfType<EndpointAnnotation>().Any())
                await _host.Eventing.PublishAsync(
                    new ResourceEndpointsAllocatedEvent(resource, _services),
                    cancellationToken
                );
        }
    }

    private async Task StopOnceAsync()
    {
        var stops = new Dictionary<IResource, Task>();
        await Task.WhenAll(_controllers.Keys.Select(resource => StopInOrderAsync(resource, stops, [])));
        foreach (var forwarder in _forwarders)
            await forwarder.DisposeAsync();
        if (_record is not null)
            await _record.DisposeAsync();
        _host.Notifications.Dispose();
        if (_resourceServer is not null)
            await StopResourceServerAsync(_resourceServer);
        _logs?.Dispose();
        _data.Dispose();
    }

    /// <summary>A resource is stopped when all that depend on it have stopped.</summary>
    private Task StopInOrderAsync(IResource resource, Dictionary<IResource, Task> stops, HashSet<IResource> above)
    {
        if (stops.TryGetValue(resource, out var known))
            return known;
        above.Add(resource);
        var dependents = _controllers
            .Keys.Where(r => !above.Contains(r) && DependsOn(r, resource))
            .Select(r => StopInOrderAsync(r, stops, above))
            .ToArray();
        above.Remove(resource);
        return stops[resource] = StopAfterAsync(dependents, _controllers[resource]);
    }

    private async Task StopAfterAsync(Task[] dependents, ResourceController controller)
    {
        await Task.WhenAll(dependents);
        await controller.StopAsync(_force.Token, forGood: true);
    }

    private static bool DependsOn(IResource resource, IResource other) =>
        (resource as IResourceWithParent)?.Parent == other
        || resource.Annotations.OfType<WaitAnnotation>().Any(w => w.Resource == other)
        || resource
            .Annotations.OfType<ResourceRelationshipAnnotation>()
            .Any(r => r.Type == "Reference" && r.Resource == other)
        // What a service says while it stops is still to be received.
        || (other.IsDashboard() && !resource.IsDashboard() && resource.Has<OtlpExporterAnnotation>());

    /// <summary>
    /// Starts a resource and what lives in it. Their old end is forgotten before the command returns, so that whoever
    /// waits for them next does not take it for the outcome.
    /// </summary>
    private async Task StartTreeAsync(ResourceController controller)
    {
        var children = _controllers
            .Values.OfType<ChildController>()
            .Where(c => ((IResourceWithParent)c.Resource).Parent == controller.Resource)
            .ToArray();
        foreach (var ended in children.Cast<ResourceController>().Prepend(controller))
            if (!controller.IsAlive)
                await _host.Notifications.PublishUpdateAsync(
                    ended.Resource,
                    s => s with { State = KnownResourceStates.Starting, Detail = null, ExitCode = null, Ready = null }
                );
        await controller.StartAsync();
        foreach (var child in children)
            await child.StartAsync();
    }

    private async Task<ExecuteCommandResult> ExecuteAsync(
        string name,
        string command,
        CancellationToken cancellationToken
    )
    {
        var controller = _controllers.Values.FirstOrDefault(c =>
            c.Resource.HasName(name) || c.Resource.GetResourceIds().Contains(name, StringComparer.OrdinalIgnoreCase)
        );
        if (controller is null)
            return CommandResults.Failure($"There is no resource '{name}'.");
        if (command == KnownResourceCommands.StopCommand || command == KnownResourceCommands.RestartCommand)
            await controller.StopAsync(_force.Token).WaitAsync(cancellationToken);
        else if (command != KnownResourceCommands.StartCommand)
            return CommandResults.Failure($"There is no command '{command}'.");
        if (command != KnownResourceCommands.StopCommand)
            await StartTreeAsync(controller);

        return CommandResults.Success();
    }
}
