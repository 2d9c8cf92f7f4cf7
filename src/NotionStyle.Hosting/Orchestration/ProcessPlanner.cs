using System.Collections.Immutable;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.ConsoleOutput;
using Aspire.Hosting.LocalData;
using Aspire.Hosting.LocalProjects;
using Aspire.Hosting.Processes;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Orchestration;

/// <summary>What to start, and what of its environment may be shown.</summary>
internal sealed record ProcessPlan(ProcessSpec Spec, ImmutableArray<EnvironmentVariableSnapshot> Environment);

/// <summary>Works out what to start for one process of a resource: program, arguments, environment.</summary>
internal sealed class ProcessPlanner(
    DistributedApplicationExecutionContext execution,
    IConfiguration configuration,
    DataDirectory data,
    ResourceLoggerService loggers,
    HostConsole console
)
{
    public async Task<ProcessPlan> PlanAsync(
        IResource resource,
        string id,
        IReadOnlyDictionary<EndpointAnnotation, int> ports,
        CancellationToken cancellationToken
    )
    {
        ReplicaScope.Enter(ports);
        var arguments = await ArgumentsAsync(resource, id, cancellationToken);
        var (environment, secrets) = await EnvironmentAsync(resource, id, ports, cancellationToken);
        var spec = resource switch
        {
            ProjectResource project => Project(project),
            ExecutableResource executable => new ProcessSpec
            {
                FileName = executable.Command,
                WorkingDirectory = executable.WorkingDirectory,
            },
            LocalEngineResource engine => await engine.PrepareAsync(
                new EngineContext
                {
                    Configuration = configuration,
                    DataDirectory = data.Root,
                    Logger = loggers.GetLogger(id),
                    Note = console.NoteOnce,
                    Port = name => ports.First(p => p.Key.Name == name).Value,
                },
                cancellationToken
            ),
            _ => throw new InvalidOperationException($"'{resource.Name}' has no process."),
        };
        foreach (var (name, value) in spec.Environment)
            environment.TryAdd(name, value);
        return new ProcessPlan(
            spec with
            {
                Arguments = [.. spec.Arguments, .. arguments],
                Environment = environment,
            },
            [
                .. environment
                    .OrderBy(v => v.Key, StringComparer.Ordinal)
                    .Select(v => new EnvironmentVariableSnapshot(v.Key, secrets.Contains(v.Key) ? null : v.Value)),
            ]
        );
    }

    private static ProcessSpec Project(ProjectResource project)
    {
        var metadata = project.Annotations.OfType<IProjectMetadata>().Last();
        var assembly = ProjectAssembly.Find(project.Name, metadata);
        return new ProcessSpec
        {
            FileName = ExecutablePath.Dotnet,
            Arguments = [assembly],
            WorkingDirectory = Path.GetDirectoryName(metadata.ProjectPath),
        };
    }

    private async Task<List<string>> ArgumentsAsync(IResource resource, string id, CancellationToken cancellationToken)
    {
        List<object> values = [];
        var context = new CommandLineArgsCallbackContext(values, resource, execution, cancellationToken)
        {
            Logger = loggers.GetLogger(id),
        };
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>().ToArray())
            await annotation.Callback(context);
        List<string> arguments = [];
        foreach (var value in values)
            if (await ResolveAsync(value, cancellationToken) is { } text)
                arguments.Add(text);
        return arguments;
    }

    private async Task<(Dictionary<string, string> Values, HashSet<string> Secrets)> EnvironmentAsync(
        IResource resource,
        string id,
        IReadOnlyDictionary<EndpointAnnotation, int> ports,
        CancellationToken cancellationToken
    )
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        var context = new EnvironmentCallbackContext(execution, resource, values, cancellationToken)
        {
            Logger = loggers.GetLogger(id),
        };
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToArray())
            await annotation.Callback(context);
        foreach (var (endpoint, port) in ports)
            if (endpoint.TargetPortEnvironmentVariable is { } variable)
                values.TryAdd(variable, port.ToString(CultureInfo.InvariantCulture));
        if (resource.Annotations.OfType<OtlpExporterAnnotation>().Any())
            values.TryAdd("OTEL_RESOURCE_ATTRIBUTES", $"service.instance.id={id[(resource.Name.Length + 1)..]}");
        if (resource is ProjectResource)
            AddProjectVariables(resource, ports, values);

        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        var secrets = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in values)
        {
            environment[name] = await ResolveAsync(value, cancellationToken) ?? "";
            if (SecretTexts.IsSecret(name, value))
                secrets.Add(name);
        }

        return (environment, secrets);
    }

    private static void AddProjectVariables(
        IResource project,
        IReadOnlyDictionary<EndpointAnnotation, int> ports,
        Dictionary<string, object> values
    )
    {
        var urls = ports
            // A port that has a variable of its own is opened by the service itself.
            .Where(p => p.Key is { UriScheme: "http" or "https", TargetPortEnvironmentVariable: null })
            .Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Key.UriScheme}://localhost:{p.Value}"));
        // Empty rather than absent: what the host itself was given must not reach the service.
        values.TryAdd("ASPNETCORE_URLS", string.Join(';', urls));
        var https = ports.Keys.FirstOrDefault(e => e.UriScheme == "https");
        if (https?.AllocatedEndpoint is { } allocated)
            values.TryAdd("ASPNETCORE_HTTPS_PORT", allocated.Port.ToString(CultureInfo.InvariantCulture));
        var profile = project.Annotations.OfType<LaunchProfileAnnotation>().LastOrDefault()?.Named;
        values.TryAdd("DOTNET_LAUNCH_PROFILE", profile?.Name ?? "");
        foreach (var (name, value) in profile?.Profile.EnvironmentVariables ?? [])
            values.TryAdd(name, value);
    }

    private static async Task<string?> ResolveAsync(object value, CancellationToken cancellationToken) =>
        value switch
        {
            string text => text,
            IValueProvider provider => await provider.GetValueAsync(cancellationToken),
            IResourceBuilder<IResource> { Resource: IValueProvider provider } => await provider.GetValueAsync(
                cancellationToken
            ),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
}
