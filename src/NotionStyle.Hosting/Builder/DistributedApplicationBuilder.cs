using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.ConsoleOutput;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.LocalData;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <summary>The builder behind <see cref="DistributedApplication.CreateBuilder()"/>.</summary>
internal class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly HostApplicationBuilder _inner;
    private readonly AppHostInterception? _interception;
    private bool _built;

    public DistributedApplicationBuilder(DistributedApplicationOptions options, AppHostInterception? interception)
    {
        _interception = interception;
        AppHostAssembly =
            interception?.EntryPoint
            ?? (options.AssemblyName is { } name ? Assembly.Load(name) : Assembly.GetEntryAssembly());
        AppHostDirectory =
            options.ProjectDirectory
            ?? Metadata(AppHostAssembly, "apphostprojectpath")
            ?? Directory.GetCurrentDirectory();

        var configuration = new ConfigurationManager();
        configuration.AddEnvironmentVariables("ASPIRE_");
        // Nobody edits the AppHost's settings while it runs: no file watchers.
        configuration["hostBuilder:reloadConfigOnChange"] = "false";
        _inner = new HostApplicationBuilder(
            new HostApplicationBuilderSettings
            {
                Args = options.Args,
                Configuration = configuration,
                ContentRootPath = Directory.Exists(AppHostDirectory) ? AppHostDirectory : null,
                ApplicationName = AppHostAssembly?.GetName().Name,
            }
        );
        _inner.Configuration["AppHost:Directory"] = AppHostDirectory;
        if (Metadata(AppHostAssembly, "apphostprojectname") is { } projectName)
            _inner.Configuration["AppHost:Path"] = Path.Combine(AppHostDirectory, projectName);
        interception?.Configure(options, _inner.Configuration);

        Data = new DataDirectory(DataDirectory.Locate(_inner.Configuration, AppHostDirectory, interception));
        // The AppHost reads the place from here when it puts data there itself, also under test.
        _inner.Configuration["data"] = Data.Root;
        AddServices(options);
    }

    public ConfigurationManager Configuration => _inner.Configuration;
    public string AppHostDirectory { get; }
    public Assembly? AppHostAssembly { get; }
    public IHostEnvironment Environment => _inner.Environment;
    public IServiceCollection Services => _inner.Services;
    public IDistributedApplicationEventing Eventing { get; } = new DistributedApplicationEventing();
    public DistributedApplicationExecutionContext ExecutionContext { get; } = new(DistributedApplicationOperation.Run);
    public IResourceCollection Resources { get; } = new ResourceCollection();

    internal DataDirectory Data { get; }

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        if (Resources.FirstOrDefault(r => r.HasName(resource.Name)) is { } other)
            throw new DistributedApplicationException(
                $"A resource named '{resource.Name}' cannot be added: '{other.Name}' is there already; names do not "
                    + "differ by case alone."
            );
        Resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource => new ResourceBuilder<T>(this, resource);

    public DistributedApplication Build()
    {
        if (_built)
            throw new InvalidOperationException("Build can be called once.");
        _built = true;
        _interception?.BeforeBuild(this);
        try
        {
            var app = new DistributedApplication(_inner.Build(), _interception);
            _interception?.AfterBuild(app);
            return app;
        }
        catch (Exception e)
        {
            _interception?.Fail(e);
            throw;
        }
    }

    private static string? Metadata(Assembly? assembly, string key) =>
        assembly
            ?.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(a => string.Equals(a.Key, key, StringComparison.OrdinalIgnoreCase))
            ?.Value;

    private void AddServices(DistributedApplicationOptions options)
    {
        var services = _inner.Services;
        services.AddSingleton<IDistributedApplicationBuilder>(this);
        services.AddSingleton(options);
        services.AddSingleton(ExecutionContext);
        services.AddSingleton(Eventing);
        services.AddSingleton(Data);
        services.AddSingleton(new DistributedApplicationModel(Resources));
        services.AddSingleton<ResourceNotificationService>();
        services.AddSingleton<ResourceLoggerService>();
        services.AddSingleton<ResourceCommandService>();
        services.AddSingleton<SecretTexts>();
        services.AddSingleton<Orchestrator>();
        services.AddHostedService(provider => provider.GetRequiredService<Orchestrator>());
        services.AddHealthChecks();
        services.AddHttpClient();
        services.AddSingleton(new HostConsole(interactive: _interception is null));
        services.AddSingleton<IHostLifetime, LocalHostLifetime>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(60));

        // The host speaks through HostConsole; of the libraries only what is wrong is shown.
        _inner.Logging.ClearProviders();
        _inner.Logging.Services.AddSingleton<ILoggerProvider, HostConsoleLoggerProvider>();
        _inner.Logging.AddFilter<HostConsoleLoggerProvider>(null, LogLevel.Warning);
        // The health publisher of the library polls on its own schedule; here the health loop does that.
        _inner.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        _inner.Logging.AddFilter("System.Net.Http", LogLevel.None);
    }

    private sealed class ResourceBuilder<T>(IDistributedApplicationBuilder builder, T resource) : IResourceBuilder<T>
        where T : IResource
    {
        public IDistributedApplicationBuilder ApplicationBuilder => builder;
        public T Resource => resource;

        public IResourceBuilder<T> WithAnnotation<TAnnotation>(
            TAnnotation annotation,
            ResourceAnnotationMutationBehavior behavior
        )
            where TAnnotation : IResourceAnnotation
        {
            if (behavior == ResourceAnnotationMutationBehavior.Replace)
                foreach (var old in resource.Annotations.OfType<TAnnotation>().ToArray())
                    resource.Annotations.Remove(old);
            resource.Annotations.Add(annotation);
            return this;
        }
    }
}
